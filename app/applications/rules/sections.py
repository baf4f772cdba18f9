"""How far each section of a form has come."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.calls.rules import forms


class Progress(StrEnum):
    """What the task list says of a section."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    NEEDS_ATTENTION = "needs_attention"
    DONE = "done"


def section_state(definition: forms.Definition, section: str, answers: Mapping[str, Any]) -> Progress:
    """The state of one section.

    Untouched: not started. An answer is wrong: needs attention. Nothing wrong, but required answers
    missing: in progress. Else done. A section without required questions need not be started to submit.
    """
    given = [one for one in forms.questions(definition, section) if one["key"] in answers]
    if all(forms.type_of(one).is_blank(answers[one["key"]]) for one in given):
        return Progress.NOT_STARTED
    if forms.check_section(definition, section, answers, complete=False):
        return Progress.NEEDS_ATTENTION
    missing = forms.check_section(definition, section, answers, complete=True)
    return Progress.IN_PROGRESS if missing else Progress.DONE


def section_states(definition: forms.Definition, answers: Mapping[str, Any]) -> dict[str, Progress]:
    """The state of every section by its key, in order."""
    return {part["key"]: section_state(definition, part["key"], answers) for part in definition["sections"]}
