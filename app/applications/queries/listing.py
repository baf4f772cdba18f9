"""Lists of what was sent, as an address asks for them, in pages by cursor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from app.applications.models import Application
from app.applications.queries import selecting
from app.applications.queries.entries import ListRow
from app.applications.queries.scopes import Scope
from app.applications.queries.selecting import Shape
from app.applications.rules import indexing, lists, searching, sorting
from app.applications.rules.lists import Asked
from app.kernel import paging, statements
from app.kernel.errors import Invalid
from app.kernel.paging import Page
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Listed(ListRow):
    """One application in a manager's list; `language` is set in a search, `key` where the order has one."""

    call_id: UUID
    stage_id: UUID
    language: str | None
    key: str | float | None


def list_applications(
    work: Work, scope: Scope, asked: Asked, *, after: str = "", size: int = paging.SIZE
) -> Page[Listed]:
    """A page of a list the actor may see; raises Invalid for a cursor that is not one of this list's."""
    shape, values = _shaped(scope, asked, size)
    if shape.order == "key":
        return _by_key(work, shape, values, after)
    names = ["rank", "after"] if shape.order == "rank" else ["after"]
    cursor = _cursor(after, names) if after else dict.fromkeys(names)
    found = _read(work, replace(shape, is_further=bool(after)), {**values, **cursor})
    return paging.cut(found, size, lambda row: (row.key, row.id) if shape.order == "rank" else (row.id,))


def count_applications(work: Work, scope: Scope, asked: Asked) -> int:
    """How many applications a list has."""
    shape, values = _shaped(scope, asked, 0)
    row = work.read_one(selecting.counted, replace(shape, order="none"), **values)
    return int(row[0]) if row is not None else 0


def ids_of(work: Work, scope: Scope, asked: Asked) -> tuple[Select[Any], dict[str, Any]]:
    """A statement for the ids of a whole list, and its values: for deeds that take it as it is."""
    shape, values = _shaped(scope, asked, 0)
    return selecting.found(work.actor, replace(shape, order="none")).with_only_columns(
        Application.id, maintain_column_froms=True
    ), values


def _by_key(work: Work, shape: Shape, values: dict[str, Any], after: str) -> Page[Listed]:
    """Those that have what the list is sorted by, in order; then those that have not, the newest first."""
    size = shape.size
    cursor = _cursor(after, ["part", "key", "after"]) if after else {"part": "key", "key": "", "after": None}
    rows: Sequence[Listed] = ()
    if cursor.pop("part") == "key":
        rows = _read(work, replace(shape, is_further=bool(after)), {**values, **cursor})
        after = ""
    if len(rows) <= size:
        rest = _read(work, replace(shape, order="keyless", is_further=bool(after)), {**values, **cursor})
        rows = [*rows, *rest][: size + 1]
    return paging.cut(rows, size, lambda row: ("rest" if row.key is None else "key", row.key or "", row.id))


def _read(work: Work, shape: Shape, values: dict[str, Any]) -> list[Listed]:
    return [Listed(*row) for row in work.read(selecting.page, shape, **values)]


def _cursor(after: str, names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = dict(zip(names, paging.decode(after, len(names)), strict=True))
    try:
        found["after"] = UUID(found["after"])
        if "rank" in found:
            found["rank"] = float(found["rank"])
    except ValueError:
        raise Invalid(cursor="not_a_cursor") from None
    return found


def _shaped(scope: Scope, asked: Asked, size: int) -> tuple[Shape, dict[str, Any]]:
    sought = searching.read(asked.typed)
    search = "" if not asked.typed else "words" if sought else "signs"
    filters, values = _filters(scope, asked)
    values |= {"calls": list(scope.calls), "call_id": scope.call_id, "blind": scope.is_blind}
    values |= {"words": sought.words, "starts": list(sought.starts), "left_out": list(sought.left_out)}
    values |= {"pattern": statements.containing(asked.typed), "field": _field(asked)}
    shape = Shape(
        order=_order(asked, search),
        is_descending=asked.is_descending,
        is_standing=values["field"] in indexing.PUSHED,
        is_one_call=scope.is_one_call,
        search=search,
        filters=filters,
        choices=len(asked.choices),
        size=size,
    )
    return shape, values


def _order(asked: Asked, search: str) -> str:
    if asked.sort == "reference":
        return "newest" if asked.is_descending else "oldest"
    if asked.sort:
        return "key"
    return "rank" if search == "words" else "newest"


def _field(asked: Asked) -> str:
    """The field of values that a list is sorted by."""
    return lists.question_of(asked.sort) or f".{asked.sort}"


def _filters(scope: Scope, asked: Asked) -> tuple[frozenset[str], dict[str, Any]]:
    zone = ZoneInfo(scope.zone)
    given: dict[str, Any] = {
        "states": list(asked.states),
        "countries": list(asked.countries),
        "organisation": asked.organisation,
        "labels": list(asked.labels),
        "stages": list(asked.stages),
        "sent_from": asked.sent_from and datetime.combine(asked.sent_from, time(), zone),
        "sent_to": asked.sent_to and datetime.combine(asked.sent_to + timedelta(days=1), time(), zone),
        "reviews_from": asked.reviews_from and sorting.number_key(Decimal(asked.reviews_from)),
        "reviews_to": None if asked.reviews_to is None else sorting.number_key(Decimal(asked.reviews_to)),
    }
    set_ = {name: value for name, value in given.items() if value}
    names = set(set_)
    for at, (key, options) in enumerate(asked.choices):
        set_[f"facets_{at}"] = [indexing.facet(call, key, one) for call in scope.calls for one in options]
    if not scope.allows(asked):
        names.add("hidden")
    return frozenset(names), set_
