"""Marks of one review read against the rubric: as a number on the scale and as a share of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.calls.rules import rubrics

NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Entry:
    """The marks of one submitted review (as `rubrics.check_marks` accepts them) and whom the reviewer speaks for."""

    marks: Mapping[str, Any]
    constituency: str = NOT_RECORDED


@dataclass(frozen=True, slots=True)
class Measure:
    """A criterion ready for computing: its weight, threshold and scale; a yes is 1 and a no 0 on a scale of 0 to 1."""

    key: str
    yes_no: bool
    weight: Decimal
    least: Decimal
    most: Decimal
    threshold: Decimal | None

    def share(self, mark: Decimal) -> Decimal:
        """A mark, or a mean of marks, as a share of the scale: 0 at its foot, 1 at its top."""
        return (mark - self.least) / (self.most - self.least)


def read_rubric(rubric: rubrics.Rubric) -> tuple[Measure, ...]:
    """The criteria of a rubric ready for computing, in order."""
    return tuple(_measure(rubric, criterion) for criterion in rubric["criteria"])


def _measure(rubric: rubrics.Rubric, criterion: rubrics.Criterion) -> Measure:
    key, weight = criterion["key"], rubrics.weight_of(criterion)
    if criterion.get("kind", rubrics.MARKS) == rubrics.YES_NO:
        return Measure(key, True, weight, Decimal(0), Decimal(1), None)
    scale = rubrics.scale_of(rubric, criterion)
    threshold = rubrics.decimal_of(criterion.get("threshold"))
    return Measure(key, False, weight, scale.least, scale.most, threshold)


def mark_of(measure: Measure, marks: Mapping[str, Any]) -> Decimal | None:
    """The mark a review gives a criterion; None where it is missing or not applicable."""
    given = marks.get(measure.key, {})
    if given.get("not_applicable"):
        return None
    if measure.yes_no:
        return None if given.get("yes") is None else Decimal(int(given["yes"]))
    return rubrics.decimal_of(given.get("mark"))
