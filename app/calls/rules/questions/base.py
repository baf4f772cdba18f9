"""What every type of question can do: read a page's fields, check an answer, describe it as JSON Schema."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, ClassVar, Final, Literal, TypeGuard

from app.calls.rules.problems import DefinitionProblem, Problem

Question = Mapping[str, Any]
Fields = Mapping[str, Sequence[str]]
Answer = str | int | float | bool | list[str] | dict[str, str]


class Unset(Enum):
    """The one value that says a question was left unanswered; an unanswered question has no key."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
MaybeAnswer = Answer | Literal[Unset.UNSET]

MOST_CHARACTERS = 100_000
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def first(fields: Fields, suffix: str = "") -> str:
    """The first value a page sent under a suffix, without surrounding space; "" when none was sent."""
    values = fields.get(suffix, ())
    return clean_text(values[0]).strip() if values else ""


def clean_text(text: str) -> str:
    """Line breaks as one newline; NUL and lone surrogates, which no database keeps, gone."""
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_storable(text: str) -> bool:
    """Whether a text is free of NUL and lone surrogates."""
    return not _NOT_TEXT.search(text)


def is_whole(least: int, most: int) -> Callable[[object], bool]:
    """A test for a whole number between two bounds, as a limit in a definition must be."""

    def test(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return test


def is_flag(value: object) -> bool:
    """Whether a setting is true or false."""
    return isinstance(value, bool)


def is_texts(value: object) -> TypeGuard[list[str]]:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


class QuestionType(ABC):
    """One type of question. Stateless: an instance is a record of rules, registered under its name.

    A new type overrides what differs and gets one entry in the registry.
    """

    limits: ClassVar[Mapping[str, Callable[[object], bool]]] = {}
    """Settings a question of this type may carry, each with the test its value must pass."""
    ranges: ClassVar[Sequence[tuple[str, str]]] = ()
    """Pairs of settings of which the first may not exceed the second."""

    @abstractmethod
    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Problems of an answer that is there and not blank."""

    @abstractmethod
    def schema(self, question: Question) -> dict[str, Any]:
        """JSON Schema 2020-12 that accepts at least every answer `check` accepts."""

    def is_blank(self, answer: object) -> bool:
        """Whether an answer that is there says nothing; most types know only answers that say something."""
        return False

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The answer in what a page sent (suffix → values; "" is the plain field).

        What cannot be read is kept as typed, for `check` to name and the page to show again.
        """
        return first(fields) or UNSET

    def fields(self, answer: object) -> dict[str, list[str]]:
        """What to put in the page's fields to show an answer: the inverse of `clean`."""
        return {"": [str(answer)]}

    def check_settings(self, question: Question, path: str) -> Iterator[DefinitionProblem]:
        """Problems of a question's limits; `path` is a JSON Pointer to the question."""
        bad = {key for key, test in self.limits.items() if key in question and not test(question[key])}
        for key in sorted(bad):
            yield DefinitionProblem(f"{path}/{key}", "bad_limit")
        for low, high in self.ranges:
            both = low in question and high in question and not bad & {low, high}
            if both and self.order(question[low]) > self.order(question[high]):
                yield DefinitionProblem(f"{path}/{high}", "limits_crossed")

    def order(self, limit: Any) -> Any:
        """A limit as something that compares; both of a pair pass through here."""
        return limit

    def rules(self, question: Question) -> dict[str, Any]:
        """The question's limits, for `x-commonweal-rules`: a client needs no other source."""
        return {key: question[key] for key in self.limits if key in question}


def problem(question: Question, code: str, **parameters: str | int) -> Problem:
    """A problem of this question."""
    return Problem(question["key"], code, parameters)
