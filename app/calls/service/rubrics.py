"""Versions of a stage's rubric: edited as a working copy, checked when they come into force."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.calls import policy, queries
from app.calls.errors import BadDefinition, NothingToAdopt
from app.calls.events import RubricChanged
from app.calls.models import Call, RubricVersion, Stage
from app.calls.rules import publishing, rubrics
from app.kernel.access import authorize
from app.kernel.work import Work


def change(work: Work, stage_id: UUID, definition: Mapping[str, Any]) -> RubricVersion:
    """Put a whole rubric in force: the same version while the call is a draft, a new one once it is public.

    Raises BadDefinition with every problem.
    """
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if problems := rubrics.check_rubric(definition):
        raise BadDefinition(problems)
    version = _write(work, stage, call, definition)
    _put_in_force(work, stage, version)
    return version


def draft(work: Work, stage_id: UUID, definition: Mapping[str, Any]) -> RubricVersion:
    """Keep an edit. In a draft call it counts at once; in a public one it waits as a working copy for `adopt`.

    The rubric may be unfinished; BadDefinition with what even that may not have.
    """
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if bad := publishing.broken(rubrics.check_rubric(definition)):
        raise BadDefinition(bad)
    version = _write(work, stage, call, definition)
    if call.published_at is None:
        _put_in_force(work, stage, version)
    return version


def adopt(work: Work, stage_id: UUID) -> RubricVersion:
    """Put the working copy in force. NothingToAdopt without one, BadDefinition if it is unfinished."""
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    version = queries.find_latest_rubric(work, stage_id)
    if version is None or version.number == stage.rubric_version:
        raise NothingToAdopt
    if problems := rubrics.check_rubric(version.definition):
        raise BadDefinition(problems)
    _put_in_force(work, stage, version)
    return version


def _write(work: Work, stage: Stage, call: Call, definition: Mapping[str, Any]) -> RubricVersion:
    """The row that takes the edit: the version in force while the call is a draft, else the one after it."""
    latest = queries.find_latest_rubric(work, stage.id)
    number = max(stage.rubric_version, 1) if call.published_at is None else stage.rubric_version + 1
    if latest is None or latest.number < number:
        latest = RubricVersion(stage_id=stage.id, number=number, definition={}, created_at=work.now)
        work.session.add(latest)
    latest.definition = dict(definition)
    work.session.flush()
    return latest


def _put_in_force(work: Work, stage: Stage, version: RubricVersion) -> None:
    stage.rubric_version = version.number
    work.session.flush()
    work.emit(RubricChanged(subject_id=stage.id, call_id=stage.call_id, number=version.number))
