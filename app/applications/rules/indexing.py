"""What of an application is sought, filtered and sorted by, and what of that readers of a blind review may know."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.applications.rules import languages, sorting
from app.applications.rules.references import parse_reference
from app.calls.rules import forms
from app.kernel import text

REVISION = 1
"""Counts changes of these rules: what was indexed by an earlier one is indexed again in the background."""
MOST_BYTES = 300_000
"""Of the texts of an application; a tsvector holds a megabyte."""
LONGEST_FACET = 200
TITLE, ORGANISATION, COUNTRY, SENT = ".title", ".organisation", ".country", ".sent"
REVIEWS, TOTAL = ".reviews", ".total"
PUSHED = (REVIEWS, TOTAL)
"""Fields that a higher capability keeps."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an application is besides its answers."""

    call_id: UUID
    reference: str
    title: str
    locale: str
    sent_at: datetime
    organisation: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts by weight: the title, names, short answers, and all the rest."""

    title: str
    names: str
    short: str
    rest: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is stored: `words` for those who may read everything, `blind` for readers of a blind review."""

    language: str
    words: Texts
    blind: Texts
    facets: list[str]
    values: dict[str, str] = field(default_factory=dict)


def index(definition: forms.Definition, answers: forms.Answers, facts: Facts) -> Indexed:
    """Everything to store of an application that sent these answers to this form."""
    asked = [one for one in forms.questions(definition) if one["key"] in answers]
    everything = _texts(asked, answers, facts)
    language = languages.language_of(f"{everything.title} {everything.short} {everything.rest}", facts.locale)
    seen = [one for one in asked if forms.is_seen_by(one, "reviewers", blind=True)]
    blind = _texts(seen, answers, facts, named=False)
    chosen = ((one["key"], option) for one in asked for option in choices_of(one, answers[one["key"]]))
    facets = [facet(facts.call_id, key, option) for key, option in chosen]
    return Indexed(language, everything, blind, sorted(set(facets)), _values(asked, answers, facts))


def facet(call_id: UUID, question: str, option: str) -> str:
    """How a choice is stored: with its call, so that the index leads to no other's applications."""
    return f"{call_id.hex[:16]} {question}={option}"[:LONGEST_FACET]


def choices_of(question: forms.Question, answer: Any) -> list[str]:
    """The options that an answer chose, if lists can be filtered by the question."""
    chosen = _CHOICES[question["type"]](answer) if is_filtered(question) else ()
    return [one for one in chosen if isinstance(one, str)]


def is_filtered(question: forms.Question) -> bool:
    """Whether lists can be filtered by the question."""
    return question["type"] in _CHOICES


def is_sorted(question: forms.Question) -> bool:
    """Whether lists can be sorted by the question."""
    return question["type"] in _KEYS


def has_words(question: forms.Question) -> bool:
    """Whether answers to the question are sought for words."""
    return question["type"] not in _WORDLESS


def _money_key(question: forms.Question, answer: Any) -> str:
    key = sorting.number_key(Decimal(answer["amount"]))
    return key if len(question["currencies"]) == 1 else f"{answer['currency']} {key}"


_CHOICES: Mapping[str, Callable[[Any], Any]] = {
    "single_choice": lambda answer: (answer,),
    "multiple_choice": lambda answer: answer if isinstance(answer, list) else (),
    "country": lambda answer: (answer,),
    "yes_no": lambda answer: ("yes" if answer is True else "no",),
}
_KEYS: Mapping[str, Callable[[forms.Question, Any], str]] = {
    "number": lambda _asked, answer: sorting.number_key(Decimal(str(answer))),
    "money": _money_key,
    "date": lambda _asked, answer: str(answer),
}
_SHORT = frozenset({"short_text"})
_WORDLESS = frozenset({"number", "money", "date", "country", "yes_no", "file"})


def _values(asked: list[forms.Question], answers: forms.Answers, facts: Facts) -> dict[str, str]:
    fixed = {
        TITLE: text.sort_key(facts.title),
        ORGANISATION: text.sort_key(facts.organisation or ""),
        COUNTRY: facts.country or "",
    }
    found = {name: key[: sorting.LONGEST] for name, key in fixed.items() if key}
    found[SENT] = facts.sent_at.astimezone(UTC).isoformat(timespec="microseconds")
    for question in asked:
        answer = answers[question["key"]]
        # Records loaded from elsewhere may hold what is no answer.
        if is_sorted(question) and not any(forms.check_answer(question, answers, complete=False)):
            found[question["key"]] = _KEYS[question["type"]](question, answer)
    return found


def _texts(asked: list[forms.Question], answers: forms.Answers, facts: Facts, *, named: bool = True) -> Texts:
    names = _numbers(facts.reference) + ([facts.organisation] if named and facts.organisation else [])
    short: list[str] = []
    rest: list[str] = []
    for question in asked:
        kept = short if question["type"] in _SHORT else rest
        kept.extend(words_of(question, answers[question["key"]], facts.locale))
    left = _Budget(MOST_BYTES)
    return Texts(left.take([facts.title]), left.take(names), left.take(short), left.take(rest))


def _numbers(reference: str) -> list[str]:
    """A reference as it is, and its number with and without noughts."""
    parts = parse_reference(reference)
    return [reference] if parts is None else [reference, f"{parts.number:04} {parts.number}"]


def words_of(question: forms.Question, answer: Any, locale: str) -> Iterator[str]:
    """The texts in an answer: what was written, and of choices their labels."""
    if question["type"] in _WORDLESS:
        return
    labels = {one["key"]: one["label"] for one in question.get("options", ())}
    for one in _strings(answer):
        yield forms.translate(labels[one], locale)[0] if one in labels else one


def _strings(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, Mapping):
        for value in answer.values():
            yield from _strings(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _strings(value)


class _Budget:
    """Hands out texts, with scripts without spaces cut into words, until so many bytes are spent."""

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, texts: list[str]) -> str:
        """The texts as lines, as far as there is room."""
        taken = languages.spaced("\n".join(texts)).encode()[: self.left]
        self.left -= len(taken)
        return taken.decode("utf-8", "ignore")
