"""Two people wrote in one section: what each of them changed, and where that meets."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_LENGTH = 12
Answers = Mapping[str, Any]
Marks = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """`answers` has what either of two people changed; `theirs` are questions that only the other changed.

    Of the questions in `clashing` it has mine: both changed them, each in another way.
    """

    answers: dict[str, Any]
    theirs: frozenset[str]
    clashing: tuple[str, ...]


def mark(answer: object) -> str:
    """A short mark of an answer, by which a page later knows whether it has changed since; "" for none."""
    if answer is None:
        return ""
    return hashlib.sha256(_written(answer).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def marks(keys: Iterable[str], answers: Answers) -> dict[str, str]:
    """Question key → the mark of its answer, for those that are answered."""
    return {key: mark(answers[key]) for key in keys if key in answers}


def merge(keys: Iterable[str], base: Marks | None, mine: Answers, theirs: Answers) -> Merged:
    """Put together what I have and what is saved, question by question; `base` marks the answers I began with.

    Without it nobody knows who changed what, and all that differs is clashing.
    """
    answers: dict[str, Any] = {}
    brought: set[str] = set()
    clashing: list[str] = []
    for key in keys:
        own, other = mine.get(key), theirs.get(key)
        chosen = own
        if own != other:
            began = None if base is None else base.get(key, "")
            if mark(own) == began:
                chosen = other
                brought.add(key)
            elif mark(other) != began:
                clashing.append(key)
        if chosen is not None:
            answers[key] = chosen
    return Merged(answers, frozenset(brought), tuple(clashing))


def _written(answer: object) -> str:
    return json.dumps(answer, sort_keys=True, ensure_ascii=False)
