"""Krippendorff's alpha agrees with the published examples and the reference package."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Literal

import krippendorff
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.reviews.rules.agreement import Level, alpha_by_criterion, krippendorff_alpha

ANSWERS = json.loads((Path(__file__).parents[2] / "data" / "review_answers.json").read_text(encoding="utf-8"))

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: four observers, twelve units,
# a point where an observer gave no value.
PUBLISHED = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
UNITS = [
    [Decimal(value) for value in column if value != "."]
    for column in zip(*(row.split() for row in PUBLISHED), strict=True)
]
NAMES: dict[Level, Literal["nominal", "ordinal", "interval"]] = {
    Level.NOMINAL: "nominal",
    Level.ORDINAL: "ordinal",
    Level.INTERVAL: "interval",
}
units = st.lists(st.lists(st.integers(0, 4).map(Decimal), max_size=5), min_size=1, max_size=8)


@pytest.mark.parametrize(("level", "alpha"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)])
def test_the_published_example(level: Level, alpha: float) -> None:
    found = krippendorff_alpha(UNITS, level)
    assert found is not None
    assert round(found, 3) == alpha


def test_real_reviewers_disagree() -> None:
    real = [[Decimal(answer) for answer in unit] for unit in ANSWERS["units"]]
    assert [len(real), sum(map(len, real))] == [230, 1569]
    assert krippendorff_alpha(real, Level.NOMINAL) == pytest.approx(0.214224, abs=5e-7)


@given(units, st.sampled_from(Level))
def test_agrees_with_the_reference_package(made: list[list[Decimal]], level: Level) -> None:
    assume(any(len(unit) > 1 for unit in made))
    found = krippendorff_alpha(made, level)
    assume(found is not None)
    counts = [[unit.count(Decimal(value)) for value in range(5)] for unit in made]
    expected = krippendorff.alpha(value_counts=counts, value_domain=[0, 1, 2, 3, 4], level_of_measurement=NAMES[level])
    assert found == pytest.approx(expected)


@given(units, st.sampled_from(Level), st.randoms())
def test_the_order_of_reviewers_and_units_changes_nothing(made: list[list[Decimal]], level: Level, random) -> None:
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(made, len(made))]
    assert krippendorff_alpha(shuffled, level) == pytest.approx(krippendorff_alpha(made, level))


def test_perfect_and_reversed_agreement() -> None:
    same = [[Decimal(1)] * 2, [Decimal(2)] * 2]
    assert [krippendorff_alpha(same, level) for level in Level] == [1.0, 1.0, 1.0]
    opposed = [[Decimal(1), Decimal(2)]] * 2
    assert [krippendorff_alpha(opposed, level) for level in Level] == [-0.5, -0.5, -0.5]


@pytest.mark.parametrize("nothing", [[], [[]], [[Decimal(1)], [Decimal(2)]], [[Decimal(1), Decimal(1)]]])
def test_nothing_to_compare(nothing: list[list[Decimal]]) -> None:
    assert [krippendorff_alpha(nothing, level) for level in Level] == [None, None, None]


def test_each_criterion_on_its_level() -> None:
    rubric = {
        "scale": {"min": 0, "max": 5, "step": 1},
        "criteria": [{"key": "good"}, {"key": "open", "kind": "yes_no_confidence"}, {"key": "none"}],
    }
    sheets = [
        [
            {"good": {"mark": str(mark)}, "open": {"yes": yes, "confidence": 3}, "none": {"not_applicable": True}}
            for mark, yes in rows
        ]
        for rows in ([(1, True), (2, True), (2, False)], [(4, False), (5, False)], [(0, True), (5, True)])
    ]
    sheets.append([{"good": {"mark": "3"}}, {}])
    marks = [[Decimal(1), Decimal(2), Decimal(2)], [Decimal(4), Decimal(5)], [Decimal(0), Decimal(5)]]
    votes = [[Decimal(1), Decimal(1), Decimal(0)], [Decimal(0), Decimal(0)], [Decimal(1), Decimal(1)]]
    expected = {"good": krippendorff_alpha(marks, Level.INTERVAL), "open": krippendorff_alpha(votes, Level.NOMINAL)}
    assert alpha_by_criterion(rubric, iter(sheets)) == expected | {"none": None}
    ordinal = alpha_by_criterion(rubric, sheets, Level.ORDINAL)
    assert ordinal == expected | {"good": krippendorff_alpha(marks, Level.ORDINAL), "none": None}
    assert ordinal["good"] != expected["good"]
