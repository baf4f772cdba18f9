"""One of several, several of several, yes or no."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from app.calls.rules.problems import DefinitionProblem, Problem
from app.calls.rules.questions.base import (
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    clean_text,
    first,
    is_whole,
    problem,
)
from app.calls.rules.texts import is_text

MOST_OPTIONS = 1000
_OPTION_KEY = re.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def option_keys(question: Question) -> list[str]:
    """Keys of the options, in the order they are shown."""
    return [option["key"] for option in question["options"]]


class SingleChoice(QuestionType):
    """The key of one option."""

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_an_option."""
        if answer not in option_keys(question):
            yield problem(question, "not_an_option")

    def schema(self, question: Question) -> dict[str, Any]:
        """One of the keys."""
        return {"enum": option_keys(question)}

    def check_settings(self, question: Question, path: str) -> Iterator[DefinitionProblem]:
        """As every type, and options must be there, whole and different."""
        yield from super().check_settings(question, path)
        options = question.get("options")
        if not isinstance(options, list) or not 1 <= len(options) <= MOST_OPTIONS:
            yield DefinitionProblem(f"{path}/options", "no_options")
            return
        seen: set[str] = set()
        for at, option in enumerate(options):
            yield from _check_option(option, f"{path}/options/{at}", seen)

    def rules(self, question: Question) -> dict[str, Any]:
        """As every type, and the options with their labels."""
        return {**super().rules(question), "options": question["options"]}


def _check_option(option: object, path: str, seen: set[str]) -> Iterator[DefinitionProblem]:
    if not isinstance(option, Mapping):
        yield DefinitionProblem(path, "wrong_shape")
        return
    key = option.get("key")
    if not isinstance(key, str) or not _OPTION_KEY.fullmatch(key):
        yield DefinitionProblem(f"{path}/key", "bad_key")
    elif key in seen:
        yield DefinitionProblem(f"{path}/key", "duplicate_key")
    else:
        seen.add(key)
    if not is_text(option.get("label")):
        yield DefinitionProblem(f"{path}/label", "no_label")


class MultipleChoice(SingleChoice):
    """A list of the keys of different options."""

    limits: ClassVar = {"min_choices": is_whole(0, MOST_OPTIONS), "max_choices": is_whole(1, MOST_OPTIONS)}
    ranges = (("min_choices", "max_choices"),)

    def is_blank(self, answer: object) -> bool:
        """An empty list says nothing."""
        return answer == []

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: wrong_shape, not_an_option, repeated, too_few_choices(min), too_many_choices(max)."""
        if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
            yield problem(question, "wrong_shape")
            return
        if not set(answer) <= set(option_keys(question)):
            yield problem(question, "not_an_option")
        if len(set(answer)) < len(answer):
            yield problem(question, "repeated")
        if len(answer) < question.get("min_choices", 0):
            yield problem(question, "too_few_choices", min=question["min_choices"])
        if len(answer) > question.get("max_choices", MOST_OPTIONS):
            yield problem(question, "too_many_choices", max=question["max_choices"])

    def schema(self, question: Question) -> dict[str, Any]:
        """An array of different keys; without being required it may also be empty."""
        least = max(1, question.get("min_choices", 1)) if question.get("required") else 0
        return {
            "type": "array",
            "items": {"enum": option_keys(question)},
            "uniqueItems": True,
            "minItems": least,
            "maxItems": question.get("max_choices", len(question["options"])),
        }

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The ticked keys in the order of the options; what is no option comes last."""
        ticked = dict.fromkeys(clean_text(value).strip() for value in fields.get("", ()))
        known = [key for key in option_keys(question) if key in ticked]
        return [*known, *(key for key in ticked if key and key not in known)] or UNSET

    def fields(self, answer: object) -> dict[str, list[str]]:
        """One value a ticked box."""
        return {"": [str(one) for one in answer] if isinstance(answer, list) else [str(answer)]}

    def check_settings(self, question: Question, path: str) -> Iterator[DefinitionProblem]:
        """As one of several, and no more may be asked for than there are."""
        found = list(super().check_settings(question, path))
        yield from found
        if not found and question.get("min_choices", 0) > len(question["options"]):
            yield DefinitionProblem(f"{path}/min_choices", "more_than_options")


class YesNo(QuestionType):
    """true or false."""

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_yes_or_no."""
        if not isinstance(answer, bool):
            yield problem(question, "not_yes_or_no")

    def schema(self, question: Question) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """From the values "yes" and "no"."""
        typed = first(fields)
        return typed == "yes" if typed in {"yes", "no"} else typed or UNSET

    def fields(self, answer: object) -> dict[str, list[str]]:
        """yes or no."""
        words = "yes" if answer else "no"
        return {"": [words if isinstance(answer, bool) else str(answer)]}
