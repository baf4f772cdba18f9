"""The stage that a builder's page works on, and its form and rubric as last edited."""

from typing import Any
from uuid import UUID

from app.calls import policy, queries
from app.calls.errors import BadDefinition
from app.calls.forms import word_field, word_problem
from app.calls.models import Call
from app.calls.queries import StageSheet
from app.calls.rules import editing
from app.calls.rules.problems import DefinitionProblem
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.work import Work


def open_stage(work: Work, slug: str, position: int) -> tuple[Call, StageSheet]:
    """A call the actor may change, and one of its stages; NotFound without it."""
    call = queries.get_run_call(work, slug)
    authorize(policy.can_run(work.actor, call.programme_id))
    stage = next((sheet for sheet in queries.list_stages(work, call.id) if sheet.position == position), None)
    if stage is None:
        raise NotFound
    return call, stage


def worded(errors: dict[str, str]) -> dict[str, str]:
    """Error codes by field as sentences."""
    return {name: word_field(code) for name, code in errors.items()}


def worded_problems(refusal: BadDefinition, field: str) -> dict[str, str]:
    """A definition's problems as sentences, the first at `field` and the others without one."""
    found = [word_problem(problem) for problem in refusal.problems if isinstance(problem, DefinitionProblem)]
    return {field: " · ".join(found[:10])}


def latest_form(work: Work, stage_id: UUID) -> tuple[dict[str, Any], int]:
    """The form's definition as last edited and its number; an empty one before there is any."""
    version = queries.find_latest_form(work, stage_id)
    return (version.definition, version.number) if version else (dict(editing.EMPTY_FORM), 0)


def latest_rubric(work: Work, stage_id: UUID) -> tuple[dict[str, Any], int]:
    """The rubric as last edited and its number; an empty one before there is any."""
    version = queries.find_latest_rubric(work, stage_id)
    return (version.definition, version.number) if version else (dict(editing.EMPTY_RUBRIC), 0)


def home(slug: str, what: str, stage: int) -> str:
    """Where the form or the rubric of a stage is edited."""
    return f"/manage/calls/{slug}/{what}" + (f"?stage={stage}" if stage > 1 else "")
