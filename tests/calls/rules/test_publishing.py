"""What a call lacks before it can be published."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.calls.rules import publishing
from app.calls.rules.problems import DefinitionProblem
from app.calls.rules.publishing import Gap
from app.calls.types import CallFacts

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
FORM: dict[str, Any] = {
    "sections": [
        {"key": "a", "title": {"en": "A"}, "questions": [{"key": "q", "type": "short_text", "label": {"en": "Q"}}]}
    ]
}
RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": 1},
    "criteria": [{"key": "value", "title": {"en": "Value"}, "weight": "60", "kind": "marks"}],
}


def facts(**changes: Any) -> CallFacts:
    text = {"en": "Words"}
    whole: dict[str, Any] = {
        "title": text,
        "summary": text,
        "eligibility": text,
        "process": text,
        "opens_at": NOW - timedelta(days=1),
        "closes_at": NOW + timedelta(seconds=1),
    }
    return CallFacts(**(whole | changes))


def gaps(given: CallFacts, provenance: str = "live", stages: Any = ((FORM, RUBRIC),)) -> list[Gap]:
    return publishing.find_gaps(given, provenance, stages, NOW)


def test_a_whole_call_lacks_nothing() -> None:
    assert gaps(facts()) == []


@pytest.mark.parametrize("name", ["title", "summary", "eligibility", "process"])
@pytest.mark.parametrize("text", [{}, {"en": ""}, {"en": "  "}])
def test_each_text_is_needed(name: str, text: dict[str, str]) -> None:
    assert gaps(facts(**{name: text})) == [Gap(f"no_{name}")]


@pytest.mark.parametrize(
    ("changes", "live", "generated"),
    [
        ({"opens_at": None}, ["no_opens_at"], ["no_opens_at"]),
        ({"closes_at": None}, ["no_closes_at"], ["no_closes_at"]),
        ({"opens_at": None, "closes_at": None}, ["no_opens_at", "no_closes_at"], ["no_opens_at", "no_closes_at"]),
        ({"closes_at": NOW}, ["closes_in_the_past"], []),
        ({"closes_at": NOW - timedelta(days=1)}, ["closes_in_the_past"], []),
    ],
)
def test_dates_are_needed_where_they_mean_something(changes: Any, live: list[str], generated: list[str]) -> None:
    assert gaps(facts(**changes)) == [Gap(code) for code in live]
    assert gaps(facts(**changes), "generated") == [Gap(code) for code in generated]
    assert gaps(facts(**changes), "historical") == []


def test_stages_need_a_form_and_a_rubric_that_are_finished() -> None:
    unfinished_rubric = RUBRIC | {"criteria": []}
    stages = [(FORM, RUBRIC), (None, None), ({"sections": []}, unfinished_rubric), (FORM, None), (None, RUBRIC)]
    assert gaps(facts(), stages=stages) == [
        Gap("form_unfinished", 2),
        Gap("rubric_unfinished", 2),
        Gap("form_unfinished", 3),
        Gap("rubric_unfinished", 3),
        Gap("rubric_unfinished", 4),
        Gap("form_unfinished", 5),
    ]
    assert gaps(facts(), stages=[]) == [Gap("no_stages", 0)]


def test_gaps_come_in_the_order_of_the_pages() -> None:
    empty = CallFacts(title={})
    assert [gap.code for gap in gaps(empty, stages=[])] == [
        "no_title",
        "no_summary",
        "no_eligibility",
        "no_process",
        "no_opens_at",
        "no_closes_at",
        "no_stages",
    ]


def test_looking_changes_nothing() -> None:
    form, rubric = deepcopy(FORM), deepcopy(RUBRIC)
    gaps(facts(), stages=[(form, rubric)])
    assert (form, rubric) == (FORM, RUBRIC)


def test_an_unfinished_definition_may_lack_parts_but_not_be_wrong() -> None:
    problems = [
        DefinitionProblem(path="", code=code)
        for code in ("no_sections", "bad_key", "no_questions", "no_criteria", "twice", "no_weight")
    ]
    assert [problem.code for problem in publishing.broken(problems)] == ["bad_key", "twice"]
