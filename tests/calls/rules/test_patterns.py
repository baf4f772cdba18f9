"""Which regular expressions a form may use: those whose every step the next character decides."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.rules import patterns

TAKEN = [
    "[^a-cb]b", "[^a-cd-f]d", "[^b-da]a",
    "a", "[A-Z]{2}[0-9]{6}", "[A-Z]{2}-?[0-9]{6,8}", "(?:EU|US)[0-9]+", "(EU|US)?[0-9]{3}", r"10\.[0-9]{4,9}/[a-z]+",
    "[^@]+@[^@.]+", "(a|)b", "(a?b?c)*d", "[-a]x", "[a-]x", r"[\-\]]", r"\[a\]", "a{0,1000}", "a{3,}b",
    "ا+ب", "(((((a)))))",
    "(?:ab?c){3}", "a|b|", r"\\", r"\/", "[^a]a", "[^\x01-b]a", "-", "/", "(ab){2}a", "a{1}a",
    "[\U0001f600-\U0001f64f]",
]  # fmt: skip
REFUSED = [
    "[^a-cb]?d", "[^b]?a", "(a", "(a|b",
    "", "[a-z]*a", "(ab|ac)", "a?a", "(a|)a", "(a?|b?)", "(a?){2}", "(a*)*", "(a+)+", "(ab?){2}b", "(a|b)*a",
    ".", r"\d", r"\w+", "^a$", "a$", r"\1", "(a", "a)", "[a", "[]", "[^]", "[b-a]", "a{2,1}", "a{0}", "a{0,0}",
    "a{1001}", "a{1,1001}", "a{", "a{}", "a{x}", "a{1", "a{1,2", "a{99999}", "a{123456}", "*a", "+",
    "?", "{2}", "}", "]", "|a|", "a\\",
    r"\-", "[[a]", "[a&&b]", "[a--b]", "[a~~b]", "[a||b]", "[&&]", "((((((a))))))", "a**", "(?=a)",
    "(?<x>a)", "\x00", "\ud800",
    "[a-z]?[a-c]", "(a?b)?a", "(ab*)*b", "a*(b?a)", "[^a]*b", "a" * 301, "[a-]-]x]", "(a|b?a)", "[\\d]",
    "a{2,3}a", "a{2,}a",
]  # fmt: skip


@pytest.mark.parametrize("pattern", TAKEN)
def test_taken(pattern: str) -> None:
    assert patterns.is_safe(pattern)
    re.compile(patterns.anchored(pattern))


@pytest.mark.parametrize("pattern", [*REFUSED, None, 3, ["a"]])
def test_refused(pattern: object) -> None:
    assert not patterns.is_safe(pattern)


def test_the_longest() -> None:
    assert patterns.is_safe("a" * 300)


def test_anchored_is_the_whole_text() -> None:
    assert patterns.anchored("a|b") == "^(?:a|b)$"


@given(st.text(alphabet="ab[]()|?*+{}12,-^\\.:", max_size=12))
def test_whatever_is_taken_compiles(pattern: str) -> None:
    if patterns.is_safe(pattern):
        re.compile(pattern)
