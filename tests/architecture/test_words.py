"""Every code that a rule, a page or a deed can give is put into words, in English and in French."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from app import wiring
from app.applications import forms as applications_forms
from app.calls.forms import words as calls_words
from app.kernel import i18n
from app.kernel.http import problems
from app.kernel.i18n import Lazy
from app.reviews import forms as reviews_forms
from tests.architecture.source import ROOT, Source, sources

RUBRICS = "rubrics"


def name_of(node: ast.expr) -> str:
    """What a call calls, without its module."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def calls() -> list[tuple[Source, ast.Call]]:
    """Every call in the program."""
    return [(source, node) for source in sources(ROOT) for node in source.nodes if isinstance(node, ast.Call)]


def constants(node: ast.expr | None) -> Iterator[str]:
    """The texts an expression can be: itself, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def codes(*makers: str, at: int) -> set[tuple[bool, str]]:
    """(whether a rubric's rules say it, code) for the argument at `at` of every call of one of `makers`."""
    found = set()
    for source, call in calls():
        if name_of(call.func) in makers and len(call.args) > at:
            found |= {(RUBRICS in source.parts, code) for code in constants(call.args[at])}
    return found


def test_every_problem_of_an_answer_has_words() -> None:
    given = {code for rubric, code in codes("Problem", "problem", at=1) if not rubric}
    assert len(given) > 20
    assert sorted(given - set(applications_forms.PROBLEMS)) == []


def test_every_problem_of_a_mark_has_words() -> None:
    given = {code for rubric, code in codes("Problem", at=1) if rubric}
    assert given == set(reviews_forms.PROBLEMS)


def test_every_problem_of_a_definition_has_words() -> None:
    given = {code for _, code in codes("DefinitionProblem", at=1)}
    assert sorted(given - set(calls_words._PROBLEMS)) == []


def test_every_gap_has_words() -> None:
    given = {code for _, code in codes("Gap", at=0)}
    assert sorted(given - set(calls_words.GAPS)) == []


def test_every_code_of_a_field_has_words() -> None:
    worded = set(wiring.SENTENCES) | set(problems.SENTENCES) | set(calls_words._FIELDS)
    # Said to programs alone, which are told the code itself.
    worded |= {"not_a_quoted_string", "not_a_cursor", "unknown_phase"}
    given = {
        code
        for _, call in calls()
        if name_of(call.func) == "Invalid"
        for keyword in call.keywords
        if keyword.arg
        for code in constants(keyword.value)
    }
    assert sorted(given - worded) == []


def test_every_note_has_words() -> None:
    given = {
        code
        for _, call in calls()
        if name_of(call.func) == "redirect"
        for keyword in call.keywords
        if keyword.arg == "note"
        for code in constants(keyword.value)
    }
    assert len(given) > 30
    assert sorted(given - set(wiring.NOTES)) == []


def tables() -> dict[str, dict[str, object]]:
    """Every table of words by its name."""
    return {
        "sentences": {**problems.SENTENCES, **wiring.SENTENCES},
        "notes": dict(wiring.NOTES),
        "answers": dict(applications_forms.PROBLEMS),
        "marks": dict(reviews_forms.PROBLEMS),
        "definitions": dict(calls_words._PROBLEMS),
        "gaps": dict(calls_words.GAPS),
        "fields": dict(calls_words._FIELDS),
    }


@pytest.mark.parametrize("table", sorted(tables()))
def test_every_word_is_french_too(table: str) -> None:
    said = {code: words.message if isinstance(words, Lazy) else str(words) for code, words in tables()[table].items()}
    french = i18n.messages("fr")
    assert sorted(code for code, english in said.items() if french.one(english) == english) == []
