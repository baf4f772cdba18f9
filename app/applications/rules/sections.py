"""How far a section of a form has come."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.calls.rules import forms


class SectionState(StrEnum):
    """As the task list shows it."""

    TODO = "todo"
    DOING = "doing"
    ATTENTION = "attention"
    DONE = "done"


def state_of(definition: forms.Definition, key: str, answers: Mapping[str, Any], *, saved: bool) -> SectionState:
    """Done when nothing is missing or wrong; attention when something given is wrong."""
    if not saved:
        return SectionState.TODO
    problems = forms.check_section(definition, key, answers, complete=True)
    if not problems:
        return SectionState.DONE
    return SectionState.DOING if all(one.code == "required" for one in problems) else SectionState.ATTENTION
