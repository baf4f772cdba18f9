"""Words of managers' lists: heads of columns, what stands in a cell, and what a list is filtered by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.applications.forms import STATES
from app.applications.queries import Listed, ScopeCall
from app.applications.rules import highlights, indexing, lists, readable
from app.applications.rules.highlights import Pieces
from app.applications.rules.lists import Asked
from app.calls.rules import forms
from app.calls.rules.countries import ALPHA3
from app.calls.rules.texts import translate
from app.kernel import i18n
from app.kernel.i18n import Lazy, _lazy

COLUMNS: Mapping[str, Lazy] = {
    "organisation": _lazy("Organisation"),
    "country": _lazy("Country"),
    "state": _lazy("State"),
    "stage": _lazy("Stage"),
    "labels": _lazy("Labels"),
    "sent": _lazy("Submitted"),
    "changed": _lazy("Changed"),
    "reviews": _lazy("Reviews sent"),
    "total": _lazy("Total of 100"),
}
ORDERS: Mapping[str, Lazy] = {
    "reference": _lazy("Reference"),
    "title": _lazy("Title"),
    **{name: COLUMNS[name] for name in ("organisation", "country", "sent", "reviews", "total")},
}
FILTERS: Mapping[str, Lazy] = {
    "q": _lazy("Words"),
    "state": _lazy("State"),
    "country": _lazy("Country"),
    "organisation": _lazy("Organisation"),
    "label": _lazy("Label"),
    "stage": _lazy("Stage"),
    "from": _lazy("Submitted from"),
    "to": _lazy("Submitted until"),
    "reviews_from": _lazy("Reviews, at least"),
    "reviews_to": _lazy("Reviews, at most"),
}
NUMBERS = frozenset({"reviews", "total"})
FIRST_DOWN = frozenset({"sent", "reviews", "total", "reference"})
"""What one wants to see the most of first."""
LONGEST_CELL = 90
YES_NO = {"yes": _lazy("Yes"), "no": _lazy("No")}


Head = tuple[str, str, str, str]
"""A column's name, its kind ("number" or empty), what sorts by it, and "ascending", "descending" or empty."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the list without it."""

    label: str
    value: str
    href: str


@dataclass(slots=True)
class Known:
    """What cells are filled with besides the rows themselves."""

    questions: Mapping[str, forms.Question] = field(default_factory=dict)
    answers: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)
    standings: Mapping[UUID, Mapping[str, Decimal]] = field(default_factory=dict)
    labelled: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    labels: Mapping[UUID, str] = field(default_factory=dict)
    stages: Mapping[UUID, Mapping[str, str]] = field(default_factory=dict)
    calls: Mapping[UUID, ScopeCall] = field(default_factory=dict)
    organisation: str = ""


def first_heads(asked: Asked, *, is_one_call: bool) -> list[Head]:
    """The heads of the columns that every list has."""
    found = [_column(asked, name, str(ORDERS[name])) for name in ("reference", "title")]
    return found if is_one_call else [*found, (str(_lazy("Call")), "", "", "")]


def heads(asked: Asked, known: Known) -> list[Head]:
    """The heads of the columns after those."""
    return [_head(asked, name, known) for name in asked.shown]


def _head(asked: Asked, name: str, known: Known) -> Head:
    question = known.questions.get(lists.question_of(name) or "")
    if question is None:
        return _column(asked, name, str(COLUMNS[name]), is_number=name in NUMBERS, is_sorted=name in lists.SORTS)
    is_number = question["type"] in {"number", "money", "percentage"}
    return _column(asked, name, label_of(question), is_number=is_number, is_sorted=indexing.is_sorted(question))


def _column(asked: Asked, name: str, label: str, *, is_number: bool = False, is_sorted: bool = True) -> Head:
    is_now = asked.sort == name
    is_down = not asked.is_descending if is_now else is_number or name in FIRST_DOWN
    href = "?" + lists.write(replace(asked, sort=name, is_descending=is_down)) if is_sorted else ""
    state = ("descending" if asked.is_descending else "ascending") if is_now else ""
    return label, "number" if is_number else "", href, state


def label_of(question: forms.Question) -> str:
    """A question's label in the reader's language."""
    return translate(question["label"], i18n.current())[0]


def cells(row: Listed, asked: Asked, known: Known) -> Iterator[str]:
    """What stands in the columns after reference and title."""
    for name in asked.shown:
        key = lists.question_of(name)
        if key is None:
            yield _FIXED[name](row, known)
        else:
            answer = known.answers.get(row.id, {}).get(key)
            yield "" if answer is None else answer_cell(known.questions[key], answer)


_FIXED: Mapping[str, Any] = {
    "organisation": lambda row, _known: row.organisation or "",
    "country": lambda row, _known: i18n.country(row.country),
    "state": lambda row, _known: str(STATES[row.state]),
    "stage": lambda row, known: translate(known.stages.get(row.stage_id, {}), i18n.current())[0],
    "labels": lambda row, known: ", ".join(known.labelled.get(row.id, ())),
    "sent": lambda row, _known: i18n.date_short(row.submitted_at),
    "changed": lambda row, _known: i18n.date_short(row.changed_at),
    "reviews": lambda row, known: i18n.number(known.standings.get(row.id, {}).get("reviews")),
    "total": lambda row, known: i18n.number(known.standings.get(row.id, {}).get("total"), 1),
}


def answer_cell(question: forms.Question, answer: Any) -> str:
    """An answer on one line, as short as a cell."""
    parts = readable.readable(
        {"sections": [{"key": "", "title": {}, "questions": [question]}]}, {question["key"]: answer}
    )
    row = parts[0].rows[0]
    shown = str(_SHOWN[row.kind](row.value) if row.kind in _SHOWN else row.value)
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1].rstrip() + "…"


def fits(question: forms.Question) -> bool:
    """Whether answers to the question fit a column."""
    return question["type"] not in {"long_text", "file"}


def _localized(text: Mapping[str, str]) -> str:
    return translate(text, i18n.current())[0]


_SHOWN: Mapping[str, Any] = {
    "none": lambda _value: "",
    "number": lambda value: " ".join(
        (i18n.number(value[0]), _localized(value[1]) if isinstance(value[1], Mapping) else value[1])
    ).strip(),
    "money": lambda value: i18n.money(*value),
    "label": _localized,
    "labels": lambda value: ", ".join(_localized(one) for one in value),
    "date": i18n.date_short,
    "country": i18n.country,
    "organisation": lambda value: value["name"],
    "person": lambda value: value["name"],
    "yes_no": lambda value: str(YES_NO["yes" if value else "no"]),
    "files": lambda value: ", ".join(one["name"] for one in value),
}


def chips(asked: Asked, known: Known) -> list[Chip]:
    """The filters that are set, each with the list without it; the words sought stand in their own field."""
    found = []
    for name, value in lists.filters_of(asked):
        if name != "q":
            label, worded = _chip(name, value, known)
            found.append(Chip(label, worded, "?" + lists.write(lists.without(asked, name, value))))
    return found


def _chip(name: str, value: str, known: Known) -> tuple[str, str]:
    key = name.removeprefix("f.")
    if key != name:
        question = known.questions.get(key)
        return (label_of(question), option_label(question, value)) if question else (key, value)
    return str(FILTERS[name]), _VALUES.get(name, lambda value, _known: value)(value, known)


_VALUES: Mapping[str, Any] = {
    "state": lambda value, _known: str(STATES[value]),
    "country": lambda value, _known: i18n.country(value),
    "organisation": lambda value, known: known.organisation or value,
    "label": lambda value, known: known.labels.get(UUID(value), value),
    "stage": lambda value, known: _localized(known.stages.get(UUID(value), {"": value})),
}


def option_label(question: forms.Question, value: str) -> str:
    """What an option of a question is called."""
    if question["type"] == "yes_no":
        return str(YES_NO.get(value, value))
    if question["type"] == "country":
        return i18n.country(value)
    labels = {one["key"]: one["label"] for one in question.get("options", ())}
    return _localized(labels[value]) if value in labels else value


def country_options() -> list[tuple[str, str]]:
    """(alpha-3 code, name) of every country, by name, after a blank one."""
    return [("", ""), *((ALPHA3[short], name) for short, name in i18n.countries() if short in ALPHA3)]


def options_of(question: forms.Question) -> list[tuple[str, str]]:
    """(value, label) of what a list can be filtered by; countries are offered as a select."""
    if question["type"] == "yes_no":
        return [(value, str(words)) for value, words in YES_NO.items()]
    return [(one["key"], _localized(one["label"])) for one in question.get("options", ())]


def found_in(row: Listed, known: Known, sought: Any) -> tuple[str, Pieces]:
    """(label, passage) of the first answer that shows why a row was found; empty where the title does, or none."""
    if sought is None or sought.search(row.title):
        return "", ()
    answers = known.answers.get(row.id, {})
    for key, question in known.questions.items():
        for text in indexing.words_of(question, answers[key], i18n.current()) if key in answers else ():
            if pieces := highlights.passage(text, sought):
                return label_of(question), pieces
    return "", ()
