"""Rubrics as data: weighted criteria, each with a scale and anchors, and whether marks fit them.

A definition is {"scale": {"min", "max", "step"}, "criteria": [{"key", "title", "help"?, "weight": "30",
"kind": "marks" | "yes_no_confidence", "scale"?, "threshold"?, "anchors"?: {"0": {"en": …}},
"allow_not_applicable"?}], "threshold"?: total}. Numbers may be JSON numbers or decimal strings.
Marks are {criterion key: {"mark": "4.5" | null, "not_applicable": bool, "yes": bool,
"confidence": 1..5, "comment": str}}, every part optional. Weights rank; thresholds are of unweighted marks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.calls.rules.definitions import check_key
from app.calls.rules.problems import DefinitionProblem, Problem
from app.calls.rules.texts import is_text

Rubric = Mapping[str, Any]
Criterion = Mapping[str, Any]
Marks = Mapping[str, Any]

MARKS, YES_NO = "marks", "yes_no_confidence"
KINDS = (MARKS, YES_NO)
CONFIDENCES = range(1, 6)
LONGEST_COMMENT = 20_000
MOST_STEPS = 100

_CRITERION_SETTINGS = {
    "key", "title", "help", "weight", "kind", "scale", "threshold", "anchors", "allow_not_applicable",
}  # fmt: skip
_MARK_PARTS = {"mark", "not_applicable", "yes", "confidence", "comment"}


@dataclass(frozen=True, slots=True)
class Scale:
    """The marks a criterion can get: from `least` to `most` in steps."""

    least: Decimal
    most: Decimal
    step: Decimal

    def marks(self) -> tuple[Decimal, ...]:
        """Every mark from the lowest to the highest."""
        count = int((self.most - self.least) / self.step)
        return tuple(self.least + number * self.step for number in range(count + 1))


def decimal_of(value: object) -> Decimal | None:
    """A JSON number or decimal string as a finite decimal; None if it is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = Decimal(value if isinstance(value, str) else str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number) <= 10**6 else None


def weight_of(criterion: Criterion) -> Decimal:
    """The weight of a criterion; 1 where none is given."""
    return Decimal(str(criterion.get("weight", 1)))


def scale_of(rubric: Rubric, criterion: Criterion) -> Scale:
    """The scale of a criterion: its own, or the rubric's."""
    scale = criterion.get("scale", rubric.get("scale"))
    return Scale(*(Decimal(str(scale[part])) for part in ("min", "max", "step")))


def check_marks(rubric: Rubric, marks: Marks, *, complete: bool) -> list[Problem]:
    """Problems of a review's marks by criterion key; a draft (`complete=False`) may lack some.

    Codes: required, wrong_shape, not_on_scale(min, max, step), not_applicable_refused, mark_and_not_applicable,
    not_yes_or_no, bad_confidence(min, max), no_confidence, too_many_characters(limit, count),
    unknown_criterion.
    """
    criteria = {criterion["key"]: criterion for criterion in rubric["criteria"]}
    found: list[Problem] = []
    for key, criterion in criteria.items():
        found += _check_mark(rubric, criterion, marks.get(key, {}), complete=complete)
    return found + [Problem(key, "unknown_criterion") for key in sorted(set(marks) - set(criteria))]


def _check_mark(rubric: Rubric, criterion: Criterion, given: object, *, complete: bool) -> Iterator[Problem]:
    key = criterion["key"]
    if not isinstance(given, Mapping) or not set(given) <= _MARK_PARTS:
        yield Problem(key, "wrong_shape")
        return
    comment = given.get("comment", "")
    if not isinstance(comment, str):
        yield Problem(key, "wrong_shape")
    elif len(comment) > LONGEST_COMMENT:
        yield Problem(key, "too_many_characters", {"limit": LONGEST_COMMENT, "count": len(comment)})
    skipped = given.get("not_applicable", False)
    if not isinstance(skipped, bool):
        yield Problem(key, "wrong_shape")
    elif skipped:
        yield from _check_skipped(criterion, given)
    elif criterion.get("kind", MARKS) == YES_NO:
        yield from _check_yes_no(key, given, complete=complete)
    else:
        yield from _check_number(scale_of(rubric, criterion), key, given, complete=complete)


def _check_skipped(criterion: Criterion, given: Mapping[str, object]) -> Iterator[Problem]:
    if not criterion.get("allow_not_applicable"):
        yield Problem(criterion["key"], "not_applicable_refused")
    if any(given.get(part) is not None for part in ("mark", "yes", "confidence")):
        yield Problem(criterion["key"], "mark_and_not_applicable")


def _check_number(scale: Scale, key: str, given: Mapping[str, object], *, complete: bool) -> Iterator[Problem]:
    if given.get("yes") is not None or given.get("confidence") is not None:
        yield Problem(key, "wrong_shape")
    if given.get("mark") is None:
        if complete:
            yield Problem(key, "required")
    elif decimal_of(given["mark"]) not in scale.marks():
        limits = {"min": scale.least, "max": scale.most, "step": scale.step}
        yield Problem(key, "not_on_scale", {name: str(limit) for name, limit in limits.items()})


def _check_yes_no(key: str, given: Mapping[str, object], *, complete: bool) -> Iterator[Problem]:
    yes, confidence = given.get("yes"), given.get("confidence")
    if given.get("mark") is not None:
        yield Problem(key, "wrong_shape")
    if yes is not None and not isinstance(yes, bool):
        yield Problem(key, "not_yes_or_no")
    if confidence is not None and (type(confidence) is not int or confidence not in CONFIDENCES):
        yield Problem(key, "bad_confidence", {"min": CONFIDENCES[0], "max": CONFIDENCES[-1]})
    if complete and yes is None:
        yield Problem(key, "required")
    elif complete and confidence is None:
        yield Problem(key, "no_confidence")


def check_rubric(rubric: object) -> list[DefinitionProblem]:
    """Everything wrong with a rubric, whatever JSON it is; an empty list means it can be used.

    Codes: wrong_shape, no_criteria, bad_key, duplicate_key, no_title, bad_help, bad_scale, bad_kind, bad_weight,
    no_weight, bad_threshold, bad_anchor, not_yes_or_no, unknown_setting.
    """
    if not isinstance(rubric, Mapping):
        return [DefinitionProblem("", "wrong_shape")]
    criteria = rubric.get("criteria")
    if not isinstance(criteria, list):
        return [DefinitionProblem("/criteria", "wrong_shape")]
    found = list(_check_criteria(rubric, criteria)) if criteria else [DefinitionProblem("/criteria", "no_criteria")]
    if "scale" in rubric and _read_scale(rubric["scale"]) is None:
        found.append(DefinitionProblem("/scale", "bad_scale"))
    if not found:
        found += _check_totals(rubric)
    return found


def _check_criteria(rubric: Rubric, criteria: list[object]) -> Iterator[DefinitionProblem]:
    keys: set[str] = set()
    for at, criterion in enumerate(criteria):
        path = f"/criteria/{at}"
        if not isinstance(criterion, Mapping):
            yield DefinitionProblem(path, "wrong_shape")
            continue
        yield from check_key(criterion.get("key"), f"{path}/key", keys)
        yield from _check_settings(criterion, path)
        if criterion.get("kind", MARKS) == MARKS:
            yield from _check_scaled(rubric, criterion, path)


def _check_settings(criterion: Criterion, path: str) -> Iterator[DefinitionProblem]:
    if not is_text(criterion.get("title")):
        yield DefinitionProblem(f"{path}/title", "no_title")
    if "help" in criterion and not is_text(criterion["help"]):
        yield DefinitionProblem(f"{path}/help", "bad_help")
    if criterion.get("kind", MARKS) not in KINDS:
        yield DefinitionProblem(f"{path}/kind", "bad_kind")
    weight = decimal_of(criterion.get("weight", 1))
    if weight is None or weight < 0:
        yield DefinitionProblem(f"{path}/weight", "bad_weight")
    if not isinstance(criterion.get("allow_not_applicable", False), bool):
        yield DefinitionProblem(f"{path}/allow_not_applicable", "not_yes_or_no")
    for name in sorted(str(key) for key in criterion if key not in _CRITERION_SETTINGS):
        yield DefinitionProblem(f"{path}/{name}", "unknown_setting")


def _check_scaled(rubric: Rubric, criterion: Criterion, path: str) -> Iterator[DefinitionProblem]:
    scale = _read_scale(criterion.get("scale", rubric.get("scale")))
    if scale is None:
        yield DefinitionProblem(f"{path}/scale", "bad_scale")
        return
    if "threshold" in criterion:
        threshold = decimal_of(criterion["threshold"])
        if threshold is None or not scale.least <= threshold <= scale.most:
            yield DefinitionProblem(f"{path}/threshold", "bad_threshold")
    anchors = criterion.get("anchors", {})
    if not isinstance(anchors, Mapping):
        yield DefinitionProblem(f"{path}/anchors", "wrong_shape")
        return
    for mark, text in anchors.items():
        if decimal_of(mark) not in scale.marks() or not is_text(text):
            yield DefinitionProblem(f"{path}/anchors/{mark}", "bad_anchor")


def _check_totals(rubric: Rubric) -> Iterator[DefinitionProblem]:
    """Rules over all criteria, asked once each of them is right."""
    criteria = rubric["criteria"]
    if not any(weight_of(criterion) > 0 for criterion in criteria):
        yield DefinitionProblem("/criteria", "no_weight")
    if "threshold" in rubric:
        scales = [scale_of(rubric, one) for one in criteria if one.get("kind", MARKS) == MARKS]
        threshold = decimal_of(rubric["threshold"])
        if threshold is None or not sum(s.least for s in scales) <= threshold <= sum(s.most for s in scales):
            yield DefinitionProblem("/threshold", "bad_threshold")


def _read_scale(scale: object) -> Scale | None:
    """A scale with `max` above `min` and a whole number of steps between, at most a hundred."""
    if not isinstance(scale, Mapping) or set(scale) != {"min", "max", "step"}:
        return None
    least, most, step = (decimal_of(scale[part]) for part in ("min", "max", "step"))
    if least is None or most is None or step is None or step <= 0 or most <= least:
        return None
    steps = (most - least) / step
    return Scale(least, most, step) if steps <= MOST_STEPS and steps % 1 == 0 else None
