"""What lists call an application, and what a file given to us may be called."""

import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from app.calls.rules import forms

LONGEST_TITLE = 200
LONGEST_FILE_NAME = 120
_LONGEST_ENDING = 10


def title_of(definition: forms.Definition, section: str | None, answers: Mapping[str, Any], before: str) -> str:
    """The answer to `title`, or else to the first question for a short text; `before` if another section asks it.

    Reviewers read titles, also where they review blind: a question hidden from them gives none. `section`
    None: `answers` are those of the whole form.
    """
    asked = [one["key"] for one in forms.questions(definition) if _names(one)]
    key = "title" if "title" in asked else next(iter(asked), None)
    if key is None or key not in {one["key"] for one in forms.questions(definition, section)}:
        return before
    return str(answers.get(key, ""))[:LONGEST_TITLE]


def _names(question: forms.Question) -> bool:
    return question["type"] == "short_text" and forms.is_seen_by(question, "reviewers", blind=True)


def clean_name(name: str) -> str:
    """A file's name without folders, control or direction characters, at most 120 characters, its ending kept."""
    shown = "".join(char for char in name.replace("\\", "/") if unicodedata.category(char)[0] != "C")
    path = PurePosixPath(unicodedata.normalize("NFC", shown))
    ending = path.suffix[:_LONGEST_ENDING]
    return (path.stem[: LONGEST_FILE_NAME - len(ending)] or "file") + ending
