"""How a list is asked for: filters, columns and order, as they stand in its address and in saved views."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from app.applications.rules import indexing
from app.applications.rules.searching import LONGEST
from app.applications.types import State
from app.calls.rules import forms
from app.kernel.errors import Invalid

FIXED = ("organisation", "country", "state", "stage", "labels", "sent", "changed", "reviews", "total")
DEFAULT = ("organisation", "country", "state", "sent")
SORTS = ("reference", "title", "organisation", "country", "sent", "reviews", "total")
"""What every list can be sorted by; "reference" is the order in which applications were begun."""
NAMING = frozenset({"organisation", "country"})
"""Columns, filters and orders that tell whose an application is."""
MOST_COLUMNS = 20
_QUESTION = "q."
_CHOICE = "f."


@dataclass(frozen=True, slots=True)
class Asked:
    """A list. `choices` are (question, options), of which an application has any; `columns` empty for the usual ones.

    Questions stand in `columns` and `sort` as "q.key". `sort` empty is the best match of what is typed, or the newest
    first. Dates are whole days, both ends included.
    """

    typed: str = ""
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    organisation: UUID | None = None
    labels: tuple[UUID, ...] = ()
    stages: tuple[UUID, ...] = ()
    sent_from: date | None = None
    sent_to: date | None = None
    reviews_from: int | None = None
    reviews_to: int | None = None
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    columns: tuple[str, ...] = ()
    sort: str = ""
    is_descending: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether some of the list may be left out."""
        return replace(self, columns=(), sort="", is_descending=False) != Asked()

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns in order."""
        return self.columns or DEFAULT


def read(given: Iterable[tuple[str, str]]) -> Asked:
    """The list that an address asks for; what it does not know it passes over.

    Raises Invalid, naming the parameter, for a value that cannot be one: a filter is never dropped unseen.
    """
    many: dict[str, list[str]] = {}
    for name, value in given:
        if value.strip():
            many.setdefault(name, []).append(value.strip())
    order = _one(many, "sort")
    return Asked(
        typed=_one(many, "q")[:LONGEST],
        states=_all(many, "state", _state),
        countries=_all(many, "country", _country),
        organisation=_only(many, "organisation", UUID),
        labels=_all(many, "label", UUID),
        stages=_all(many, "stage", UUID),
        sent_from=_only(many, "from", date.fromisoformat),
        sent_to=_only(many, "to", date.fromisoformat),
        reviews_from=_only(many, "reviews_from", _count),
        reviews_to=_only(many, "reviews_to", _count),
        choices=tuple(
            (name.removeprefix(_CHOICE), tuple(dict.fromkeys(values)))
            for name, values in sorted(many.items())
            if name.startswith(_CHOICE)
        ),
        columns=tuple(dict.fromkeys(many.get("column", ())))[:MOST_COLUMNS],
        sort=order.removeprefix("-"),
        is_descending=order.startswith("-"),
    )


def parse(query: str) -> Asked:
    """The list of an address's query; raises Invalid as `read` does."""
    return read(parse_qsl(query))


def write(asked: Asked) -> str:
    """The address's query for a list, always the same for the same list; empty for the plain one."""
    return urlencode(pairs(asked))


def pairs(asked: Asked) -> list[tuple[str, str]]:
    """(parameter, value) of all that a list's address says, in order."""
    found: list[tuple[str, str]] = [("q", asked.typed)]
    for name, values in (("state", asked.states), ("country", asked.countries)):
        found += [(name, value) for value in values]
    found += [("organisation", str(asked.organisation or ""))]
    found += [("label", str(one)) for one in asked.labels] + [("stage", str(one)) for one in asked.stages]
    bounds: dict[str, object] = {"from": asked.sent_from, "to": asked.sent_to}
    bounds |= {"reviews_from": asked.reviews_from, "reviews_to": asked.reviews_to}
    found += [(name, "" if value is None else str(value)) for name, value in bounds.items()]
    found += [(_CHOICE + key, option) for key, options in asked.choices for option in options]
    found += [("column", one) for one in asked.columns]
    found += [("sort", ("-" if asked.is_descending else "") + asked.sort if asked.sort else "")]
    return [pair for pair in found if pair[1]]


def without(asked: Asked, name: str, value: str) -> Asked:
    """The list without one value of a filter, both as `filters_of` gives them."""
    if name.startswith(_CHOICE):
        left = tuple(
            (key, tuple(one for one in options if (_CHOICE + key, one) != (name, value)))
            for key, options in asked.choices
        )
        return replace(asked, choices=tuple(choice for choice in left if choice[1]))
    field = _FIELDS[name]
    held = getattr(asked, field)
    kept: Any = tuple(one for one in held if str(one) != value) if isinstance(held, tuple) else _EMPTY[field]
    return replace(asked, **{field: kept})


def filters_of(asked: Asked) -> list[tuple[str, str]]:
    """(parameter, value) of every filter that is set."""
    found: list[tuple[str, str]] = []
    for name, field in _FIELDS.items():
        held = getattr(asked, field)
        values = held if isinstance(held, tuple) else (held,)
        found += [(name, str(value)) for value in values if value not in {None, ""}]
    return found + [(_CHOICE + key, option) for key, options in asked.choices for option in options]


def asks_questions(asked: Asked) -> bool:
    """Whether the forms must be read to know what the list is of."""
    return bool(asked.choices) or any(question_of(one) for one in (*asked.columns, asked.sort))


def questions_of(definitions: Iterable[forms.Definition], *, is_blind: bool) -> dict[str, forms.Question]:
    """The questions of a call's forms that may be seen, by key; of two with one key that of the later stage."""
    found: dict[str, forms.Question] = {}
    for definition in definitions:
        found |= {one["key"]: one for one in forms.questions(definition)}
    seen = (one for one in found.values() if not is_blind or forms.is_seen_by(one, "reviewers", blind=True))
    return {one["key"]: one for one in seen}


def is_allowed(asked: Asked, questions: Mapping[str, forms.Question], *, is_blind: bool) -> bool:
    """Whether all that the list is filtered by may be known; what is no question of the forms may not."""
    if is_blind and (asked.countries or asked.organisation):
        return False
    return all(key in questions for key, _ in asked.choices)


def fitted(asked: Asked, questions: Mapping[str, forms.Question], *, is_blind: bool) -> Asked:
    """The list with the columns and the order that there are, and that may be known."""
    columns = tuple(one for one in asked.shown if _is_column(one, questions, is_blind=is_blind))
    is_kept = _is_order(asked.sort, questions, is_blind=is_blind)
    return replace(
        asked,
        columns=columns if columns != DEFAULT else (),
        sort=asked.sort if is_kept else "",
        is_descending=is_kept and asked.is_descending,
    )


def _is_column(name: str, questions: Mapping[str, forms.Question], *, is_blind: bool) -> bool:
    return (name in FIXED and not (is_blind and name in NAMING)) or question_of(name) in questions


def _is_order(name: str, questions: Mapping[str, forms.Question], *, is_blind: bool) -> bool:
    question = questions.get(question_of(name) or "")
    if question is not None:
        return indexing.is_sorted(question)
    return name in SORTS and not (is_blind and name in NAMING)


def question_of(column: str) -> str | None:
    """The key of the question a column or an order is about; None where it is about none."""
    return column.removeprefix(_QUESTION) if column.startswith(_QUESTION) else None


def column_of(question: str) -> str:
    """The name of a question's column."""
    return _QUESTION + question


_FIELDS: Mapping[str, str] = {
    "q": "typed",
    "state": "states",
    "country": "countries",
    "organisation": "organisation",
    "label": "labels",
    "stage": "stages",
    "from": "sent_from",
    "to": "sent_to",
    "reviews_from": "reviews_from",
    "reviews_to": "reviews_to",
}
_EMPTY: Mapping[str, Any] = {field.name: field.default for field in fields(Asked)}


def _one(many: Mapping[str, list[str]], name: str) -> str:
    return many.get(name, [""])[0]


def _only(many: Mapping[str, list[str]], name: str, kind: Any) -> Any:
    return next(iter(_all(many, name, kind)), None)


def _all(many: Mapping[str, list[str]], name: str, kind: Any) -> tuple[Any, ...]:
    try:
        return tuple(dict.fromkeys(kind(value) for value in many.get(name, ())))
    except ValueError:
        raise Invalid(**{name: "not_a_filter"}) from None


def _state(value: str) -> str:
    return State(value).value


def _country(value: str) -> str:
    if len(value) != 3 or not value.isascii() or not value.isalpha():
        raise ValueError(value)
    return value.upper()


def _count(value: str) -> int:
    number = int(value)
    if not 0 <= number <= 1000:
        raise ValueError(value)
    return number
