"""What lists seek, filter and sort by, and what of it readers of a blind review may know."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.applications.rules import indexing
from app.applications.rules.indexing import Facts, Indexed, Texts
from tests.applications.conftest import FORM, PROJECT, TEAM

CALL = UUID("01a377f4-3915-7ef8-a372-62619fa636c0")
HEX = "01a377f439157ef8"
FACTS = Facts(
    call_id=CALL,
    reference="PIA-2026-0042",
    title="Wells",
    locale="en",
    sent_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
    organisation="Énergie",
    country="FRA",
)
ANSWERS: dict[str, Any] = {
    **PROJECT,
    **TEAM,
    "budget": {"amount": "1500.00", "currency": "EUR"},
    "start": "2027-01-31",
    "open": True,
    "site": "https://wells.example",
    "mail": "awa@wells.example",
    "plan": ["01a377f4-3915-7ef8-a372-62619fa636c0"],
}


def test_all_that_is_stored() -> None:
    names = "PIA-2026-0042\n0042 42"
    seen = "Water for all\n"
    assert indexing.index(FORM, ANSWERS, FACTS) == Indexed(
        language="en",
        words=Texts("Wells", f"{names}\nÉnergie", "Wells", f"{seen}https://wells.example\nawa@wells.example\nData"),
        blind=Texts("Wells", names, "Wells", f"{seen}Data"),
        facets=[f"{HEX} areas=data", f"{HEX} country=FRA", f"{HEX} open=yes"],
        values={
            ".title": "wells",
            ".organisation": "energie",
            ".country": "FRA",
            ".sent": "2026-03-01T12:00:00.000000+00:00",
            "people": "650325",
            "budget": "650315",
            "start": "2027-01-31",
        },
    )


def test_what_is_not_known_has_no_value() -> None:
    found = indexing.index(FORM, {}, replace(FACTS, organisation=None, country=None, title=""))
    assert found.values == {".sent": "2026-03-01T12:00:00.000000+00:00"}
    assert (found.facets, found.words.names, found.words.rest) == ([], "PIA-2026-0042\n0042 42", "")


def test_what_is_no_answer_is_sought_but_neither_filtered_nor_sorted_by() -> None:
    odd = {"people": "many", "budget": {"amount": "x"}, "start": "soon", "areas": "data", "open": None, "country": 3}
    found = indexing.index(FORM, {**odd, "about": {"note": ["deep", {"er": "still"}], "n": 4}}, FACTS)
    assert [key for key in found.values if key[0] != "."] == []
    assert found.facets == [f"{HEX} open=no"]
    assert found.words.rest == "deep\nstill\nData"


def test_a_reference_that_is_none_of_ours_is_kept_as_it_is() -> None:
    assert indexing.index(FORM, {}, replace(FACTS, reference="T-1")).words.names == "T-1\nÉnergie"


def test_amounts_in_several_currencies_sort_by_currency_first() -> None:
    form = {"sections": [{"key": "s", "questions": [{"key": "sum", "type": "money", "currencies": ["EUR", "USD"]}]}]}
    found = indexing.index(form, {"sum": {"amount": "5.00", "currency": "USD"}}, FACTS)
    assert found.values["sum"] == "USD 65005"


def test_long_names_are_cut_and_long_texts_end() -> None:
    found = indexing.index(FORM, {"about": "é" * 400_000, "title": "short"}, replace(FACTS, title="x" * 300))
    assert found.values[".title"] == "x" * 200
    assert len(f"{found.words.title}{found.words.names}{found.words.short}{found.words.rest}".encode()) in {
        indexing.MOST_BYTES,
        indexing.MOST_BYTES - 1,
    }


def test_a_facet_is_no_longer_than_an_index_takes() -> None:
    assert len(indexing.facet(CALL, "areas", "x" * 300)) == indexing.LONGEST_FACET


@pytest.mark.parametrize(
    ("kind", "is_filtered", "is_sorted"),
    [
        *(("short_text", False, False), ("long_text", False, False), ("number", False, True), ("money", False, True)),
        *(("single_choice", True, False), ("multiple_choice", True, False), ("date", False, True)),
        *(("country", True, False), ("yes_no", True, False), ("file", False, False), ("url", False, False)),
    ],
)
def test_what_lists_can_be_filtered_and_sorted_by(kind: str, is_filtered: bool, is_sorted: bool) -> None:
    question = {"key": "q", "type": kind}
    assert (indexing.is_filtered(question), indexing.is_sorted(question)) == (is_filtered, is_sorted)
