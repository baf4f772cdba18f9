"""Short and long text, limited in characters or words, perhaps of one form."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.calls.rules.patterns import anchored, is_safe
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

    limits: ClassVar = {
        "min_words": is_whole(1, MOST_CHARACTERS),
        "max_words": is_whole(1, MOST_CHARACTERS),
        "min_characters": is_whole(1, MOST_CHARACTERS),
        "max_characters": is_whole(1, MOST_CHARACTERS),
        "pattern": is_safe,
    }
    ranges = (("min_words", "max_words"), ("min_characters", "max_characters"))
    default_characters: ClassVar[int] = MOST_CHARACTERS

    def is_blank(self, answer: object) -> bool:
        """Nothing but space says nothing."""
        return isinstance(answer, str) and not answer.strip()

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: wrong_shape, not_text, too_many_characters(limit, count), too_few_characters(limit, count),
        too_many_words(limit, count), too_few_words(limit, count), wrong_pattern."""
        if not isinstance(answer, str):
            yield problem(question, "wrong_shape")
            return
        if not is_storable(answer):
            yield problem(question, "not_text")
        most, least, count = self._most(question), question.get("min_characters", 0), len(answer)
        if count > most:
            yield problem(question, "too_many_characters", limit=most, count=count)
        if count < least:
            yield problem(question, "too_few_characters", limit=least, count=count)
        yield from self._check_words(question, answer)
        if "pattern" in question and not re.fullmatch(question["pattern"], answer):
            yield problem(question, "wrong_pattern")

    def _check_words(self, question: Question, answer: str) -> Iterator[Problem]:
        if not {"min_words", "max_words"} & set(question):
            return
        count = count_words(answer)
        if count > question.get("max_words", count):
            yield problem(question, "too_many_words", limit=question["max_words"], count=count)
        if count < question.get("min_words", 0):
            yield problem(question, "too_few_words", limit=question["min_words"], count=count)

    def schema(self, question: Question) -> dict[str, Any]:
        """A string, perhaps of a pattern; words and blankness are beyond JSON Schema."""
        least = max(question.get("min_characters", 0), 1 if question.get("required") else 0)
        pattern = {"pattern": anchored(question["pattern"])} if "pattern" in question else {}
        return {
            "type": "string",
            "maxLength": self._most(question),
            **({"minLength": least} if least else {}),
            **pattern,
        }

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
