"""Texts from people in the cells of spreadsheets: there a text may be taken for a formula, and run.

CSV has no types: `csv_cell` sets an apostrophe before whatever could begin a formula, as spreadsheets do
themselves, and `from_csv_cell` takes it away again. XLSX has types: a text in a cell of type string (never
`t="f"`) stays text as it is; `xlsx_text` only makes it one that such a cell can hold.
"""

import re
from datetime import date, datetime
from decimal import Decimal

LONGEST_XLSX_TEXT = 32_767
"""UTF-16 code units a cell can hold, as Excel counts."""

Cell = str | int | float | Decimal | date | datetime | bool | None

# A program told the wrong separator begins a cell after it too, and some trim what cannot be seen.
_BEGINS = r"(?:^|[;\t\r\n|])"
_SKIPPED = r"[\s\"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_STARTERS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe63\ufe62\ufe66\ufe6b]"
_OPEN = re.compile(rf"({_BEGINS}{_SKIPPED})('*{_STARTERS})")
_GUARDED = re.compile(rf"({_BEGINS}{_SKIPPED})'('*{_STARTERS})")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def csv_cell(value: Cell) -> str:
    """What to hand to a CSV writer: a number stays one, a text can be no formula; None is empty.

    Quoting is the writer's. A text is given back exactly by `from_csv_cell`, but for NUL and lone
    surrogates, which are left out.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return str(value)
    return _OPEN.sub(r"\1'\2", re.sub("[\x00\ud800-\udfff]", "", value))


def from_csv_cell(cell: str) -> str:
    """The text that `csv_cell` wrote."""
    return _GUARDED.sub(r"\1\2", cell)


def xlsx_text(text: str) -> str:
    """The content of a cell of type string, not yet escaped as XML.

    Characters that XML cannot hold are written `_x0007_`, as Excel does (and `_x005F_` guards what only looks
    so); what is longer than a cell can be ends with an ellipsis.
    """
    guarded = _LIKE_ESCAPE.sub("_x005F_", text)
    return _cut(_NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", guarded))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_XLSX_TEXT:
        return text
    return units[: 2 * (LONGEST_XLSX_TEXT - 1)].decode("utf-16-le", "ignore") + "…"
