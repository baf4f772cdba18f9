"""What lists call an application, and what a file given to us may be called."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from app.calls.rules import forms

LONGEST_TITLE = 200
LONGEST_FILE_NAME = 120
MOST_NAME_BYTES = 200
_LONGEST_ENDING = 10
_UNWRITABLE = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_MARKS = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
    r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


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
    """A file's name that every system can write: without folders and what cannot be seen, its ending kept.

    At most LONGEST_FILE_NAME characters and MOST_NAME_BYTES in UTF-8; never a device's name (CON, aux.txt), a hidden
    file's, or one with more than two marks on a letter.
    """
    seen = "".join(_seen(name.replace("\\", "/")))
    path = PurePosixPath(_MARKS.sub(r"\1", unicodedata.normalize("NFC", seen)))
    ending = _UNWRITABLE.sub("", path.suffix[:_LONGEST_ENDING])
    stem = _UNWRITABLE.sub("-", path.stem).strip(" .")[: LONGEST_FILE_NAME - len(ending)]
    stem = stem.encode()[: MOST_NAME_BYTES - len(ending.encode())].decode(errors="ignore").rstrip(" .")
    if _DEVICE.fullmatch(stem.partition(".")[0]):
        stem = f"_{stem}"
    return (stem or "file") + ending


def _seen(name: str) -> Iterator[str]:
    """The letters without those of the classes control, format, surrogate, private, unassigned; line ends as spaces."""
    for letter in name:
        kind = unicodedata.category(letter)
        if kind[0] != "C":
            yield " " if kind in {"Zl", "Zp"} else letter
