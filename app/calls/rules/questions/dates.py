"""Calendar dates."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from app.calls.rules.amounts import latin_digits
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import UNSET, Fields, MaybeAnswer, Question, QuestionType, first, problem

_PARTS = ("year", "month", "day")
_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ISO_RE = re.compile(_ISO[1:-1])


def parse_date(text: object) -> date | None:
    """A date written YYYY-MM-DD, and nothing else."""
    if not isinstance(text, str) or not _ISO_RE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_date(value: object) -> bool:
    return parse_date(value) is not None


class Date(QuestionType):
    """A date as YYYY-MM-DD."""

    limits: ClassVar = {"not_before": _is_date, "not_after": _is_date}
    ranges = (("not_before", "not_after"),)

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_a_date, too_early(not_before), too_late(not_after)."""
        day = parse_date(answer)
        if day is None:
            yield problem(question, "not_a_date")
            return
        if "not_before" in question and day < date.fromisoformat(question["not_before"]):
            yield problem(question, "too_early", not_before=question["not_before"])
        if "not_after" in question and day > date.fromisoformat(question["not_after"]):
            yield problem(question, "too_late", not_after=question["not_after"])

    def schema(self, question: Question) -> dict[str, Any]:
        """A full date; its bounds are beyond JSON Schema."""
        return {"type": "string", "format": "date", "pattern": _ISO}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """From -day, -month and -year in any digits, or whole from the plain field."""
        typed = {part: latin_digits(first(fields, part)).replace("-", "") for part in _PARTS}
        if not any(typed.values()):
            return first(fields) or UNSET
        year, month, day = (typed[part] for part in _PARTS)
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}"

    def fields(self, answer: object) -> dict[str, list[str]]:
        """year, month and day, the last two without leading zeros; as typed where they are no date."""
        year, month, day = [*str(answer).split("-", 2), "", ""][:3]
        return {"year": [year], "month": [month.lstrip("0")], "day": [day.lstrip("0")]}
