"""Who takes part: an organisation, a person."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeGuard

from app.calls.rules.countries import ALPHA2, ALPHA3
from app.calls.rules.identifiers import normal_orcid, normal_ror
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import (
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    first,
    is_storable,
    is_texts,
    problem,
)

LONGEST_PART = 300


class Party(QuestionType):
    """A mapping of named texts; `needs` says which of them must be there, beside the name."""

    parts: ClassVar[Mapping[str, str]]
    """Each part, and the code of the problem of one that is none of its kind."""

    @abstractmethod
    def normal(self, part: str, text: str) -> str | None:
        """A part as it is kept; None if it is none of its kind."""

    @abstractmethod
    def needed(self, question: Question) -> list[str]:
        """The parts that must be there."""

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes, each with `part`: part_missing, not_text, too_many_characters(limit, count), and those of `parts`;
        without it: wrong_shape."""
        if not _is_party(answer, self.parts):
            yield problem(question, "wrong_shape")
            return
        for part in self.parts:
            text = answer.get(part, "")
            if not text.strip():
                if part in self.needed(question):
                    yield problem(question, "part_missing", part=part)
            elif not is_storable(text):
                yield problem(question, "not_text", part=part)
            elif len(text) > LONGEST_PART:
                yield problem(question, "too_many_characters", part=part, limit=LONGEST_PART, count=len(text))
            elif self.normal(part, text) is None:
                yield problem(question, self.parts[part], part=part)

    def schema(self, question: Question) -> dict[str, Any]:
        """An object of texts; check digits are beyond JSON Schema."""
        needed = self.needed(question)
        part = {"type": "string", "maxLength": LONGEST_PART}
        return {
            "type": "object",
            "additionalProperties": False,
            "required": needed,
            "properties": {one: {**part, "minLength": 1} if one in needed else part for one in self.parts},
        }

    def is_blank(self, answer: object) -> bool:
        """No part filled in says nothing."""
        return answer == {}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """From one field a part."""
        typed = {part: first(fields, part) for part in self.parts}
        return {part: self.normal(part, text) or text for part, text in typed.items() if text} or UNSET

    def fields(self, answer: object) -> dict[str, list[str]]:
        """One field a part; as typed where the answer is no party."""
        parts = answer if isinstance(answer, dict) else {"name": answer}
        return {part: [str(text)] for part, text in parts.items()}

    def rules(self, question: Question) -> dict[str, Any]:
        """As every type, and the parts that must be there."""
        return {**super().rules(question), "needs": self.needed(question)}


def _is_party(answer: object, parts: Mapping[str, str]) -> TypeGuard[dict[str, str]]:
    return (
        isinstance(answer, dict)
        and set(answer) <= set(parts)
        and all(isinstance(text, str) for text in answer.values())
    )


def _are(*allowed: str) -> Any:
    def test(value: object) -> bool:
        return is_texts(value) and set(value) <= set(allowed)

    return test


class Organisation(Party):
    """{"name", "country": alpha-3, "ror": address}; name and country, unless `needs` names other parts."""

    limits: ClassVar = {"needs": _are("country", "ror")}
    parts: ClassVar = {"name": "not_text", "country": "not_a_country", "ror": "not_a_ror"}

    def normal(self, part: str, text: str) -> str | None:
        """A country from an alpha-2 or alpha-3 code, a ROR id with or without its address."""
        if part == "country":
            code = ALPHA3.get(text.upper(), text.upper())
            return code if code in ALPHA2 else None
        return normal_ror(text) if part == "ror" else text

    def needed(self, question: Question) -> list[str]:
        """Name and country, or what the question says."""
        return ["name", *question.get("needs", ["country"])]


class Person(Party):
    """{"name", "role", "orcid": address}; the name, and what `needs` names."""

    limits: ClassVar = {"needs": _are("role", "orcid")}
    parts: ClassVar = {"name": "not_text", "role": "not_text", "orcid": "not_an_orcid"}

    def normal(self, part: str, text: str) -> str | None:
        """An ORCID iD with or without its address."""
        return normal_orcid(text) if part == "orcid" else text

    def needed(self, question: Question) -> list[str]:
        """The name, and what the question says."""
        return ["name", *question.get("needs", [])]
