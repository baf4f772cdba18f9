"""Edges of edits that changing the rules on purpose showed."""

import pytest

from app.calls.rules import editing


def form():
    return {
        "sections": [
            {"key": "a", "questions": [{"key": "one"}, {"key": "two"}]},
            {"key": "b", "questions": [{"key": "three"}]},
        ]
    }


@pytest.mark.parametrize(("key", "by"), [("three", 1), ("one", -1), ("none", 1), ("none", -1), ("two", 0)])
def test_a_question_at_an_end_stays(key, by):
    assert editing.move_question(form(), key, by) == form()


def test_a_question_that_moves_down_comes_first_in_the_next_section():
    moved = editing.move_question(form(), "two", 1)
    assert editing.question_keys(moved) == ["one", "two", "three"]
    assert editing.find_question(moved, "two") == ("b", {"key": "two"})


def test_a_question_for_a_section_that_is_gone_is_not_added():
    assert editing.put_question(form(), "gone", {"key": "four"}) == form()


@pytest.mark.parametrize("edit", [editing.move_section, editing.move_criterion])
@pytest.mark.parametrize("by", [-1, 1])
def test_moving_what_is_not_there_changes_nothing(edit, by):
    parts = {"sections": [{"key": "a"}, {"key": "b"}], "criteria": [{"key": "a"}, {"key": "b"}]}
    assert edit(parts, "gone", by) == parts


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("a" * 39 + " b", "a" * 39),
        ("x" * 50, "x" * 40),
        ("a1", "a1"),
        ("_x_", "x"),
        ("XX", "xx"),
    ],
)
def test_a_key_is_short_and_clean(label, key):
    assert editing.new_key(label, [], "question") == key
