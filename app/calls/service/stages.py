"""Adding stages to a call and changing them."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.calls import policy, queries
from app.calls.events import CallChanged
from app.calls.models import Stage
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
