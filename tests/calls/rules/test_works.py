"""Percentages, repositories, licences, and texts of a form."""

from typing import Any

import pytest

from app.calls.rules.forms import TYPES, UNSET


def ask(kind: str, **settings: Any) -> dict[str, Any]:
    return {"key": "q", "type": kind, "label": {"en": "Q"}, **settings}


def found(kind: str, answer: object, **settings: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(one.code, dict(one.parameters)) for one in TYPES[kind].check(ask(kind, **settings), answer)]


def wrong(kind: str, **settings: Any) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in TYPES[kind].check_settings(ask(kind, **settings), "")]


@pytest.mark.parametrize(
    ("answer", "problems"),
    [
        (0, []), (100, []), (12.5, []), (-1, [("too_small", {"min": "0"})]), (101, [("too_large", {"max": "100"})]),
        ("x", [("not_a_number", {})]),
    ],
)  # fmt: skip
def test_percentages(answer: object, problems: list[Any]) -> None:
    assert found("percentage", answer) == problems


def test_percentages_with_other_bounds() -> None:
    assert found("percentage", 150, max=200) == []
    assert wrong("percentage", max=200) == []
    assert wrong("percentage", min=101) == [("/max", "limits_crossed")]
    assert TYPES["percentage"].schema(ask("percentage")) == {"type": "number", "minimum": 0, "maximum": 100}


@pytest.mark.parametrize(("typed", "read"), [("12,5 %", 12.5), ("%7", 7), ("٪٥", 5), ("%", UNSET), ("few", "few")])
def test_percentages_are_read(typed: str, read: object) -> None:
    assert TYPES["percentage"].clean(ask("percentage"), {"": [typed]}) == read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("github.com/A/b/tree/main?x#y", "https://github.com/A/b"),
        ("http://WWW.github.com/a/b/", "https://github.com/a/b"),
        ("git+https://github.com/a/b.git", "https://github.com/a/b"),
        ("ssh://git@codeberg.org/a/b.git", "https://codeberg.org/a/b"),
        ("https://gitlab.com/g/s/p/-/issues", "https://gitlab.com/g/s/p"),
        ("https://gitlab.com/g/p", "https://gitlab.com/g/p"),
        ("https://git.example.org/x?y", "https://git.example.org/x"),
        ("https://huggingface.co/datasets/a/b/tree/main", "https://huggingface.co/datasets/a/b"),
        ("https://huggingface.co/a/b/tree/main", "https://huggingface.co/a/b"),
    ],
)
def test_repositories(typed: str, kept: str) -> None:
    assert TYPES["repository"].clean(ask("repository"), {"": [typed]}) == kept
    assert found("repository", typed) == []
    assert found("repository", kept) == []


@pytest.mark.parametrize(
    "typed",
    ["x", "https://github.com", "https://github.com/a", "https://gitlab.com/a", "https://gitlab.com/a/-/b", "a@b.org",
     "https://github.com/a/.git", "https://huggingface.co/datasets/a", "https://user@github.com/a/b", "ftp://a.org/b"],
)  # fmt: skip
def test_no_repositories(typed: str) -> None:
    assert found("repository", typed) == [("not_a_repository", {})]
    assert TYPES["repository"].clean(ask("repository"), {"": [typed]}) == typed


def test_hosts() -> None:
    assert found("repository", 3) == [("not_a_repository", {})]
    assert found("repository", "https://codeberg.org/a/b", hosts=["codeberg.org"]) == []
    assert found("repository", "https://github.com/a/b", hosts=["codeberg.org", "gitlab.com"]) == [
        ("wrong_host", {"allowed": "codeberg.org, gitlab.com"})
    ]
    assert wrong("repository", hosts=["codeberg.org"]) == []
    for hosts in ([], ["x"], ["Codeberg.org"], "codeberg.org", [1]):
        assert wrong("repository", hosts=hosts) == [("/hosts", "bad_limit")]
    assert TYPES["repository"].clean(ask("repository"), {}) is UNSET
    assert TYPES["repository"].schema(ask("repository")) == {"type": "string", "maxLength": 2148}


def test_licences() -> None:
    assert found("licence", "mit or Apache-2.0") == []
    assert found("licence", "CC-BY-NC-4.0") == []
    assert found("licence", "CC-BY-NC-4.0", open_only=True) == [("not_open", {"licence": "CC-BY-NC-4.0"})]
    assert found("licence", "CC-BY-NC-4.0 OR MIT", open_only=True) == []
    assert found("licence", "mine") == found("licence", 3) == [("not_a_licence", {})]
    assert wrong("licence", open_only="yes") == [("/open_only", "bad_limit")]
    assert TYPES["licence"].clean(ask("licence"), {"": [" mit "]}) == "MIT"
    assert TYPES["licence"].clean(ask("licence"), {"": ["mine"]}) == "mine"
    assert TYPES["licence"].clean(ask("licence"), {}) is UNSET
    assert TYPES["licence"].schema(ask("licence")) == {"type": "string", "minLength": 1, "maxLength": 500}


def test_texts_of_a_form() -> None:
    assert found("short_text", "AB12", pattern="[A-Z]{2}[0-9]{2}") == []
    assert found("short_text", "AB123", pattern="[A-Z]{2}[0-9]{2}") == [("wrong_pattern", {})]
    assert wrong("short_text", pattern="(a+)+") == [("/pattern", "bad_limit")]
    assert found("short_text", "ab", min_characters=3) == [("too_few_characters", {"limit": 3, "count": 2})]
    assert found("short_text", "abc", min_characters=3) == []
    assert found("long_text", "one two", min_words=3) == [("too_few_words", {"limit": 3, "count": 2})]
    assert found("long_text", "one two three", min_words=3, max_words=3) == []
    assert wrong("long_text", min_words=3, max_words=2) == [("/max_words", "limits_crossed")]
    schema = TYPES["short_text"].schema(ask("short_text", pattern="a|b", min_characters=2))
    assert schema == {"type": "string", "maxLength": 500, "minLength": 2, "pattern": "^(?:a|b)$"}
