"""Public references of applications, such as PIA-2026-0042."""

import re
from typing import NamedTuple

PREFIX = re.compile("[A-Z][A-Z0-9]{1,9}")
_REFERENCE = re.compile("([A-Z][A-Z0-9]{1,9})-([0-9]{4})-([0-9]{4,9})")


class Reference(NamedTuple):
    """The parts of a reference."""

    prefix: str
    year: int
    number: int


def format_reference(prefix: str, year: int, number: int) -> str:
    """PREFIX-YEAR-NUMBER, the number in four digits or more. Raises ValueError on parts that cannot be one."""
    if not PREFIX.fullmatch(prefix) or not 1000 <= year <= 9999 or not 1 <= number <= 999_999_999:
        raise ValueError(f"no reference: {prefix!r}, {year}, {number}")
    return f"{prefix}-{year}-{number:04}"


def parse_reference(text: str) -> Reference | None:
    """The parts of a reference as people type it (any case, spaces around), or None if it is none.

    Only what `format_reference` writes is one: no second spelling leads to the same application.
    """
    found = _REFERENCE.fullmatch(text.strip().upper())
    if found is None:
        return None
    reference = Reference(found[1], int(found[2]), int(found[3]))
    try:
        return reference if format_reference(*reference) == found[0] else None
    except ValueError:
        return None
