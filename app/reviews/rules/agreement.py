"""How far reviewers agree: Krippendorff's alpha."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from app.calls.rules import rubrics
from app.reviews.rules.marks import mark_of, read_rubric


class Level(StrEnum):
    """What the values mean: names, an order, or distances too."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def krippendorff_alpha(units: Iterable[Sequence[Decimal]], level: Level) -> float | None:
    """Agreement on units (each the values its reviewers gave): 1 perfect, 0 as by chance, below 0 worse.

    α = 1 − (n − 1) · Σ o_ck δ²_ck / Σ n_c n_k δ²_ck over pairs c < k, with o_ck the coincidences (each pair within a
    unit of m values counts 1 / (m − 1)), n_c their sums and δ² the distance of the level. K. Krippendorff, "Computing
    Krippendorff's Alpha-Reliability" (2011). Units with fewer than two values say nothing. None where nothing can be
    compared or all values are the same.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in pairable for value in unit)
    values = sorted(totals)
    distance = _distance(level, values, totals)
    observed = sum(_disagreement(unit, distance) for unit in pairable)
    expected = sum(totals[low] * totals[high] * distance(low, high) for low, high in combinations(values, 2))
    return 1 - (totals.total() - 1) * observed / expected if expected else None


def alpha_by_criterion(
    rubric: rubrics.Rubric, applications: Iterable[Sequence[Mapping[str, object]]], level: Level = Level.INTERVAL
) -> dict[str, float | None]:
    """Alpha of each criterion over the marks of all reviews of each application.

    With two values, as of yes and no, every level gives the same.
    """
    sheets = list(applications)
    return {
        measure.key: krippendorff_alpha(
            ([mark for marks in reviews if (mark := mark_of(measure, marks)) is not None] for reviews in sheets),
            level,
        )
        for measure in read_rubric(rubric)
    }


def _disagreement(unit: Sequence[Decimal], distance: Callable[[Decimal, Decimal], float]) -> float:
    """What a unit adds to the observed disagreement: δ² of its pairs over (values − 1)."""
    pairs = sum(distance(*sorted(pair)) for pair in combinations(unit, 2))
    return pairs / (len(unit) - 1)


def _distance(
    level: Level, values: Sequence[Decimal], totals: Mapping[Decimal, int]
) -> Callable[[Decimal, Decimal], float]:
    """δ² between two values, the lower first."""
    if level is Level.NOMINAL:
        return lambda low, high: float(low != high)
    if level is Level.INTERVAL:
        return lambda low, high: float(high - low) ** 2
    reached: dict[Decimal, float] = {}
    below = 0
    for value in values:
        reached[value] = below + totals[value] / 2
        below += totals[value]
    return lambda low, high: (reached[high] - reached[low]) ** 2
