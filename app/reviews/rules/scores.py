"""Scores of an application from its reviews: means, medians, weighted totals, constituencies, spread, thresholds.

Every figure is a decimal rounded half to even to six places, so that equal scores are equal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median as _median

from app.calls.rules import rubrics
from app.reviews.rules.marks import Entry, Measure, mark_of, read_rubric

PLACES = Decimal("0.000001")
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion over all reviews of an application. Marks are on the criterion's own scale.

    `given` counts the marks, `not_given` reviews without one (not applicable). For yes/no criteria `mean` is the
    share of yes, `certainty` that share weighted by confidence. `passes` is None without threshold or mark.
    """

    key: str
    given: int
    not_given: int
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal | None
    certainty: Decimal | None
    by_constituency: Mapping[str, Decimal]
    equal_voice: Decimal | None
    passes: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """An application over all its reviews.

    `total`, `equal_voice` and `by_constituency` are weighted totals from 0 to 100. `spread` is that of the
    reviews' own totals. `marks` is the unweighted sum that the rubric's total threshold is compared with.
    `failed` names criteria below their threshold; `passes` is False if there are any or `marks` is too low.
    """

    reviews: int
    criteria: tuple[CriterionScore, ...]
    total: Decimal | None
    spread: Decimal | None
    by_constituency: Mapping[str, Decimal]
    equal_voice: Decimal | None
    marks: Decimal | None
    failed: tuple[str, ...]
    passes: bool


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Arithmetic mean: Σx / n; None of nothing."""
    return _round(sum(values, Decimal(0)) / len(values)) if values else None


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value, or the mean of the two middle ones; None of nothing.

    Used for each criterion by the H2020 SME Instrument, summed over criteria.
    """
    return _round(_median(values)) if values else None


def spread(values: Sequence[Decimal]) -> Decimal | None:
    """Sample standard deviation with Bessel's correction: √(Σ(x − x̄)² / (n − 1)); None below two values."""
    if len(values) < 2:
        return None
    centre = sum(values, Decimal(0)) / len(values)
    squares = sum(((value - centre) ** 2 for value in values), Decimal(0))
    return _round((squares / (len(values) - 1)).sqrt())


def weighted_total(shares: Iterable[tuple[Measure, Decimal | None]]) -> Decimal | None:
    """100 · Σ wᵢ·sᵢ / Σ wᵢ over the criteria that have a mark, sᵢ the mark as a share of its scale.

    The weighted arithmetic mean; leaving a criterion out of both sums renormalises the weights, so that
    "not applicable" neither helps nor harms. None where nothing with a weight is marked.
    """
    top = bottom = Decimal(0)
    for measure, share in shares:
        if share is not None:
            top += measure.weight * share
            bottom += measure.weight
    return _round(FULL * top / bottom) if bottom else None


def equal_voice(by_constituency: Mapping[str, Decimal]) -> Decimal | None:
    """Mean of the constituencies' means: Σ x̄_c / C. A constituency with many reviewers speaks no louder."""
    return mean(list(by_constituency.values()))


def certainty(votes: Iterable[tuple[bool, int]]) -> Decimal | None:
    """Share of yes weighted by confidence: Σ cᵢ·yᵢ / Σ cᵢ for (yes, confidence 1 to 5); None of nothing."""
    top = bottom = 0
    for yes, confidence in votes:
        top += confidence * yes
        bottom += confidence
    return _round(Decimal(top) / bottom) if bottom else None


def review_total(rubric: rubrics.Rubric, marks: Mapping[str, object]) -> Decimal | None:
    """The weighted total of one review, 0 to 100."""
    return _entry_total(read_rubric(rubric), marks)


def score(rubric: rubrics.Rubric, entries: Sequence[Entry], *, by_median: bool = False) -> Score:
    """The score of an application from its submitted reviews.

    The total is `weighted_total` of the criteria's means (or medians). Thresholds are of unweighted marks, as in
    Horizon Europe's evaluation form: weights rank, they never decide a threshold.
    """
    measures = read_rubric(rubric)
    criteria = tuple(_score_criterion(measure, entries, by_median=by_median) for measure in measures)
    by_constituency = {
        constituency: total
        for constituency in sorted({entry.constituency for entry in entries})
        if (total := weighted_total(_constituency_shares(measures, criteria, constituency))) is not None
    }
    centres = [one.median if by_median else one.mean for one in criteria]
    totals = [total for entry in entries if (total := _entry_total(measures, entry.marks)) is not None]
    marks = _sum_of_marks(measures, centres)
    failed = tuple(one.key for one in criteria if one.passes is False)
    least = rubrics.decimal_of(rubric.get("threshold"))
    return Score(
        reviews=len(entries),
        criteria=criteria,
        total=weighted_total(zip(measures, map(_share, measures, centres), strict=True)),
        spread=spread(totals),
        by_constituency=by_constituency,
        equal_voice=equal_voice(by_constituency),
        marks=marks,
        failed=failed,
        passes=not failed and (least is None or marks is None or marks >= least),
    )


def _score_criterion(measure: Measure, entries: Sequence[Entry], *, by_median: bool) -> CriterionScore:
    voices: dict[str, list[Decimal]] = {}
    for entry in entries:
        mark = mark_of(measure, entry.marks)
        if mark is not None:
            voices.setdefault(entry.constituency, []).append(mark)
    given = [mark for marks in voices.values() for mark in marks]
    centre: Callable[[Sequence[Decimal]], Decimal | None] = median if by_median else mean
    by_constituency = {name: found for name in sorted(voices) if (found := centre(voices[name])) is not None}
    middle = centre(given)
    return CriterionScore(
        key=measure.key,
        given=len(given),
        not_given=len(entries) - len(given),
        mean=mean(given),
        median=median(given),
        spread=spread(given),
        certainty=_certainty(measure, entries),
        by_constituency=by_constituency,
        equal_voice=equal_voice(by_constituency),
        passes=None if middle is None or measure.threshold is None else middle >= measure.threshold,
    )


def _certainty(measure: Measure, entries: Sequence[Entry]) -> Decimal | None:
    if not measure.yes_no:
        return None
    answered = [entry.marks[measure.key] for entry in entries if mark_of(measure, entry.marks) is not None]
    return certainty((one["yes"], one["confidence"]) for one in answered)


def _entry_total(measures: Sequence[Measure], marks: Mapping[str, object]) -> Decimal | None:
    return weighted_total((measure, _share(measure, mark_of(measure, marks))) for measure in measures)


def _constituency_shares(
    measures: Sequence[Measure], criteria: Sequence[CriterionScore], constituency: str
) -> Iterable[tuple[Measure, Decimal | None]]:
    for measure, one in zip(measures, criteria, strict=True):
        yield measure, _share(measure, one.by_constituency.get(constituency))


def _sum_of_marks(measures: Sequence[Measure], centres: Sequence[Decimal | None]) -> Decimal | None:
    """Unweighted sum of the criteria on scales, scaled up for those nobody could mark; None if none was marked."""
    scaled = [(one, centre) for one, centre in zip(measures, centres, strict=True) if not one.yes_no]
    reachable = sum((one.most for one, centre in scaled if centre is not None), Decimal(0))
    total = sum((centre for _, centre in scaled if centre is not None), Decimal(0))
    return _round(total * sum((one.most for one, _ in scaled), Decimal(0)) / reachable) if reachable else None


def _share(measure: Measure, mark: Decimal | None) -> Decimal | None:
    return None if mark is None else measure.share(mark)


def _round(value: Decimal) -> Decimal:
    return value.quantize(PLACES)
