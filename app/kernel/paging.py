"""Lists in pages by cursor: constant cost however far one reads, and stable while rows arrive."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.kernel.errors import Invalid

Row = TypeVar("Row")
SIZE = 50
MOST = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursor after which the next begin (None: no more)."""

    rows: Sequence[Row]
    next: str | None


def cut(rows: Sequence[Row], size: int, key: Callable[[Row], Sequence[Any]]) -> Page[Row]:
    """A page from `size` + 1 fetched rows; `key` gives the sort values of a row as JSON values."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], encode(key(rows[size - 1])))


def encode(values: Sequence[Any]) -> str:
    """An opaque cursor."""
    return urlsafe_b64encode(json.dumps([str(value) for value in values]).encode()).decode().rstrip("=")


def decode_id(cursor: str) -> UUID:
    """The one id of a cursor; Invalid if it is not one of ours."""
    try:
        return UUID(decode(cursor, 1)[0])
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None


def decode(cursor: str, length: int) -> list[str]:
    """The values of a cursor; Invalid if it is not one of ours."""
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None
    if not isinstance(values, list) or len(values) != length or not all(isinstance(v, str) for v in values):
        raise Invalid(cursor="not_a_cursor")
    return values
