"""Short and long text, limited in characters or words."""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import (
    MOST_CHARACTERS,
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    first,
    is_storable,
    is_whole,
    problem,
)
from app.calls.rules.words import count_words


class LongText(QuestionType):
    """Text in paragraphs; characters are code points, words as `count_words` counts them."""

    limits: ClassVar = {"max_words": is_whole(1, MOST_CHARACTERS), "max_characters": is_whole(1, MOST_CHARACTERS)}
    default_characters: ClassVar[int] = MOST_CHARACTERS

    def is_blank(self, answer: object) -> bool:
        """Nothing but space says nothing."""
        return isinstance(answer, str) and not answer.strip()

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: wrong_shape, not_text, too_many_characters(limit, count), too_many_words(limit, count)."""
        if not isinstance(answer, str):
            yield problem(question, "wrong_shape")
            return
        if not is_storable(answer):
            yield problem(question, "not_text")
        most = self._most(question)
        if len(answer) > most:
            yield problem(question, "too_many_characters", limit=most, count=len(answer))
        if "max_words" in question and (count := count_words(answer)) > question["max_words"]:
            yield problem(question, "too_many_words", limit=question["max_words"], count=count)

    def schema(self, question: Question) -> dict[str, Any]:
        """A string; words and blankness are beyond JSON Schema."""
        least = {"minLength": 1} if question.get("required") else {}
        return {"type": "string", "maxLength": self._most(question), **least}

    def _most(self, question: Question) -> int:
        most: int = question.get("max_characters", self.default_characters)
        return most


class ShortText(LongText):
    """Text on one line."""

    default_characters = 500

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """As long text, and line_breaks."""
        yield from super().check(question, answer)
        if isinstance(answer, str) and "\n" in answer:
            yield problem(question, "line_breaks")

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The text on one line, trimmed."""
        return " ".join(first(fields).split("\n")) or UNSET
