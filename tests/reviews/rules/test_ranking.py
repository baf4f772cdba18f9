"""Ranks with ties, and the line for a number of places."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reviews.rules.ranking import Place, rank

Row = tuple[str, int | None, bool, str]


def rows(marks: dict[str, int | None], places: int | None = None, failed: str = "") -> list[Row]:
    scores = {key: None if mark is None else Decimal(mark) for key, mark in marks.items()}
    return [(row.key, row.rank, row.tied, str(row.place)) for row in rank(scores, places=places, failed=failed)]


def test_ranks_leave_room_after_a_tie() -> None:
    assert rows({"a": 1, "b": 3, "c": 2, "d": 2, "e": None}) == [
        ("b", 1, False, "within"),
        ("c", 2, True, "within"),
        ("d", 2, True, "within"),
        ("a", 4, False, "within"),
        ("e", None, False, "unscored"),
    ]


def test_equal_scores_keep_their_order() -> None:
    assert [row[0] for row in rows({"b": 1, "a": 1, "z": None, "c": 1, "y": None})] == ["b", "a", "c", "z", "y"]


def test_rows_carry_their_score() -> None:
    assert [row.score for row in rank({"a": Decimal("1.5"), "b": None})] == [Decimal("1.5"), None]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (0, ["beyond", "beyond", "beyond", "beyond"]),
        (1, ["within", "beyond", "beyond", "beyond"]),
        (2, ["within", "tied_at_line", "tied_at_line", "beyond"]),
        (3, ["within", "within", "within", "beyond"]),
        (4, ["within", "within", "within", "within"]),
        (9, ["within", "within", "within", "within"]),
        (None, ["within", "within", "within", "within"]),
    ],
)
def test_the_line_never_breaks_a_tie(places: int | None, expected: list[str]) -> None:
    assert [row[3] for row in rows({"a": 4, "b": 3, "c": 3, "d": 1}, places)] == expected


def test_who_failed_a_threshold_takes_no_place_but_keeps_the_rank() -> None:
    assert rows({"a": 4, "b": 3, "c": 2, "d": 2, "e": 1}, 2, failed="ac") == [
        ("a", 1, False, "below_threshold"),
        ("b", 2, False, "within"),
        ("c", 3, True, "below_threshold"),
        ("d", 3, True, "within"),
        ("e", 5, False, "beyond"),
    ]


def test_unscored_and_failed_is_unscored() -> None:
    assert rows({"a": None}, 1, failed="a") == [("a", None, False, "unscored")]


def test_nothing_to_rank() -> None:
    assert rank({}) == []


@given(st.dictionaries(st.text(max_size=3), st.none() | st.integers(0, 6).map(Decimal)), st.integers(0, 9))
def test_properties(scores: dict[str, Decimal | None], places: int) -> None:
    table = rank(scores, places=places)
    assert {row.key: row.score for row in table} == scores
    for row in table:
        if row.score is None:
            assert row.rank is None
            continue
        assert row.rank == 1 + sum(other is not None and other > row.score for other in scores.values())
        assert row.tied == (list(scores.values()).count(row.score) > 1)
    within = [row for row in table if row.place is Place.WITHIN]
    at_line = [row for row in table if row.place is Place.TIED_AT_LINE]
    assert len(within) <= places
    assert len({row.score for row in at_line}) <= 1
    assert not at_line or len(within) < places < len(within) + len(at_line)
