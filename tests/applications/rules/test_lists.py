"""A list's address is read, written and changed without losing a filter."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.applications.rules import lists
from app.applications.rules.lists import Asked
from app.kernel.errors import Invalid
from tests.applications.conftest import FORM

LABEL, OTHER = UUID(int=1), UUID(int=2)
QUERY = (
    f"q=solar+pumps&state=submitted&state=in_review&country=FRA&organisation={OTHER}&label={LABEL}&label={OTHER}"
    f"&stage={LABEL}&from=2026-01-01&to=2026-02-01&reviews_from=0&reviews_to=3"
    "&f.areas=data&f.areas=audit&f.open=yes&column=state&column=q.people&sort=-q.people"
)
WHOLE = Asked(
    typed="solar pumps",
    states=("submitted", "in_review"),
    countries=("FRA",),
    organisation=OTHER,
    labels=(LABEL, OTHER),
    stages=(LABEL,),
    sent_from=date(2026, 1, 1),
    sent_to=date(2026, 2, 1),
    reviews_from=0,
    reviews_to=3,
    choices=(("areas", ("data", "audit")), ("open", ("yes",))),
    columns=("state", "q.people"),
    sort="q.people",
    is_descending=True,
)
QUESTIONS = lists.questions_of([FORM], is_blind=False)


def test_an_address_is_a_list_and_a_list_an_address() -> None:
    assert lists.parse(QUERY) == WHOLE
    assert lists.write(WHOLE) == QUERY
    assert (lists.write(Asked()), lists.parse("")) == ("", Asked())


def test_what_is_blank_repeated_or_not_known_is_passed_over() -> None:
    assert lists.parse("q=+&state=&state=draft&state=draft&x=1&after=abc&f.open=yes&f.open=yes&sort=") == Asked(
        states=("draft",), choices=(("open", ("yes",)),)
    )
    assert lists.parse("q=" + "x" * 300).typed == "x" * 200
    assert len(lists.parse("&".join(f"column=q.c{number}" for number in range(30))).columns) == lists.MOST_COLUMNS
    assert lists.parse("country=fra").countries == ("FRA",)


@pytest.mark.parametrize(
    "query",
    [
        *("state=x", "label=1", "stage=1", "organisation=x", "from=soon", "to=2026-02-30", "country=FR", "country=F1A"),
        *("reviews_from=-1", "reviews_to=1001", "reviews_to=x", "country=ééé"),
    ],
)
def test_a_value_that_cannot_be_one_is_named(query: str) -> None:
    with pytest.raises(Invalid) as refused:
        lists.parse(query)
    assert refused.value.fields == {query.partition("=")[0]: "not_a_filter"}


@pytest.mark.parametrize(("count", "reads"), [("0", 0), ("1000", 1000)])
def test_counts_reach_from_none_to_a_thousand(count: str, reads: int) -> None:
    assert lists.parse(f"reviews_from={count}").reviews_from == reads


def test_filters_are_taken_away_one_by_one() -> None:
    asked, seen = WHOLE, []
    while filters := lists.filters_of(asked):
        assert asked.is_filtered
        seen.append(filters[0])
        asked = lists.without(asked, *filters[0])
    assert seen == [pair for pair in lists.pairs(WHOLE) if pair[0] not in {"column", "sort"}]
    assert asked == Asked(columns=("state", "q.people"), sort="q.people", is_descending=True)
    assert not asked.is_filtered


def test_questions_are_read_where_they_are_asked_for() -> None:
    asks = [lists.asks_questions(lists.parse(one)) for one in ("f.open=yes", "column=q.people", "sort=-q.people")]
    assert (asks, lists.asks_questions(lists.parse("q=x&column=state&sort=title"))) == ([True] * 3, False)


def test_of_two_questions_with_one_key_the_later_stage_has_it() -> None:
    later = {"key": "people", "type": "country", "visibility": "public"}
    second = {"sections": [{"key": "s", "questions": [later]}]}
    assert lists.questions_of([FORM, second], is_blind=False)["people"] == later
    blind = lists.questions_of([FORM], is_blind=True)
    assert [key for key in QUESTIONS if key not in blind] == ["site", "mail"]


@pytest.mark.parametrize(
    ("query", "is_blind", "expected"),
    [
        ("f.open=yes&q=x", True, True),
        ("f.nothing=yes", False, False),
        ("country=FRA", True, False),
        ("country=FRA", False, True),
        (f"organisation={LABEL}", True, False),
        (f"organisation={LABEL}", False, True),
    ],
)
def test_what_may_be_filtered_by(query: str, is_blind: bool, expected: bool) -> None:
    assert lists.is_allowed(lists.parse(query), QUESTIONS, is_blind=is_blind) is expected


@pytest.mark.parametrize(
    ("query", "is_blind", "columns", "sort"),
    [
        ("", False, (), ""),
        ("", True, ("state", "sent"), ""),
        ("column=organisation&column=country&column=state&column=sent", False, (), ""),
        ("column=nothing&column=q.nothing&column=q.people&column=total", False, ("q.people", "total"), ""),
        ("sort=-organisation", True, ("state", "sent"), ""),
        ("sort=-organisation", False, (), "-organisation"),
        ("sort=q.people", False, (), "q.people"),
        ("sort=-q.open", False, (), ""),
        ("sort=-nothing", False, (), ""),
        ("sort=total", True, ("state", "sent"), "total"),
    ],
)
def test_columns_and_orders_are_those_there_are(query: str, is_blind: bool, columns: Any, sort: str) -> None:
    asked = lists.fitted(lists.parse(query), QUESTIONS, is_blind=is_blind)
    assert (asked.columns, ("-" if asked.is_descending else "") + asked.sort) == (columns, sort)


def test_a_column_of_a_question_has_its_name() -> None:
    assert (lists.column_of("people"), lists.question_of("q.people"), lists.question_of("sent")) == (
        "q.people",
        "people",
        None,
    )
