"""Adding stages to a call, changing them, and taking them out while it is a draft."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.calls import policy, queries
from app.calls.errors import StageInUse, StagesFixed
from app.calls.events import CallChanged
from app.calls.models import Call, FormVersion, RubricVersion, Stage
from app.calls.types import DEFAULT_POLICY, Text
from app.kernel.access import authorize
from app.kernel.work import Work


def add(work: Work, call_id: UUID, *, name: Text, review_policy: dict[str, Any] | None = None) -> Stage:
    """A new last stage, without form and rubric; `review_policy` is {"reviews_wanted": int, "blind": bool}."""
    call = queries.lock_call(work, call_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    last = work.session.scalar(select(func.max(Stage.position)).where(Stage.call_id == call_id))
    stage = Stage(
        call_id=call_id,
        position=(last or 0) + 1,
        name=name,
        policy={**DEFAULT_POLICY, **(review_policy or {})},
        form_version=0,
        rubric_version=0,
    )
    work.session.add(stage)
    work.session.flush()
    work.emit(CallChanged(subject_id=call_id, programme_id=call.programme_id, changed=["stages"]))
    return stage


def change(work: Work, stage_id: UUID, *, name: Text, review_policy: dict[str, Any]) -> Stage:
    """Set the name and review policy of a stage."""
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    stage.name, stage.policy = name, {**stage.policy, **review_policy}
    work.session.flush()
    work.emit(CallChanged(subject_id=call.id, programme_id=call.programme_id, changed=["stages"]))
    return stage


def move(work: Work, stage_id: UUID, by: int) -> None:
    """Move a stage one place up (-1) or down (1) in a draft call; at an end it stays. Raises StagesFixed."""
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    _check_draft(call)
    stages = _in_order(work, call.id)
    at = stages.index(stage)
    if not 0 <= at + by < len(stages):
        return
    stages[at], stages[at + by] = stages[at + by], stages[at]
    _number(work, stages)
    work.emit(CallChanged(subject_id=call.id, programme_id=call.programme_id, changed=["stages"]))


def remove(work: Work, stage_id: UUID) -> None:
    """Take a stage out of a draft call, with its form and rubric. Raises StagesFixed, StageInUse."""
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    _check_draft(call)
    try:
        with work.session.begin_nested():
            for version in (FormVersion, RubricVersion):
                work.session.execute(delete(version).where(version.stage_id == stage_id))
            work.session.delete(stage)
    except IntegrityError as error:
        raise StageInUse from error
    _number(work, _in_order(work, call.id))
    work.emit(CallChanged(subject_id=call.id, programme_id=call.programme_id, changed=["stages"]))


def _check_draft(call: Call) -> None:
    if call.published_at is not None:
        raise StagesFixed


def _in_order(work: Work, call_id: UUID) -> list[Stage]:
    return list(work.session.scalars(select(Stage).where(Stage.call_id == call_id).order_by(Stage.position)))


def _number(work: Work, stages: Sequence[Stage]) -> None:
    """Number the stages from 1; first out of the way, since no two may ever have the same number."""
    for sign in (-1, 1):
        for number, stage in enumerate(stages, 1):
            stage.position = sign * number
        work.session.flush()
