"""Checks a form's definition before anybody answers it."""

import re
from collections.abc import Iterator, Mapping

from app.calls.rules.problems import DefinitionProblem
from app.calls.rules.questions import TYPES
from app.calls.rules.texts import is_text

VISIBILITIES = ("public", "reviewers", "staff")
DEFAULT_VISIBILITY = "reviewers"

KEY = re.compile("[a-z][a-z0-9_]{0,63}")
_SECTION_SETTINGS = {"key", "title", "help", "questions"}
_QUESTION_SETTINGS = {"key", "type", "label", "help", "required", "visibility", "blind_hidden", "options"}


def check_definition(definition: object) -> list[DefinitionProblem]:
    """Everything wrong with a form, whatever JSON it is; an empty list means it can be compiled and asked.

    Codes: wrong_shape, no_sections, no_questions, bad_key, duplicate_key, no_title, no_label, bad_help,
    unknown_type, unknown_setting, not_yes_or_no, bad_visibility, bad_limit, limits_crossed, no_options,
    more_than_options, no_currencies.
    """
    if not isinstance(definition, Mapping):
        return [DefinitionProblem("", "wrong_shape")]
    sections = definition.get("sections")
    if not isinstance(sections, list):
        return [DefinitionProblem("/sections", "wrong_shape")]
    return list(_check_sections(sections)) if sections else [DefinitionProblem("/sections", "no_sections")]


def _check_sections(sections: list[object]) -> Iterator[DefinitionProblem]:
    section_keys: set[str] = set()
    question_keys: set[str] = set()
    for at, section in enumerate(sections):
        path = f"/sections/{at}"
        if not isinstance(section, Mapping):
            yield DefinitionProblem(path, "wrong_shape")
            continue
        yield from check_key(section.get("key"), f"{path}/key", section_keys)
        yield from _check_words(section, "title", path)
        yield from _unknown(section, _SECTION_SETTINGS, path)
        questions = section.get("questions")
        if not isinstance(questions, list) or not questions:
            yield DefinitionProblem(f"{path}/questions", "no_questions" if questions == [] else "wrong_shape")
            continue
        for number, question in enumerate(questions):
            yield from _check_question(question, f"{path}/questions/{number}", question_keys)


def _check_question(question: object, path: str, keys: set[str]) -> Iterator[DefinitionProblem]:
    if not isinstance(question, Mapping):
        yield DefinitionProblem(path, "wrong_shape")
        return
    yield from check_key(question.get("key"), f"{path}/key", keys)
    yield from _check_words(question, "label", path)
    for flag in ("required", "blind_hidden"):
        if not isinstance(question.get(flag, False), bool):
            yield DefinitionProblem(f"{path}/{flag}", "not_yes_or_no")
    if question.get("visibility", DEFAULT_VISIBILITY) not in VISIBILITIES:
        yield DefinitionProblem(f"{path}/visibility", "bad_visibility")
    name = question.get("type")
    if not isinstance(name, str) or name not in TYPES:
        yield DefinitionProblem(f"{path}/type", "unknown_type")
        return
    yield from _unknown(question, _QUESTION_SETTINGS | set(TYPES[name].limits), path)
    yield from TYPES[name].check_settings(question, path)


def check_key(key: object, path: str, seen: set[str]) -> Iterator[DefinitionProblem]:
    """Problems of a key of a section, question or criterion; `seen` collects the keys so far."""
    if not isinstance(key, str) or not KEY.fullmatch(key):
        yield DefinitionProblem(path, "bad_key")
    elif key in seen:
        yield DefinitionProblem(path, "duplicate_key")
    else:
        seen.add(key)


def _check_words(part: Mapping[str, object], name: str, path: str) -> Iterator[DefinitionProblem]:
    if not is_text(part.get(name)):
        yield DefinitionProblem(f"{path}/{name}", f"no_{name}")
    if "help" in part and not is_text(part["help"]):
        yield DefinitionProblem(f"{path}/help", "bad_help")


def _unknown(part: Mapping[str, object], known: set[str], path: str) -> Iterator[DefinitionProblem]:
    for name in sorted(str(key) for key in part if key not in known):
        yield DefinitionProblem(f"{path}/{name}", "unknown_setting")
