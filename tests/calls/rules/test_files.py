"""A file is looked at before it becomes an attachment."""

from typing import Any

import pytest

from app.calls.rules.forms import check_file
from app.calls.rules.problems import Problem


def ask(**settings: Any) -> dict[str, Any]:
    return {"key": "q", "type": "file", **settings}


@pytest.mark.parametrize(
    ("media_type", "size", "problems"),
    [
        ("application/pdf", 100, []),
        ("image/png", 1, []),
        ("application/pdf", 0, [Problem("q", "empty_file", {})]),
        ("application/pdf", 101, [Problem("q", "file_too_large", {"max": 100})]),
        ("text/html", 5, [Problem("q", "wrong_file_type", {"allowed": "application/pdf, image/png"})]),
    ],
)
def test_files_are_checked_before_they_are_attached(media_type: str, size: int, problems: list[Problem]) -> None:
    question = ask(accept=["application/pdf", "image/png"], max_bytes=100)
    assert list(check_file(question, media_type=media_type, size=size)) == problems


def test_any_file_where_nothing_is_said() -> None:
    assert list(check_file(ask(), media_type="text/html", size=2**30)) == []
    assert list(check_file(ask(), media_type="text/html", size=2**30 + 1)) == [
        Problem("q", "file_too_large", {"max": 2**30})
    ]


def test_pages_are_counted_where_there_are_any() -> None:
    assert list(check_file(ask(max_pages=2), media_type="application/pdf", size=1, pages=2)) == []
    assert list(check_file(ask(max_pages=2), media_type="application/pdf", size=1, pages=3)) == [
        Problem("q", "too_many_pages", {"max": 2, "count": 3})
    ]
