"""The scale form and the criterion form."""

from collections.abc import Sequence
from typing import Any

from app.calls.forms import fields
from app.calls.forms.questions import read_words
from app.kernel.http.deps import Posted
from app.kernel.i18n import _lazy

CRITERION_KINDS = {
    "marks": _lazy("A mark on the scale"),
    "yes_no_confidence": _lazy("Yes or no, and how sure the reviewer is (1 to 5)"),
}


def read_scale(posted: Posted) -> dict[str, Any]:
    """{"min", "max", "step"} as typed; what is no number stays text and fails the rubric's check."""
    return {part: fields.read_number(posted, part) for part in ("min", "max", "step")}


def read_criterion(posted: Posted, key: str, marks: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """(criterion, error codes by field); `marks` are those of the scale that can have an anchor."""
    words, errors = read_words(posted, "title")
    weight, threshold = fields.read_number(posted, "weight"), fields.read_number(posted, "threshold")
    anchors = {mark: fields.read_text(posted, f"anchor-{mark}") for mark in marks}
    criterion: dict[str, Any] = {
        "key": key,
        **words,
        "weight": str(weight if weight is not None else 0),
        "kind": posted.text("kind") or "marks",
        "allow_not_applicable": posted.text("allow_not_applicable") == "yes",
    }
    if threshold is not None:
        criterion["threshold"] = str(threshold)
    if criterion["kind"] == "marks":
        criterion["anchors"] = {mark: text for mark, text in anchors.items() if text}
    wrong = {name for name, value in (("weight", weight), ("threshold", threshold)) if isinstance(value, str)}
    return criterion, errors | dict.fromkeys(sorted(wrong), "not_a_number")
