"""Scores of an application from its reviews: means, medians, weighted totals, constituencies, spread, thresholds.

Every figure is a decimal rounded half to even to six places, once, at the end: equal scores are equal.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    return _round(_mean(values))


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value, or the mean of the two middle ones; None of nothing.

    Used for each criterion by the H2020 SME Instrument, summed over criteria.
    """
    return _round(_middle(values))


def spread(values: Sequence[Decimal]) -> Decimal | None:
    """Sample standard deviation with Bessel's correction: √(Σ(x − x̄)² / (n − 1)); None below two values."""
    centre = _mean(values)
    if centre is None or len(values) < 2:
        return None
    squares = sum(((value - centre) ** 2 for value in values), Decimal(0))
    return _round((squares / (len(values) - 1)).sqrt())


def weighted_total(measures: Sequence[Measure], marks: Iterable[Decimal | None]) -> Decimal | None:
    """100 · Σ wᵢ·sᵢ / Σ wᵢ over the criteria that have a mark (or mean of marks), sᵢ that mark as a share of its scale.

    The weighted arithmetic mean; leaving a criterion out of both sums renormalises the weights, so that
    "not applicable" neither helps nor harms. None where nothing with a weight is marked.
    """
    return _round(_weighted(measures, marks))


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
    measures = read_rubric(rubric)
    return weighted_total(measures, [mark_of(measure, marks) for measure in measures])


def total(measures: Sequence[Measure], entries: Sequence[Entry], *, by_median: bool = False) -> Decimal | None:
    """Only the `total` of `score`, several times faster: for ranking many applications under one `read_rubric`."""
    centre = _middle if by_median else _mean
    marks = ([mark_of(measure, entry.marks) for entry in entries] for measure in measures)
    return weighted_total(measures, [centre([mark for mark in given if mark is not None]) for given in marks])


def score(rubric: rubrics.Rubric, entries: Sequence[Entry], *, by_median: bool = False) -> Score:
    """The score of an application from its submitted reviews.

    The total is `weighted_total` of the criteria's means (or medians). Thresholds are of unweighted marks, as in
    Horizon Europe's evaluation form: weights rank, they never decide a threshold.
    """
    measures = read_rubric(rubric)
    centre = _middle if by_median else _mean
    heard = [_hear(measure, entries) for measure in measures]
    centres = [centre(_together(voices)) for voices in heard]
    totals = [_weighted(measures, [mark_of(measure, entry.marks) for measure in measures]) for entry in entries]
    by_constituency = _known(
        {name: _weighted(measures, [centre(voices.get(name, ())) for voices in heard]) for name in _names(entries)}
    )
    criteria = tuple(
        _criterion(measure, voices, entries, by_median=by_median)
        for measure, voices in zip(measures, heard, strict=True)
    )
    marks = _sum_of_marks(measures, centres)
    failed = tuple(one.key for one in criteria if one.passes is False)
    least = rubrics.decimal_of(rubric.get("threshold"))
    return Score(
        reviews=len(entries),
        criteria=criteria,
        total=weighted_total(measures, centres),
        spread=spread([total for total in totals if total is not None]),
        by_constituency={name: total.quantize(PLACES) for name, total in by_constituency.items()},
        equal_voice=equal_voice(by_constituency),
        marks=marks,
        failed=failed,
        passes=not failed and (least is None or marks is None or marks >= least),
    )


def _criterion(
    measure: Measure, voices: Mapping[str, Sequence[Decimal]], entries: Sequence[Entry], *, by_median: bool
) -> CriterionScore:
    given = _together(voices)
    centre = _middle if by_median else _mean
    by_constituency = _known({name: centre(voices[name]) for name in sorted(voices)})
    middle = centre(given)
    return CriterionScore(
        key=measure.key,
        given=len(given),
        not_given=len(entries) - len(given),
        mean=mean(given),
        median=median(given),
        spread=spread(given),
        certainty=_certainty(measure, entries),
        by_constituency={name: value.quantize(PLACES) for name, value in by_constituency.items()},
        equal_voice=equal_voice(by_constituency),
        passes=None if middle is None or measure.threshold is None else middle >= measure.threshold,
    )


def _hear(measure: Measure, entries: Sequence[Entry]) -> dict[str, list[Decimal]]:
    """The marks a criterion got, by constituency."""
    voices: dict[str, list[Decimal]] = {}
    for entry in entries:
        mark = mark_of(measure, entry.marks)
        if mark is not None:
            voices.setdefault(entry.constituency, []).append(mark)
    return voices


def _certainty(measure: Measure, entries: Sequence[Entry]) -> Decimal | None:
    if not measure.yes_no:
        return None
    answered = [entry.marks[measure.key] for entry in entries if mark_of(measure, entry.marks) is not None]
    return certainty((one["yes"], one["confidence"]) for one in answered)


def _sum_of_marks(measures: Sequence[Measure], centres: Sequence[Decimal | None]) -> Decimal | None:
    """Unweighted sum of the criteria on scales, scaled up for those nobody could mark; None if none was marked."""
    scaled = [(one.most, centre) for one, centre in zip(measures, centres, strict=True) if not one.yes_no]
    top = sum((most for most, _ in scaled), Decimal(0))
    reachable = sum((most for most, centre in scaled if centre is not None), Decimal(0))
    reached = sum((centre for _, centre in scaled if centre is not None), Decimal(0))
    return _round(reached * top / reachable) if reachable else None


def _weighted(measures: Sequence[Measure], marks: Iterable[Decimal | None]) -> Decimal | None:
    top = bottom = Decimal(0)
    for measure, mark in zip(measures, marks, strict=True):
        if mark is not None:
            top += measure.weight * measure.share(mark)
            bottom += measure.weight
    return FULL * top / bottom if bottom else None


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _middle(values: Sequence[Decimal]) -> Decimal | None:
    return _median(values) if values else None


def _together(voices: Mapping[str, Sequence[Decimal]]) -> list[Decimal]:
    return [mark for marks in voices.values() for mark in marks]


def _names(entries: Sequence[Entry]) -> list[str]:
    return sorted({entry.constituency for entry in entries})


def _known(values: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    return {name: value for name, value in values.items() if value is not None}


def _round(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(PLACES)
