"""Fields that several of the managers' pages share: texts in languages, moments, numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.calls.rules.amounts import latin_digits, parse_decimal
from app.calls.rules.questions.base import is_storable
from app.kernel.http.deps import Posted
from app.kernel.i18n import OFFERED


@dataclass(frozen=True, slots=True)
class Typed:
    """A moment as typed, to show again; `moment` is None if it is none."""

    day: str
    month: str
    year: str
    time: str
    moment: datetime | None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.day or self.month or self.year)


def read_text(posted: Posted, name: str) -> dict[str, str]:
    """{language: text} of the fields `name-en`, `name-fr`; empty languages left out."""
    typed = {language.code: posted.text(f"{name}-{language.code}") for language in OFFERED}
    return {code: text for code, text in typed.items() if text}


def read_moment(posted: Posted, name: str, zone: str) -> Typed:
    """The moment in the fields of `date_input(time=True)`, meant in `zone`; no time means the day's last minute."""
    day, month, year, time = (latin_digits(posted.text(f"{name}-{part}")) for part in ("day", "month", "year", "time"))
    try:
        hour, minute = (int(part) for part in (time or "23:59").split(":")[:2])
        moment = datetime(_year(year), int(month), int(day), hour, minute, tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError):
        return Typed(day, month, year, time, None)
    return Typed(day, month, year, time, moment)


def _year(typed: str) -> int:
    """A year calls can have: one typed with two digits is a slip, and the ends of the calendar have no zones."""
    year = int(typed)
    if not 1990 <= year <= 2199:
        raise ValueError(typed)
    return year


def read_json(posted: Posted, name: str) -> Any:
    """Pasted JSON; ValueError for what is none, or cannot be kept (NUL, lone surrogates, NaN)."""
    try:
        value = json.loads(posted.text(name))
        kept = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except RecursionError as error:
        raise ValueError(name) from error
    if "\\u0000" in kept or not is_storable(kept):
        raise ValueError(name)
    return value


def read_number(posted: Posted, name: str) -> int | float | str | None:
    """A number typed in any digits; None when empty, the text itself when it is none."""
    typed = posted.text(name)
    value = parse_decimal(typed)
    if value is None:
        return typed or None
    return int(value) if value == value.to_integral_value() else float(value)


def missing(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Error codes for the texts that are empty in every language, by the field that takes the focus."""
    return {f"{name}-{OFFERED[0].code}": "required" for name, text in texts.items() if not text}
