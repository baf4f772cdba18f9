"""Which saves are one version of a section, and what a save takes away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules.versions import PAUSE, SPAN, WORDS, How, Save, changed, joins, taken_away
from tests.cast import MANAGER, STRANGER

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
LAST = Save(How.TYPED, STRANGER, NOW - SPAN, NOW - PAUSE, 2, 30)
NEXT = Save(How.TYPED, STRANGER, NOW, NOW, 2, WORDS - 30)
MOMENT = timedelta(microseconds=1)


def test_at_every_bound_a_save_still_joins() -> None:
    assert joins(LAST, NEXT) is True


@pytest.mark.parametrize(
    ("last", "save"),
    [
        ({}, {"saved_by": MANAGER}),
        ({}, {"saved_by": None}),
        ({}, {"form_version": 3}),
        ({}, {"taken": WORDS - 29}),
        ({}, {"saved_at": NOW + MOMENT}),
        ({"saved_at": NOW - PAUSE - MOMENT}, {}),
        ({"began_at": NOW - SPAN - MOMENT}, {}),
        *(({"how": how}, {}) for how in How if how != How.TYPED),
        *(({"how": how}, {"how": how}) for how in How if how not in {How.TYPED, How.ASIDE}),
        ({}, {"how": How.ASIDE}),
    ],
)
def test_beyond_it_begins_a_version(last: dict[str, Any], save: dict[str, Any]) -> None:
    assert joins(replace(LAST, **last), replace(NEXT, **save)) is False


def test_what_was_set_aside_joins_what_was_set_aside() -> None:
    assert joins(replace(LAST, how=How.ASIDE), replace(NEXT, how=How.ASIDE)) is True


@pytest.mark.parametrize(
    ("before", "after", "signs"),
    [
        ({}, {"a": "new"}, 0),
        ({"a": "ten wells"}, {"a": "ten wells"}, 0),
        ({"a": "ten wells"}, {"a": "ten deep wells"}, 0),
        ({"a": "ten wells"}, {"a": "wells"}, 4),
        ({"a": "ten wells"}, {"a": "forty wells"}, 3),
        ({"a": "ten wells"}, {"a": ""}, 9),
        ({"a": "ten wells"}, {}, 9),
        ({"a": "ten wells", "b": "x"}, {"b": "y"}, 10),
        ({"a": "aaa"}, {"a": "aa"}, 1),
        ({"a": "aa"}, {"a": "aaa"}, 0),
        ({"a": "aba"}, {"a": "aa"}, 1),
        ({"a": ["x", "y"]}, {"a": ["x"]}, 5),
        ({"a": 1234}, {"a": 34}, 2),
        ({"a": "\u0645\u064a\u0627\u0647"}, {"a": "\u0645"}, 3),
    ],
)
def test_signs_taken_away(before: dict[str, Any], after: dict[str, Any], signs: int) -> None:
    assert taken_away(before, after) == signs


@given(st.text("ab", max_size=9), st.text("ab", max_size=9), st.text("ab", max_size=9))
def test_putting_words_in_takes_nothing_away(head: str, words: str, tail: str) -> None:
    assert taken_away({"a": head + tail}, {"a": head + words + tail}) == 0
    assert taken_away({"a": head + words + tail}, {"a": head + tail}) == len(words)


def test_which_answers_changed() -> None:
    assert changed({"a": 1, "b": 2, "d": 4}, {"c": 3, "b": 2, "a": 0}) == ["c", "a", "d"]
    assert changed({}, {}) == []
