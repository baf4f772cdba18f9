"""Ranks applications by score, with ties, and says where the line for a number of places falls."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Place(StrEnum):
    """Where an application stands to the line."""

    WITHIN = "within"
    TIED_AT_LINE = "tied_at_line"
    BEYOND = "beyond"
    BELOW_THRESHOLD = "below_threshold"
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class Ranked(Generic[K]):
    """One row of a ranking; `rank` is None without a score."""

    key: K
    score: Decimal | None
    rank: int | None
    tied: bool
    place: Place


def rank(
    scores: Mapping[K, Decimal | None], *, places: int | None = None, failed: Collection[K] = ()
) -> list[Ranked[K]]:
    """Best first, equal scores in the order they came, unscored last.

    Standard competition ranking ("1224"): rank = 1 + the number of higher scores. Of `places` (None: no line) only
    those who did not fail a threshold take any: within when the whole tie fits, tied at the line when only part of
    it fits, beyond when none does; a tie at the line is never broken here.
    """
    every = sorted(value for value in scores.values() if value is not None)
    passing = sorted(value for key, value in scores.items() if value is not None and key not in failed)
    line = len(passing) if places is None else places
    rows: list[Ranked[K]] = []
    for key in sorted(scores, key=lambda key: -_number(scores[key])):
        score = scores[key]
        if score is None:
            rows.append(Ranked(key, None, None, False, Place.UNSCORED))
            continue
        better, equal = _better_and_equal(every, score)
        place = Place.BELOW_THRESHOLD if key in failed else _place(*_better_and_equal(passing, score), line)
        rows.append(Ranked(key, score, better + 1, equal > 1, place))
    return rows


def _place(better: int, equal: int, places: int) -> Place:
    if better + equal <= places:
        return Place.WITHIN
    return Place.TIED_AT_LINE if better < places else Place.BEYOND


def _better_and_equal(ascending: list[Decimal], score: Decimal) -> tuple[int, int]:
    right = bisect_right(ascending, score)
    return len(ascending) - right, right - bisect_left(ascending, score)


def _number(score: Decimal | None) -> Decimal:
    return Decimal("-Infinity") if score is None else score
