"""How far a section of a form has come."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.calls.rules import forms


class SectionState(StrEnum):
    """Not started, in progress, needs attention, done: as the task list shows it."""

    TODO = "todo"
    DOING = "doing"
    ATTENTION = "attention"
    DONE = "done"


def state_of(definition: forms.Definition, key: str, answers: Mapping[str, Any], *, saved: bool) -> SectionState:
    """The state of the section `key`, whose answers were `saved` at least once.

    Something given is wrong: attention. Only required answers are missing: doing. Else done, even when
    nothing was answered that need not be. Answers to other sections are let be.
    """
    if not saved:
        return SectionState.TODO
    problems = forms.check_section(definition, key, answers, complete=True)
    if not problems:
        return SectionState.DONE
    return SectionState.DOING if all(one.code == "required" for one in problems) else SectionState.ATTENTION
