"""Numbers as people write them all over the world, read into decimals."""

import re
import unicodedata
from decimal import Decimal

# Spaces, apostrophes and the Arabic thousands separator group digits; marks of direction say nothing.
_IGNORED = re.compile("[\\s'’\u066c\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_MINUS = str.maketrans({"\u2212": "-", "\u066b": "."})
# The smallest double in plain digits has 324 decimals and up to 16 more.
_PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,340})?|-?\.[0-9]{1,340}")
# Thousands, or lakhs and crores; the last group always has three digits.
_GROUPED = {mark: re.compile(rf"-?[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{2,3}})*\{mark}[0-9]{{3}}") for mark in ",."}

_NO_DECIMALS = frozenset([
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
])  # fmt: skip
_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


def minor_units(currency: str) -> int:
    """Decimals a currency has (ISO 4217): 0 for JPY, 3 for KWD, 2 for most."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def latin_digits(text: str) -> str:
    """The same text with the decimal digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def _latin(text: str) -> str:
    """The same number in ASCII digits, without spaces and marks of direction."""
    return latin_digits(_IGNORED.sub("", text).translate(_MINUS))


def _ungrouped(text: str) -> str:
    """The same number with grouping marks gone and a full stop for the decimal mark; "" if malformed."""
    comma, stop = text.rfind(","), text.rfind(".")
    if comma >= 0 and stop >= 0:
        group, mark = (",", ".") if stop > comma else (".", ",")
        whole, _, fraction = text.rpartition(mark)
        return f"{whole.replace(group, '')}.{fraction}" if _GROUPED[group].fullmatch(whole) else ""
    if comma >= 0 and _GROUPED[","].fullmatch(text):
        return text.replace(",", "")
    if text.count(".") > 1:
        return text.replace(".", "") if _GROUPED["."].fullmatch(text) else ""
    return text.replace(",", ".")


def parse_decimal(text: str) -> Decimal | None:
    """A number as typed: "1 234,50", "1,234.50", "1.234.567", "١٢٣٤٫٥", "12,34,567.89"; None if it is none.

    The last of two different marks is the decimal mark. A lone comma before exactly three digits
    groups ("1,234" is 1234); a lone full stop is always the decimal mark ("1.234" is 1.234).
    """
    plain = _ungrouped(_latin(text))
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None
