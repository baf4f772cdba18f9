"""Answers are checked, read, shown and described the same way everywhere."""

from typing import Any

import pytest

from app.calls.rules import forms
from app.calls.rules.forms import Problem

FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "project",
            "title": {"en": "Project", "fr": "Projet"},
            "questions": [
                {"key": "name", "type": "short_text", "label": {"en": "Name", "fr": "Nom"}, "required": True},
                {
                    "key": "summary",
                    "type": "long_text",
                    "label": {"en": "Summary"},
                    "help": {"en": "In short", "fr": "En bref"},
                    "max_words": 5,
                },
                {"key": "starts", "type": "date", "label": {"en": "Start"}, "visibility": "public"},
            ],
        },
        {
            "key": "money",
            "title": {"en": "Money"},
            "questions": [
                {"key": "amount", "type": "money", "label": {"en": "Sum"}, "required": True, "currencies": ["EUR"]},
                {"key": "budget", "type": "file", "label": {"en": "Budget"}, "visibility": "staff"},
                {
                    "key": "areas",
                    "type": "multiple_choice",
                    "label": {"en": "Areas"},
                    "required": True,
                    "blind_hidden": True,
                    "min_choices": 2,
                    "options": [{"key": key, "label": {"en": key}} for key in ("x", "y", "z")],
                },
            ],
        },
    ]
}
GOOD = {"name": "Well", "amount": {"amount": "5", "currency": "EUR"}, "areas": ["x", "y"]}
FILE = "0192b3c4-0000-7000-8000-000000000001"
QUESTIONS = {question["key"]: question for question in forms.questions(FORM)}


def test_a_good_form_has_no_problems() -> None:
    assert forms.check_definition(FORM) == []
    assert forms.check_answers(FORM, GOOD, complete=True) == []


def test_questions_in_order() -> None:
    assert list(QUESTIONS) == ["name", "summary", "starts", "amount", "budget", "areas"]
    assert [one["key"] for one in forms.questions(FORM, "money")] == ["amount", "budget", "areas"]
    assert list(forms.questions(FORM, "none")) == []


def test_sections_by_key() -> None:
    assert forms.section(FORM, "money") is FORM["sections"][1]
    assert forms.section(FORM, "none") is None


def test_a_complete_form_needs_its_required_answers() -> None:
    assert forms.check_answers(FORM, {}, complete=True) == [
        Problem("name", "required"),
        Problem("amount", "required"),
        Problem("areas", "required"),
    ]
    blank = {"name": " ", "summary": "", "areas": []} | {"amount": GOOD["amount"]}
    assert forms.check_answers(FORM, blank, complete=True) == [
        Problem("name", "required"),
        Problem("areas", "required"),
    ]


def test_a_draft_is_checked_in_what_it_holds() -> None:
    assert forms.check_answers(FORM, {}, complete=False) == []
    draft = {"zz": 1, "areas": ["x"], "summary": "a b c d e f", "aa": 2}
    assert forms.check_answers(FORM, draft, complete=False) == [
        Problem("summary", "too_many_words", {"limit": 5, "count": 6}),
        Problem("areas", "too_few_choices", {"min": 2}),
        Problem("aa", "unknown_question"),
        Problem("zz", "unknown_question"),
    ]


def test_null_is_no_answer_to_keep() -> None:
    assert forms.check_answers(FORM, {"starts": None}, complete=False) == [Problem("starts", "not_a_date")]


def test_a_section_lets_other_sections_be() -> None:
    answers = {"summary": "a b c d e f", "zz": 1}
    assert forms.check_section(FORM, "money", answers, complete=False) == []
    assert forms.check_section(FORM, "project", answers, complete=True) == [
        Problem("name", "required"),
        Problem("summary", "too_many_words", {"limit": 5, "count": 6}),
    ]


def test_empty_answers_are_dropped_and_meaningful_ones_are_not() -> None:
    answers: dict[str, Any] = {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False, "g": " ", "h": ["x"]}
    assert forms.drop_unanswered(answers) == {"e": 0, "f": False, "g": " ", "h": ["x"]}


def test_reads_the_fields_of_a_page() -> None:
    asked = list(forms.questions(FORM))
    sent = {
        "name": [" Well "],
        "summary": [""],
        "starts-day": ["1"],
        "starts-month": ["2"],
        "starts-year": ["2026"],
        "amount-amount": ["5"],
        "areas": ["y", "x"],
        "csrf": ["secret"],
    }
    read = {
        "name": "Well",
        "starts": "2026-02-01",
        "amount": {"amount": "5.00", "currency": "EUR"},
        "areas": ["x", "y"],
    }
    assert forms.read_fields(asked, sent) == read
    assert forms.read_fields(asked, sent, {"budget": [FILE], "summary": "old"}) == read | {"budget": [FILE]}
    assert forms.read_fields(asked, {"budget": [""]}, {"budget": [FILE]}) == {}
    assert forms.read_fields(asked, {"budget": [FILE]}) == {"budget": [FILE]}


def test_one_key_may_begin_like_another() -> None:
    asked: list[forms.Question] = [
        {"key": key, "type": "short_text", "label": {"en": key}} for key in ("name", "name_of_it")
    ]
    assert forms.read_fields(asked, {"name_of_it": ["b"]}) == {"name_of_it": "b"}


def test_shows_answers_in_the_fields_of_a_page() -> None:
    answers = GOOD | {"starts": "2026-02-01"}
    assert forms.write_fields(list(forms.questions(FORM)), answers) == {
        "name": ["Well"],
        "starts-year": ["2026"],
        "starts-month": ["2"],
        "starts-day": ["1"],
        "amount-amount": ["5"],
        "amount-currency": ["EUR"],
        "areas": ["x", "y"],
    }


def test_compiles_to_a_schema() -> None:
    schema = forms.compile_schema(FORM, title="A call", language="fr")
    assert list(schema) == ["$schema", "title", "type", "additionalProperties", "properties", "required"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "A call"
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["name", "amount", "areas"]
    assert list(schema["properties"]) == list(QUESTIONS)
    assert schema["properties"]["name"] == {
        "title": "Nom",
        "type": "string",
        "maxLength": 500,
        "minLength": 1,
        "x-commonweal-rules": {"type": "short_text", "section": "project"},
    }
    assert schema["properties"]["summary"] == {
        "title": "Summary",
        "description": "En bref",
        "type": "string",
        "maxLength": 100_000,
        "x-commonweal-rules": {"type": "long_text", "section": "project", "max_words": 5},
    }
    assert schema["properties"]["areas"] == {
        "title": "Areas",
        "type": "array",
        "items": {"enum": ["x", "y", "z"]},
        "uniqueItems": True,
        "minItems": 2,
        "maxItems": 3,
        "x-commonweal-rules": {
            "type": "multiple_choice",
            "section": "money",
            "min_choices": 2,
            "options": QUESTIONS["areas"]["options"],
        },
    }


def test_titles_are_english_unless_asked_otherwise() -> None:
    assert forms.compile_schema(FORM, title="t")["properties"]["name"]["title"] == "Name"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"type": "number"}, {"type": "number", "minimum": -(10**15), "maximum": 10**15}),
        ({"type": "number", "min": 1, "step": 2}, {"type": "integer", "minimum": 1, "maximum": 10**15}),
        ({"type": "number", "step": 2, "max": 9}, {"type": "integer", "minimum": -(10**15), "maximum": 9}),
        ({"type": "number", "min": 0.5, "step": 1}, {"type": "number", "minimum": 0.5, "maximum": 10**15}),
        ({"type": "number", "step": 0.5}, {"type": "number", "minimum": -(10**15), "maximum": 10**15}),
        (
            {"type": "money", "currencies": ["EUR"]},
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["amount", "currency"],
                "properties": {
                    "amount": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,3})?$"},
                    "currency": {"enum": ["EUR"]},
                },
            },
        ),
        ({"type": "single_choice", "options": [{"key": "x"}]}, {"enum": ["x"]}),
        ({"type": "date"}, {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        ({"type": "country"}, {"type": "string", "pattern": "^[A-Z]{3}$"}),
        ({"type": "url"}, {"type": "string", "pattern": "^https?://", "maxLength": 2048}),
        ({"type": "email"}, {"type": "string", "pattern": "^[^@ ]+@[^@ ]+$", "maxLength": 254}),
        ({"type": "yes_no"}, {"type": "boolean"}),
        (
            {"type": "file", "max_files": 3},
            {
                "type": "array",
                "items": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
                "uniqueItems": True,
                "minItems": 0,
                "maxItems": 3,
            },
        ),
    ],
)
def test_schema_of_each_type(settings: dict[str, Any], expected: dict[str, Any]) -> None:
    assert forms.type_of(settings).schema(settings) == expected


@pytest.mark.parametrize(
    ("settings", "least"),
    [
        ({"type": "file"}, 0),
        ({"type": "file", "required": True}, 1),
        ({"type": "multiple_choice", "options": [], "min_choices": 2}, 0),
        ({"type": "multiple_choice", "options": [], "required": True}, 1),
        ({"type": "multiple_choice", "options": [], "required": True, "min_choices": 0}, 1),
        ({"type": "multiple_choice", "options": [], "required": True, "min_choices": 3}, 3),
    ],
)
def test_lists_must_say_something_when_required(settings: dict[str, Any], least: int) -> None:
    assert forms.type_of(settings).schema(settings)["minItems"] == least


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("starts", ["public", "reviewers", "staff", "blind"]),
        ("name", ["reviewers", "staff", "blind"]),
        ("areas", ["reviewers", "staff"]),
        ("budget", ["staff"]),
    ],
)
def test_who_sees_an_answer(key: str, seen: list[str]) -> None:
    sights = {"public": ("public", False), "reviewers": ("reviewers", False), "staff": ("staff", True)}
    sights["blind"] = ("reviewers", True)
    told = [name for name, (sight, blind) in sights.items() if forms.is_seen_by(QUESTIONS[key], sight, blind=blind)]
    assert told == seen


def test_a_public_answer_can_be_hidden_under_blind_review() -> None:
    question = {**QUESTIONS["starts"], "blind_hidden": True}
    assert not forms.is_seen_by(question, "reviewers", blind=True)
    assert not forms.is_seen_by(question, "public", blind=True)
    assert forms.is_seen_by(question, "staff", blind=True)
