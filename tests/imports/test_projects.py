"""Projects and reviews of a registry, read row by row: what is kept, noted or left out, and why."""

from typing import Any

import pytest

from app.calls.rules import forms
from app.imports import projects, reviews
from app.imports.reading import Report, Trouble

CODES = [{"key": code, "label": {"en": code}} for code in ("FRA", "KEN")]
FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "a",
            "title": {"en": "A"},
            "questions": [
                {"key": "description", "type": "long_text", "label": {"en": "D"}, "max_words": 3},
                {"key": "website", "type": "url", "label": {"en": "W"}},
                {"key": "organisations", "type": "long_text", "label": {"en": "O"}},
                *(
                    {"key": f"{name}_countries", "type": "multiple_choice", "label": {"en": "C"}, "options": CODES}
                    for name in ("development", "deployment")
                ),
            ],
        }
    ]
}
NOBODY = Trouble(1, "organisations", "none named; the project stands for its own")
ROW: dict[str, Any] = {"id": "p1", "name": "Wells", "outcome": "dpg", "source": "registry"}
OWNED = {"organisations": [{"name": "Org", "role": "owner", "website": "https://example.org"}]}


def read(*rows: dict[str, Any]) -> tuple[list[projects.Project], Report]:
    report = Report("projects")
    found = projects.read(list(enumerate(rows, 1)), report, countries={"FRA", "KEN"}, form=FORM)
    return found, report


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ({"id": ""}, "id", "missing"),
        ({"id": None}, "id", "missing"),
        ({"name": "  "}, "name", "missing"),
        ({"name": 7}, "name", "missing"),
        ({"outcome": None}, "outcome", "missing"),
        ({"outcome": "winner"}, "outcome", "unknown outcome: winner"),
    ],
)
def test_a_row_without_its_keys_is_left_out(row: dict[str, Any], field: str, why: str) -> None:
    found, report = read(ROW | OWNED, ROW | OWNED | row)
    assert ([one.source_key for one in found], report.left_out) == (["p1"], 1)
    assert report.troubles == [Trouble(2, field, why)]


@pytest.mark.parametrize(("outcome", "state"), [("dpg", "accepted"), ("nominee", "in_review")])
def test_outcomes_are_states(outcome: str, state: str) -> None:
    found, report = read(ROW | OWNED | {"outcome": outcome, "exclusion": {"reason": "None of it", "date": "2021"}})
    assert (found[0].state, found[0].ended_reason, report.troubles) == (state, None, [])


@pytest.mark.parametrize(
    ("more", "reason", "troubles"),
    [
        ({"exclusion": {"reason": "No licence", "date": "2021-05-01"}}, "No licence", []),
        ({"exclusion": {"reason": "", "date": "2021"}}, None, [Trouble(1, "exclusion", "no reason recorded")]),
        ({}, None, [Trouble(1, "exclusion", "no reason recorded")]),
    ],
)
def test_an_ineligible_project_says_why_where_it_is_known(more: Any, reason: str | None, troubles: Any) -> None:
    found, report = read(ROW | OWNED | {"outcome": "ineligible"} | more)
    assert (found[0].state, found[0].ended_reason, report.troubles) == ("ineligible", reason, troubles)
    ended = {"ended_on": more["exclusion"]["date"]} if more else {}
    facts = {"source": "registry", "outcome": "ineligible", "dates": "not_recorded"}
    assert found[0].facts == facts | ended


@pytest.mark.parametrize(
    ("organisations", "made_in", "owner", "troubles"),
    [
        ([], [], ("Wells", None, "https://w.org"), [NOBODY]),
        ([{"name": "A", "role": "maintainer"}], ["KEN"], ("A", "KEN", None), []),
        ([{"name": "A", "role": "x"}, {"name": "B", "role": "owner"}], ["KEN", "FRA"], ("B", None, None), []),
    ],
)  # fmt: skip
def test_the_owner_is_the_first_named_as_one(organisations: Any, made_in: Any, owner: Any, troubles: Any) -> None:
    more = {"organisations": organisations, "development_countries": made_in, "website": "https://w.org"}
    found, report = read(ROW | more)
    assert (found[0].owner, report.troubles) == (owner, troubles)


@pytest.mark.parametrize(
    "row",
    [
        {"development_countries": "KEN"},
        {"development_countries": ["KEN", 7]},
        {"sdgs": ["six"]},
        {"sdg_evidence": [{"text": "Clean"}]},
        {"organisations": ["Org"]},
        {"organisations": [{"name": "Org"}]},
        {"licences": [{}]},
        {"aliases": {"en": "Puits"}},
    ],
)
def test_a_list_of_something_else_leaves_its_row_out(row: dict[str, Any]) -> None:
    found, report = read(ROW | OWNED, ROW | OWNED | row)
    assert [one.source_key for one in found] == ["p1"]
    assert report.troubles == [Trouble(2, next(iter(row)), "not a list of what it should hold")]


def test_what_is_null_is_not_there() -> None:
    nothing = dict.fromkeys(("sdgs", "aliases", "answers", "exclusion", "development_countries", "website"))
    found, report = read(ROW | OWNED | nothing | {"outcome": "ineligible"}, ROW | OWNED | {"exclusion": "late"})
    assert ([one.ended_reason for one in found], report.left_out) == ([None, None], 0)


def test_codes_and_answers_that_do_not_fit_are_noted_and_kept() -> None:
    found, report = read(ROW | OWNED | {"deployment_countries": ["XKX", "KEN"], "description": "one two three four"})
    assert found[0].answers["description"] == "one two three four"
    assert found[0].answers["deployment_countries"] == ["XKX", "KEN"]
    assert report.troubles[:1] == [Trouble(1, "deployment_countries", "XKX is not in ISO 3166-1; kept as written")]
    assert Trouble(1, "description", "too_many_words; kept as written") in report.troubles
    assert report.left_out == 0


def test_answers_are_the_facts_in_the_forms_words() -> None:
    row = ROW | {
        "description": "Water",
        "aliases": ["Puits", "Wells"],
        "sdgs": [6, 13],
        "sdg_evidence": [{"sdg": 6, "text": "Clean", "url": "https://e.org"}, {"sdg": 13}],
        "organisations": [{"name": "Org", "role": "owner"}],
        "licences": [{"spdx": "MIT", "url": "https://mit.org"}, {"spdx": "GPL-3.0"}],
        "answers": {
            "clearOwnership": {"isOwnershipExplicit": "Yes", "copyrightURL": "https://c.org"},
            "privacy": {"privacyComplianceList": ["GDPR", "DPA"]},
            "NonPII": "broken",
        },
    }
    answers = projects.answers_of(row)
    expected = {
        "description": "Water",
        "aliases": "Puits\nWells",
        "sdgs": ["sdg-6", "sdg-13"],
        "sdg_evidence": "SDG 6: Clean https://e.org\n\nSDG 13:",
        "organisations": "Org (owner)",
        "licences": "MIT https://mit.org\nGPL-3.0",
        "ownership_explicit": "yes",
        "copyright_url": "https://c.org",
        "privacy_laws": "GDPR\nDPA",
    }
    assert answers == expected
    assert forms.drop_unanswered(answers) == answers


VOTE = {"title": {"en": "T"}, "weight": "1", "kind": "yes_no_confidence", "allow_not_applicable": True}
RUBRIC: dict[str, Any] = {"criteria": [{"key": "licence", **VOTE}, {"key": "sdg_1", **VOTE}]}
ITEM = {"field": "license", "answer": True, "confidence": 4}
SHEET: dict[str, Any] = {
    "project_id": "p1", "reviewer": "reviewer-1", "submitted_at": "2021-05-01T10:00:00+00:00", "items": [ITEM],
    "time_taken_s": 60,
}  # fmt: skip


def sheets(*rows: dict[str, Any]) -> tuple[list[reviews.Sheet], Report]:
    report = Report("reviews")
    return reviews.read(list(enumerate(rows, 1)), report, rubric=RUBRIC), report


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ({"project_id": ""}, "project_id", "missing"),
        ({"reviewer": None}, "reviewer", "missing"),
        ({"items": []}, "items", "missing"),
        ({"submitted_at": ""}, "submitted_at", "missing"),
        ({"submitted_at": "last May"}, "submitted_at", "not a time: last May"),
    ],
)
def test_a_review_without_its_keys_is_left_out(row: dict[str, Any], field: str, why: str) -> None:
    found, report = sheets(SHEET, SHEET | row)
    assert ([one.row for one in found], report.left_out, report.troubles) == ([1], 1, [Trouble(2, field, why)])


def test_a_sheet_has_a_mark_for_every_criterion() -> None:
    goal = {"field": "SDG[0]", "answer": False, "confidence": 2, "comment": "Hardly"}
    found, report = sheets(SHEET | {"items": [ITEM, goal, {"field": "colour", "answer": True}]}, SHEET)
    assert found[0].marks == {
        "licence": {"yes": True, "confidence": 4},
        "sdg_1": {"yes": False, "confidence": 2, "comment": "Hardly"},
    }
    assert found[1].marks == {"licence": {"yes": True, "confidence": 4}, "sdg_1": {"not_applicable": True}}
    assert (found[0].source_key, found[0].facts) == ("p1/reviewer-1", {"time_taken_s": 60})
    assert report.troubles == [Trouble(1, "colour", "no such criterion; left out")]


def test_a_mark_the_rubric_does_not_know_is_noted() -> None:
    _found, report = sheets(SHEET | {"items": [ITEM | {"confidence": 9}]})
    assert report.troubles == [Trouble(1, "licence", "bad_confidence")]
