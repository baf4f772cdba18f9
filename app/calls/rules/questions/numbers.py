"""Numbers with a unit, percentages, and money."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, ClassVar

from app.calls.rules.amounts import minor_units, parse_decimal
from app.calls.rules.problems import DefinitionProblem, Problem
from app.calls.rules.questions.base import (
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    first,
    problem,
)
from app.calls.rules.texts import is_text

LARGEST = 10**15
"""Beyond this a browser's numbers are no longer exact."""

FINEST_STEP = Decimal("0.000001")

_AMOUNT = "^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,3})?$"
_AMOUNT_RE = re.compile(_AMOUNT[1:-1])
_CURRENCY = re.compile("[A-Z]{3}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _is_bound(value: object) -> bool:
    return _is_number(value) and abs(_exact(value)) <= LARGEST


def _is_step(value: object) -> bool:
    return _is_bound(value) and _exact(value) >= FINEST_STEP


def _is_unit(value: object) -> bool:
    return isinstance(value, str) or is_text(value)


def _exact(value: object) -> Decimal:
    """A JSON number as the decimal it was written as, not as the binary fraction it became."""
    return Decimal(str(value))


def _plain(value: Decimal) -> str:
    """A decimal in plain digits: 1000 rather than 1E+3."""
    return format(value, "f")


class Number(QuestionType):
    """A JSON number; steps are counted from `min`, or from 0."""

    limits: ClassVar = {"min": _is_bound, "max": _is_bound, "step": _is_step, "unit": _is_unit}
    ranges = (("min", "max"),)
    least: ClassVar[int] = -LARGEST
    most: ClassVar[int] = LARGEST

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_a_number, too_small(min), too_large(max), wrong_step(step, min)."""
        if not _is_number(answer):
            yield problem(question, "not_a_number")
            return
        value, least, most = _exact(answer), *self._bounds(question)
        if value < least:
            yield problem(question, "too_small", min=_plain(least))
        elif value > most:
            yield problem(question, "too_large", max=_plain(most))
        elif "step" in question:
            step, base = _exact(question["step"]), _exact(question.get("min", 0))
            if (Fraction(value) - Fraction(base)) % Fraction(step):
                yield problem(question, "wrong_step", step=_plain(step), min=_plain(base))

    def schema(self, question: Question) -> dict[str, Any]:
        """A number in its bounds; a step only where it means whole numbers."""
        least, most = question.get("min", self.least), question.get("max", self.most)
        whole = all(not _exact(question.get(key, default)) % 1 for key, default in (("step", "0.5"), ("min", 0)))
        return {"type": "integer" if whole else "number", "minimum": least, "maximum": most}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """A number in any digits and separators; what is none stays as typed."""
        typed = first(fields)
        value = parse_decimal(typed)
        if value is None:
            return typed or UNSET
        return int(value) if value == value.to_integral_value() else float(value)

    def fields(self, answer: object) -> dict[str, list[str]]:
        """The number in plain digits."""
        return {"": [_plain(_exact(answer)) if _is_number(answer) else str(answer)]}

    def _bounds(self, question: Question) -> tuple[Decimal, Decimal]:
        return _exact(question.get("min", self.least)), _exact(question.get("max", self.most))


class Percentage(Number):
    """A JSON number of hundredths, from 0 to 100 unless `min` and `max` say otherwise."""

    limits: ClassVar = {"min": _is_bound, "max": _is_bound, "step": _is_step}
    least = 0
    most = 100

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """As a number, with or without a percent sign."""
        return super().clean(question, {"": [first(fields).strip("%٪﹪％ ")]})

    def check_settings(self, question: Question, path: str) -> Iterator[DefinitionProblem]:
        """As a number, beside the bounds it has without being told."""
        yield from super().check_settings({"min": self.least, "max": self.most, **question}, path)


def _is_amount_limit(value: object) -> bool:
    try:
        limit = Decimal(str(value))
    except InvalidOperation:
        return False
    return not isinstance(value, bool) and limit.is_finite() and 0 <= limit <= LARGEST


def _are_currencies(value: object) -> bool:
    listed = isinstance(value, list) and all(isinstance(one, str) and _CURRENCY.fullmatch(one) for one in value)
    return listed and isinstance(value, list) and 0 < len(value) == len(set(value))


class Money(QuestionType):
    """{"amount": "1234.50", "currency": "EUR"}: the amount is a decimal string, so nothing is rounded."""

    limits: ClassVar = {"currencies": _are_currencies, "min": _is_amount_limit, "max": _is_amount_limit}
    ranges = (("min", "max"),)

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: wrong_shape, wrong_currency(allowed), not_an_amount, too_many_decimals(limit),
        too_small(min), too_large(max)."""
        if not isinstance(answer, dict) or set(answer) != {"amount", "currency"}:
            yield problem(question, "wrong_shape")
            return
        amount, currency = answer["amount"], answer["currency"]
        if currency not in question["currencies"]:
            yield problem(question, "wrong_currency", allowed=", ".join(question["currencies"]))
        if not isinstance(amount, str) or not _AMOUNT_RE.fullmatch(amount):
            yield problem(question, "not_an_amount")
            return
        if isinstance(currency, str) and len(amount.partition(".")[2]) > minor_units(currency):
            yield problem(question, "too_many_decimals", limit=minor_units(currency))
        if Decimal(amount) < self.order(question.get("min", 0)):
            yield problem(question, "too_small", min=_plain(self.order(question["min"])))
        if Decimal(amount) > self.order(question.get("max", LARGEST)):
            yield problem(question, "too_large", max=_plain(self.order(question["max"])))

    def schema(self, question: Question) -> dict[str, Any]:
        """An object of two; bounds and decimals of a decimal string are beyond JSON Schema."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["amount", "currency"],
            "properties": {
                "amount": {"type": "string", "pattern": _AMOUNT},
                "currency": {"enum": list(question["currencies"])},
            },
        }

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """From -amount and -currency; a sole currency need not be sent. An empty amount is no answer."""
        typed, currencies = first(fields, "amount"), question["currencies"]
        if not typed:
            return UNSET
        currency = first(fields, "currency").upper() or (currencies[0] if len(currencies) == 1 else "")
        value = parse_decimal(typed)
        if value is None:
            return {"amount": typed, "currency": currency}
        least_decimals = Decimal(1).scaleb(-minor_units(currency))
        padded = value.quantize(least_decimals) if value == value.quantize(least_decimals) else value
        return {"amount": _plain(padded), "currency": currency}

    def fields(self, answer: object) -> dict[str, list[str]]:
        """amount and currency as kept."""
        parts = answer if isinstance(answer, dict) else {"amount": answer}
        return {key: [str(value)] for key, value in parts.items()}

    def order(self, limit: Any) -> Decimal:
        """Limits may be numbers or decimal strings."""
        return Decimal(str(limit))

    def check_settings(self, question: Question, path: str) -> Iterator[DefinitionProblem]:
        """As every type, and currencies must be named."""
        yield from super().check_settings(question, path)
        if "currencies" not in question:
            yield DefinitionProblem(f"{path}/currencies", "no_currencies")
