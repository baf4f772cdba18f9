"""Edits of forms and rubrics."""

from copy import deepcopy

import pytest

from app.calls.rules import editing


def form():
    return {
        "sections": [
            {"key": "a", "title": {"en": "A"}, "questions": [{"key": "one"}, {"key": "two"}]},
            {"key": "b", "title": {"en": "B"}, "questions": [{"key": "three"}]},
        ]
    }


def order(definition):
    return [(part["key"], [question["key"] for question in part["questions"]]) for part in definition["sections"]]


@pytest.mark.parametrize(
    ("label", "taken", "key"),
    [
        ("Who is it for?", [], "who_is_it_for"),
        ("Who is it for?", ["who_is_it_for"], "who_is_it_for_2"),
        ("Été 2027", [], "ete_2027"),
        ("2027", [], "question_2027"),
        ("ما هو", [], "question"),
        ("ما هو", ["question", "question_2"], "question_3"),
    ],
)
def test_a_key_is_made_of_the_words(label, taken, key):
    assert editing.new_key(label, taken, "question") == key


@pytest.mark.parametrize(
    ("key", "by", "after"),
    [
        ("two", -1, [("a", ["two", "one"]), ("b", ["three"])]),
        ("two", 1, [("a", ["one"]), ("b", ["two", "three"])]),
        ("three", -1, [("a", ["one", "two", "three"]), ("b", [])]),
        ("one", -1, [("a", ["one", "two"]), ("b", ["three"])]),
        ("none", 1, [("a", ["one", "two"]), ("b", ["three"])]),
    ],
)
def test_a_question_moves_through_the_sections(key, by, after):
    before = form()
    assert order(editing.move_question(before, key, by)) == after
    assert before == form()


def test_sections_are_put_moved_and_removed():
    before = form()
    renamed = editing.put_section(before, "a", {"title": {"en": "New"}})
    assert renamed["sections"][0] == {
        "key": "a",
        "title": {"en": "New"},
        "questions": before["sections"][0]["questions"],
    }
    assert order(editing.put_section(before, "c", {"title": {"en": "C"}}))[-1] == ("c", [])
    assert editing.section_keys(editing.move_section(before, "b", -1)) == ["b", "a"]
    assert editing.section_keys(editing.move_section(before, "b", 1)) == ["a", "b"]
    assert editing.section_keys(editing.remove_section(before, "a")) == ["b"]
    assert before == form()


def test_questions_are_put_and_removed():
    before = form()
    assert editing.find_question(editing.put_question(before, "b", {"key": "two", "type": "date"}), "two") == (
        "a",
        {"key": "two", "type": "date"},
    )
    assert order(editing.put_question(before, "b", {"key": "four"}))[1] == ("b", ["three", "four"])
    assert editing.question_keys(editing.remove_question(before, "two")) == ["one", "three"]
    assert editing.find_question(before, "nine") is None


def test_criteria_are_put_moved_and_removed():
    rubric = {"criteria": [{"key": "a"}, {"key": "b"}]}
    kept = deepcopy(rubric)
    assert editing.put_criterion(rubric, {"key": "a", "weight": "3"})["criteria"] == [
        {"key": "a", "weight": "3"},
        {"key": "b"},
    ]
    assert editing.put_criterion(rubric, {"key": "c"})["criteria"][-1] == {"key": "c"}
    assert editing.move_criterion(rubric, "b", -1)["criteria"] == [{"key": "b"}, {"key": "a"}]
    assert editing.remove_criterion(rubric, "a")["criteria"] == [{"key": "b"}]
    assert rubric == kept
