"""Edits to a form or rubric as the builder makes them: each gives a new definition and leaves the old one be."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

Definition = Mapping[str, Any]
Part = dict[str, Any]

EMPTY_FORM: Definition = {"sections": []}
EMPTY_RUBRIC: Definition = {"scale": {"min": 0, "max": 5, "step": 1}, "criteria": []}
_LONGEST_KEY = 40


def new_key(words: str, taken: Sequence[str], fallback: str) -> str:
    """A key made of the words of a label, different from those taken: "Who is it for?" → who_is_it_for."""
    latin = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = "_".join(re.findall("[a-z0-9]+", latin))[:_LONGEST_KEY].strip("_")
    stem = stem if stem[:1].isalpha() else f"{fallback}_{stem}".rstrip("_")
    return next(key for key in _numbered(stem) if key not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}_{number}"
        number += 1


def section_keys(definition: Definition) -> list[str]:
    """Keys of the sections in order."""
    return [section["key"] for section in definition["sections"]]


def question_keys(definition: Definition) -> list[str]:
    """Keys of all questions in order."""
    return [question["key"] for section in definition["sections"] for question in section["questions"]]


def find_question(definition: Definition, key: str) -> tuple[str, Part] | None:
    """(section key, question), or None."""
    for section in definition["sections"]:
        for question in section["questions"]:
            if question["key"] == key:
                return section["key"], question
    return None


def put_section(definition: Definition, key: str, words: Part) -> Part:
    """Set title and help of a section, or add it at the end."""
    edited = _copy(definition)
    section = _find(edited["sections"], key)
    if section is None:
        edited["sections"].append({"key": key, **words, "questions": []})
    else:
        questions = section["questions"]
        section.clear()
        section.update({"key": key, **words, "questions": questions})
    return edited


def move_section(definition: Definition, key: str, by: int) -> Part:
    """Move a section up (-1) or down (1); at an end it stays."""
    edited = _copy(definition)
    _move(edited["sections"], key, by)
    return edited


def remove_section(definition: Definition, key: str) -> Part:
    """Take a section away with its questions."""
    edited = _copy(definition)
    edited["sections"] = [section for section in edited["sections"] if section["key"] != key]
    return edited


def put_question(definition: Definition, section_key: str, question: Part) -> Part:
    """Replace the question of that key where it stands, or add it at the end of a section."""
    edited = _copy(definition)
    for section in edited["sections"]:
        for at, asked in enumerate(section["questions"]):
            if asked["key"] == question["key"]:
                section["questions"][at] = question
                return edited
    section = _find(edited["sections"], section_key)
    if section is not None:
        section["questions"].append(question)
    return edited


def move_question(definition: Definition, key: str, by: int) -> Part:
    """Move a question up or down; past the end of its section it goes into the next one."""
    edited = _copy(definition)
    sections = edited["sections"]
    for number, section in enumerate(sections):
        keys = [question["key"] for question in section["questions"]]
        if key not in keys:
            continue
        at, other = keys.index(key), number + by
        if 0 <= at + by < len(keys):
            _move(section["questions"], key, by)
        elif 0 <= other < len(sections):
            target = sections[other]["questions"]
            target.insert(0 if by > 0 else len(target), section["questions"].pop(at))
        break
    return edited


def remove_question(definition: Definition, key: str) -> Part:
    """Take a question away."""
    edited = _copy(definition)
    for section in edited["sections"]:
        section["questions"] = [question for question in section["questions"] if question["key"] != key]
    return edited


def put_criterion(rubric: Definition, criterion: Part) -> Part:
    """Replace the criterion of that key, or add it at the end."""
    edited = _copy(rubric)
    for at, known in enumerate(edited["criteria"]):
        if known["key"] == criterion["key"]:
            edited["criteria"][at] = criterion
            return edited
    edited["criteria"].append(criterion)
    return edited


def move_criterion(rubric: Definition, key: str, by: int) -> Part:
    """Move a criterion up or down; at an end it stays."""
    edited = _copy(rubric)
    _move(edited["criteria"], key, by)
    return edited


def remove_criterion(rubric: Definition, key: str) -> Part:
    """Take a criterion away."""
    edited = _copy(rubric)
    edited["criteria"] = [criterion for criterion in edited["criteria"] if criterion["key"] != key]
    return edited


def _copy(definition: Definition) -> Part:
    return deepcopy(dict(definition))


def _find(parts: Sequence[Part], key: str) -> Part | None:
    return next((part for part in parts if part["key"] == key), None)


def _move(parts: list[Part], key: str, by: int) -> None:
    at = next((number for number, part in enumerate(parts) if part["key"] == key), None)
    if at is not None and 0 <= at + by < len(parts):
        parts[at], parts[at + by] = parts[at + by], parts[at]
