"""Forms as data: what may be asked, whether an answer is right, and the JSON Schema that says so.

A definition is {"sections": [{"key", "title", "help"?, "questions": [{"key", "type", "label", …}]}]};
question keys are unique across the form. Answers are a flat {question key: answer}; an unanswered
question has no key. `check_definition` vouches for a definition: the other functions rely on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.calls.rules.definitions import DEFAULT_VISIBILITY, check_definition
from app.calls.rules.problems import DefinitionProblem, Problem
from app.calls.rules.questions import TYPES, UNSET, Answer, Question, Unset, check_file, type_of
from app.calls.rules.texts import translate
from app.calls.rules.words import count_words

Definition = Mapping[str, Any]
Answers = Mapping[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RULES = "x-commonweal-rules"
_NOTHING: tuple[object, ...] = (None, "", [], {})


def questions(definition: Definition, section: str | None = None) -> Iterator[Question]:
    """Every question in order, or those of one section."""
    for part in definition["sections"]:
        if section in {None, part["key"]}:
            yield from part["questions"]


def section(definition: Definition, key: str) -> Mapping[str, Any] | None:
    """The section with a key, if there is one."""
    return next((part for part in definition["sections"] if part["key"] == key), None)


def check_answers(definition: Definition, answers: Answers, *, complete: bool) -> list[Problem]:
    """Problems in the order of the questions, then of keys that no question has.

    A draft (`complete=False`) is checked in what it holds; a complete form also in what it must hold
    (code `required`). See each question type for its codes; here: required, unknown_question.
    """
    asked = list(questions(definition))
    found = [one for question in asked for one in check_answer(question, answers, complete=complete)]
    unknown = sorted(set(answers) - {question["key"] for question in asked})
    return [*found, *(Problem(key, "unknown_question") for key in unknown)]


def check_section(definition: Definition, key: str, answers: Answers, *, complete: bool) -> list[Problem]:
    """Problems of one section; answers to other sections are let be."""
    asked = questions(definition, key)
    return [one for question in asked for one in check_answer(question, answers, complete=complete)]


def check_answer(question: Question, answers: Answers, *, complete: bool) -> Iterator[Problem]:
    """Problems of one question."""
    key, rules = question["key"], type_of(question)
    if key in answers and not rules.is_blank(answers[key]):
        yield from rules.check(question, answers[key])
    elif complete and question.get("required"):
        yield Problem(key, "required")


def drop_unanswered(answers: Answers) -> dict[str, Any]:
    """Answers without nulls, empty texts and empty lists, which clients send for "no answer"."""
    return {key: answer for key, answer in answers.items() if answer not in _NOTHING}


def read_fields(
    asked: Sequence[Question], sent: Mapping[str, Sequence[str]], before: Answers | None = None
) -> dict[str, Answer]:
    """The answers to these questions in what a page sent: field `<key>`, or `<key>-<suffix>` for a part.

    Every other question left out of `sent` is unanswered; files, which are sent by other routes, stay
    as they were `before` unless the page names them.
    """
    answers: dict[str, Answer] = {}
    for question in asked:
        key = question["key"]
        fields = _fields_of(key, sent)
        if question["type"] == "file" and not fields:
            answer = (before or {}).get(key, UNSET)
        else:
            answer = type_of(question).clean(question, fields)
        if not isinstance(answer, Unset):
            answers[key] = answer
    return answers


def write_fields(asked: Sequence[Question], answers: Answers) -> dict[str, list[str]]:
    """The inverse of `read_fields`: what to show in the fields of a page."""
    shown: dict[str, list[str]] = {}
    for question in asked:
        key = question["key"]
        if key in answers:
            for suffix, values in type_of(question).fields(answers[key]).items():
                shown[f"{key}-{suffix}" if suffix else key] = values
    return shown


def _fields_of(key: str, sent: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    parts = {name[len(key) + 1 :]: values for name, values in sent.items() if name.startswith(f"{key}-")}
    return parts | ({"": sent[key]} if key in sent else {})


def compile_schema(definition: Definition, *, title: str, language: str = "en") -> dict[str, Any]:
    """JSON Schema 2020-12 of the answers: it accepts at least all that `check_answers(complete=True)` accepts.

    What JSON Schema cannot say (words, date bounds, decimals of a currency, …) stands in
    `x-commonweal-rules`. Titles and descriptions are in `language` where there is a translation.
    """
    asked = [(part["key"], question) for part in definition["sections"] for question in part["questions"]]
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "properties": {question["key"]: _property(key, question, language) for key, question in asked},
        "required": [question["key"] for _, question in asked if question.get("required")],
    }


def _property(section_key: str, question: Question, language: str) -> dict[str, Any]:
    rules = type_of(question)
    described = {"title": translate(question["label"], language)[0]}
    if "help" in question:
        described["description"] = translate(question["help"], language)[0]
    extra = {"type": question["type"], "section": section_key, **rules.rules(question)}
    return {**described, **rules.schema(question), RULES: extra}


def is_seen_by(question: Question, sight: str, *, blind: bool) -> bool:
    """Whether an answer is for `sight` "public", "reviewers" or "staff"; blind review hides some from reviewers.

    What the public may see reviewers may too, and staff see all; a blind-hidden answer is for staff only.
    """
    if sight == "staff":
        return True
    if blind and question.get("blind_hidden"):
        return False
    visibility = question.get("visibility", DEFAULT_VISIBILITY)
    return visibility in {"public", sight}


__all__ = [
    "DIALECT",
    "RULES",
    "TYPES",
    "UNSET",
    "Answer",
    "Answers",
    "Definition",
    "DefinitionProblem",
    "Problem",
    "Question",
    "Unset",
    "check_answer",
    "check_answers",
    "check_definition",
    "check_file",
    "check_section",
    "compile_schema",
    "count_words",
    "drop_unanswered",
    "is_seen_by",
    "questions",
    "read_fields",
    "section",
    "translate",
    "type_of",
    "write_fields",
]
