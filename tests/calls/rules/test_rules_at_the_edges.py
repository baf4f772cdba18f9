"""Edges of edits that changing the rules on purpose showed."""

import pytest

from app.calls.rules import editing, forms, texts
from app.calls.rules.questions import contacts


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


def asked(kind, **more):
    return {"key": "q", "type": kind, "label": {"en": "Q"}, **more}


def schema_of(question):
    form = {"sections": [{"key": "a", "title": {"en": "A"}, "questions": [question]}]}
    return forms.compile_schema(form, title="F")["properties"]["q"]


OPTIONS = [{"key": key, "label": {"en": key}} for key in ("a", "b", "c")]


@pytest.mark.parametrize(
    ("question", "most"),
    [
        (asked("file", max_bytes=9), 1),
        (asked("file", max_bytes=9, max_files=4), 4),
        (asked("multiple_choice", options=OPTIONS), 3),
        (asked("multiple_choice", options=OPTIONS, max_choices=2), 2),
    ],
)
def test_a_schema_says_how_many(question, most):
    assert schema_of(question)["maxItems"] == most


@pytest.mark.parametrize(
    ("answer", "fits"), [(1, True), (4, True), (7, True), (3, False), (2, False), (-2, True), (-1, False)]
)
def test_steps_are_counted_from_the_least(answer, fits):
    question = asked("number", min=-2, step=3)
    assert [one.code for one in forms.check_answer(question, {"q": answer}, complete=True)] == (
        [] if fits else ["wrong_step"]
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.org/a/b", "https://example.org/a/b"),
        ("HTTPS://example.org/?to=http://x.org", "https://example.org/?to=http://x.org"),
        ("nowhere/a/b", "nowhere/a/b"),
    ],
)
def test_addresses_are_completed(typed, kept):
    assert forms.read_fields([asked("url")], {"q": [typed]}, {}) == {"q": kept}


@pytest.mark.parametrize("address", ["a@b@example.org", "@example.org", "a@example", "a b@example.org"])
def test_what_is_no_address(address):
    assert not contacts.is_email(address)


@pytest.mark.parametrize(
    ("language", "words"), [("fr-CA", "Oui"), ("zh-Hant-TW", "是"), ("de", "Yes"), ("en", "Yes"), ("fr", "Oui")]
)
def test_a_text_is_given_in_the_nearest_language(language, words):
    assert texts.translate({"en": "Yes", "fr": "Oui", "zh": "是"}, language)[0] == words


def test_a_form_is_described_in_english_unless_another_language_is_asked_for():
    question = {"key": "q", "type": "date", "label": {"fr": "Quand", "en": "When"}}
    form = {"sections": [{"key": "a", "title": {"en": "A"}, "questions": [question]}]}
    assert forms.compile_schema(form, title="F")["properties"]["q"]["title"] == "When"
    assert forms.compile_schema(form, title="F", language="fr")["properties"]["q"]["title"] == "Quand"
