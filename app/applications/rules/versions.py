"""The history of a section: which saves are one version, so that it can be read and hides nothing.

A version takes in the next save if the same person typed both, the form is the same, not more than `PAUSE` lies between
them and not more than `SPAN` since the version began, and all its saves together took away at most `WORDS` signs. So a
morning's autosaves become a handful of versions, and a paragraph that was thrown away stays in one of its own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

PAUSE = timedelta(minutes=5)
SPAN = timedelta(minutes=30)
WORDS = 80


class How(StrEnum):
    """How a version came to be.

    FILES: one was added or removed. ASIDE: somebody else had saved first, so it was kept but never stood.
    """

    TYPED = "typed"
    FILES = "files"
    RESTORED = "restored"
    IMPORTED = "imported"
    CARRIED = "carried"
    MOVED = "moved"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Save:
    """A save, or the version that saves became; `taken` counts the signs they took away."""

    how: str
    saved_by: UUID | None
    began_at: datetime
    saved_at: datetime
    form_version: int
    taken: int


def joins(last: Save, save: Save) -> bool:
    """Whether a save becomes part of the version before it."""
    if (last.how, last.saved_by, last.form_version) != (save.how, save.saved_by, save.form_version):
        return False
    in_time = save.saved_at - last.saved_at <= PAUSE and save.saved_at - last.began_at <= SPAN
    return save.how in {How.TYPED, How.ASIDE} and in_time and last.taken + save.taken <= WORDS


def taken_away(before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    """How many signs of the answers before are not in their place any more."""
    return sum(_lost(_text(answer), _text(after.get(key))) for key, answer in before.items())


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Keys whose answers differ: those of `after` in order, then those that only `before` has."""
    return [key for key in {**after, **before} if before.get(key) != after.get(key)]


def _lost(before: str, after: str) -> int:
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = range(shorter - head)
    tail = next((at for at in rest if before[-1 - at] != after[-1 - at]), len(rest))
    return len(before) - head - tail


def _text(answer: object) -> str:
    if isinstance(answer, str):
        return answer
    return "" if answer is None else json.dumps(answer, sort_keys=True, ensure_ascii=False)
