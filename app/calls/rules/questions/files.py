"""Files: the answer names attachments, which are stored and looked into elsewhere."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import (
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    clean_text,
    is_whole,
    problem,
)

MOST_FILES = 50
LARGEST_FILE = 2**30
MOST_PAGES = 2000

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_ID_RE = re.compile(_ID[1:-1])


def _are_media_types(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, str) and _MEDIA_TYPE.fullmatch(one) for one in value)
    )


class Files(QuestionType):
    """A list of attachment ids (UUIDs in lower case); one file unless `max_files` says more."""

    limits: ClassVar = {
        "accept": _are_media_types,
        "max_bytes": is_whole(1, LARGEST_FILE),
        "max_files": is_whole(1, MOST_FILES),
        "max_pages": is_whole(1, MOST_PAGES),
    }

    def is_blank(self, answer: object) -> bool:
        """An empty list says nothing."""
        return answer == []

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: wrong_shape, repeated, too_many_files(max)."""
        if not isinstance(answer, list) or not all(isinstance(one, str) and _ID_RE.fullmatch(one) for one in answer):
            yield problem(question, "wrong_shape")
            return
        if len(set(answer)) < len(answer):
            yield problem(question, "repeated")
        if len(answer) > question.get("max_files", 1):
            yield problem(question, "too_many_files", max=question.get("max_files", 1))

    def schema(self, question: Question) -> dict[str, Any]:
        """An array of ids; what the files hold is beyond JSON Schema."""
        return {
            "type": "array",
            "items": {"type": "string", "pattern": _ID},
            "uniqueItems": True,
            "minItems": 1 if question.get("required") else 0,
            "maxItems": question.get("max_files", 1),
        }

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The ids a page sent back in hidden fields."""
        ids = (clean_text(value).strip() for value in fields.get("", ()))
        return list(dict.fromkeys(one for one in ids if one)) or UNSET

    def fields(self, answer: object) -> dict[str, list[str]]:
        """One hidden field an id."""
        return {"": [str(one) for one in answer] if isinstance(answer, list) else []}


def check_file(question: Question, *, media_type: str, size: int, pages: int = 0) -> Iterator[Problem]:
    """Problems of one file before it becomes an attachment; `size` in bytes, `media_type` by its content.

    Codes: empty_file, file_too_large(max), wrong_file_type(allowed), too_many_pages(max, count). `pages` 0: it
    has none, or none that can be counted.
    """
    if size == 0:
        yield problem(question, "empty_file")
    if size > question.get("max_bytes", LARGEST_FILE):
        yield problem(question, "file_too_large", max=question.get("max_bytes", LARGEST_FILE))
    if media_type not in question.get("accept", [media_type]):
        yield problem(question, "wrong_file_type", allowed=", ".join(question["accept"]))
    if pages > question.get("max_pages", MOST_PAGES):
        yield problem(question, "too_many_pages", max=question.get("max_pages", MOST_PAGES), count=pages)
