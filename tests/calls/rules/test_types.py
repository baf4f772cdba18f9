"""A type of question that says nothing of its answers cannot be made, let alone registered."""

import inspect

import pytest

from app.calls.rules.questions import TYPES, QuestionType


def test_a_type_without_its_rules_cannot_be_made() -> None:
    class Silent(QuestionType):
        """Checks nothing and describes nothing."""

    with pytest.raises(TypeError, match=r"abstract methods? .*check.*schema"):
        Silent()  # type: ignore[abstract]  # what this is about


def test_every_registered_type_has_both() -> None:
    assert [name for name, kind in TYPES.items() if inspect.isabstract(type(kind))] == []
