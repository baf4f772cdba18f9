"""Answers as people read them, and what each sight leaves out."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.applications.rules import readable
from app.applications.types import Sight


def asked(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": {"en": key.title()}, **more}


OPTIONS = [{"key": "data", "label": {"en": "Data"}}, {"key": "audit", "label": {"en": "Audit", "fr": "Contrôle"}}]
FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "project",
            "title": {"en": "Project"},
            "questions": [
                asked("title", "short_text"),
                asked("about", "long_text", max_words=3),
                asked("mail", "email", visibility="staff"),
                asked("site", "url", blind_hidden=True),
                asked("people", "number", unit="people"),
                asked("share", "number"),
                asked("budget", "money", currencies=["EUR"]),
                asked("area", "single_choice", options=OPTIONS),
                asked("areas", "multiple_choice", options=OPTIONS),
                asked("start", "date"),
                asked("where", "country"),
                asked("open", "yes_no"),
                asked("plan", "file", max_files=2, max_bytes=100),
            ],
        },
        {"key": "inside", "title": {"en": "Inside"}, "questions": [asked("secret", "short_text", visibility="staff")]},
    ]
}
F1, F2, GONE = (f"0198c0de-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))
PLAN = {"id": F1, "name": "Budget of Wells.pdf", "media_type": "application/pdf", "size": 9}
DEED = {"id": F2, "name": "statutes", "media_type": "application/pdf", "size": 8}


def rows(answers: dict[str, Any], *, sight: Sight = Sight.STAFF, files: Any = (PLAN, DEED)) -> dict[str, Any]:
    """Key → (kind, value) of what was answered."""
    parts = readable.readable(FORM, answers, files, sight=sight)
    return {row.key: (row.kind, row.value) for part in parts for row in part.rows if row.kind != "none"}


@pytest.mark.parametrize(
    ("key", "answer", "read"),
    [
        ("title", "Wells", ("text", "Wells")),
        ("about", "Water for all", ("prose", "Water for all")),
        ("mail", "a@example.org", ("text", "a@example.org")),
        ("site", "https://example.org/", ("link", "https://example.org/")),
        ("people", 2500, ("number", (2500, "people"))),
        ("share", 2.5, ("number", (2.5, ""))),
        ("budget", {"amount": "10.50", "currency": "EUR"}, ("money", (Decimal("10.50"), "EUR"))),
        ("area", "audit", ("label", {"en": "Audit", "fr": "Contrôle"})),
        ("areas", ["audit", "data"], ("labels", [{"en": "Audit", "fr": "Contrôle"}, {"en": "Data"}])),
        ("start", "2027-02-01", ("date", date(2027, 2, 1))),
        ("where", "FRA", ("country", "FR")),
        ("open", True, ("yes_no", True)),
        ("open", False, ("yes_no", False)),
        ("plan", [F1], ("files", [PLAN])),
        ("plan", [F2, F1], ("files", [DEED, PLAN])),
        ("plan", [F1, GONE], ("files", [PLAN])),
    ],
)
def test_an_answer_is_read_by_its_type(key: str, answer: Any, read: tuple[str, Any]) -> None:
    assert rows({key: answer}) == {key: read}


@pytest.mark.parametrize(
    ("key", "answer", "read"),
    [
        ("about", "one two three four", "one two three four"),
        ("start", "next spring", "next spring"),
        ("area", "gone", "gone"),
        ("areas", ["data", "gone"], "data, gone"),
        ("budget", {"amount": "lots", "currency": "EUR"}, "lots EUR"),
        ("people", "many", "many"),
        ("where", "Narnia", "Narnia"),
        ("open", 3, "3"),
    ],
)
def test_what_the_form_would_not_take_is_shown_as_it_was_typed(key: str, answer: Any, read: str) -> None:
    assert rows({key: answer}) == {key: ("text", read)}


def test_every_question_has_its_row_and_every_section_its_part() -> None:
    parts = readable.readable(FORM, {"title": "Wells"})
    assert [(part.key, part.title, len(part.rows)) for part in parts] == [
        ("project", {"en": "Project"}, 13),
        ("inside", {"en": "Inside"}, 1),
    ]
    assert parts[0].rows[0] == readable.Row("title", {"en": "Title"}, "text", "Wells")
    assert parts[0].rows[1] == readable.Row("about", {"en": "About"}, "none", None)


@pytest.mark.parametrize(
    ("sight", "hidden"),
    [
        (Sight.TEAM, set()),
        (Sight.STAFF, set()),
        (Sight.REVIEWERS, {"mail", "secret"}),
        (Sight.BLIND, {"mail", "secret", "site"}),
    ],
)
def test_each_sight_sees_what_is_for_it(sight: Sight, hidden: set[str]) -> None:
    parts = readable.readable(FORM, {}, sight=sight)
    every = {question["key"] for part in FORM["sections"] for question in part["questions"]}
    assert every - {row.key for part in parts for row in part.rows} == hidden
    assert [part.key for part in parts] == (["project"] if "secret" in hidden else ["project", "inside"])


def test_staff_is_the_sight_unless_another_is_said() -> None:
    assert [part.key for part in readable.readable(FORM, {})] == ["project", "inside"]


def test_a_blind_reviewer_reads_files_under_names_that_tell_nobodys() -> None:
    found = rows({"plan": [F1, F2]}, sight=Sight.BLIND)
    assert found == {"plan": ("files", [{**PLAN, "name": "plan-1.pdf"}, {**DEED, "name": "plan-2"}])}
    assert PLAN["name"] == "Budget of Wells.pdf"
    assert rows({"plan": [F1]}, sight=Sight.REVIEWERS) == {"plan": ("files", [PLAN])}


@pytest.mark.parametrize(
    ("name", "number", "blind"),
    [("a.b.pdf", 1, "plan-1.pdf"), ("statutes", 3, "plan-3"), (".hidden", 2, "plan-2.hidden"), ("x.", 1, "plan-1.")],
)
def test_blind_names(name: str, number: int, blind: str) -> None:
    assert readable.blind_name("plan", name, number) == blind


def test_the_first_blind_file_is_number_one() -> None:
    assert readable.blind_name("plan", "x.pdf") == "plan-1.pdf"


@pytest.mark.parametrize(
    ("policy", "blind"),
    [({}, False), ({"blind": False}, False), ({"blind": True}, True), ({"blind": "double"}, True),
     ({"blind": "single"}, False)],
)  # fmt: skip
def test_blind_review_is_what_the_stage_says(policy: dict[str, Any], blind: bool) -> None:
    assert readable.is_blind(policy) is blind
