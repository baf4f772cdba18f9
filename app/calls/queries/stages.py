"""Stages with the form and rubric in force, and earlier versions of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, or_, select

from app.calls import policy
from app.calls.models import Call, FormVersion, RubricVersion, Stage
from app.calls.rules import texts
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class StageSheet:
    """A stage with what is in force: the form with its JSON Schema, the rubric. None before there is one."""

    id: UUID
    call_id: UUID
    position: int
    name: dict[str, Any]
    policy: dict[str, Any]
    form_version: int
    form: dict[str, Any] | None
    schema: dict[str, Any] | None
    rubric_version: int
    rubric: dict[str, Any] | None


def localized(text: Mapping[str, str], language: str) -> str:
    """The text in a language, or in the nearest there is."""
    return texts.translate(text, language)[0]


def list_stages(work: Work, call_id: UUID) -> list[StageSheet]:
    """The stages of a call in order, each with what is in force."""
    return [StageSheet(*row) for row in work.read(_of_call, call_id=call_id)]


def get_stage(work: Work, stage_id: UUID) -> StageSheet:
    """One stage with what is in force; NotFound where there is none for the actor."""
    return _one(work.read_one(_by_id, stage_id=stage_id))


def find_current_stage(work: Work, call_id: UUID, position: int = 1) -> StageSheet:
    """The stage at which a call takes applications: the first, or the one at `position`; NotFound without it."""
    return _one(work.read_one(_at_position, call_id=call_id, position=position))


def lock_stage(work: Work, stage_id: UUID) -> tuple[Stage, Call]:
    """A stage and its call, both locked until the work ends; NotFound where there is none for the actor."""
    visible = policy.visible_to(work.actor)
    statement = select(Stage, Call).join(Call, Call.id == Stage.call_id).where(Stage.id == stage_id, visible)
    row = work.session.execute(statement.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def get_form_version(work: Work, stage_id: UUID, number: int) -> FormVersion:
    """A version of a stage's form; NotFound where there is none for the actor."""
    statement = (
        select(FormVersion)
        .join(Stage, Stage.id == FormVersion.stage_id)
        .join(Call, Call.id == Stage.call_id)
        .where(FormVersion.stage_id == stage_id, FormVersion.number == number, policy.visible_to(work.actor))
        .where(or_(FormVersion.number <= Stage.form_version, policy.run_by(work.actor)))
    )
    found = work.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def get_rubric_version(work: Work, stage_id: UUID, number: int) -> RubricVersion:
    """A version of a stage's rubric; NotFound where there is none for the actor."""
    statement = (
        select(RubricVersion)
        .join(Stage, Stage.id == RubricVersion.stage_id)
        .join(Call, Call.id == Stage.call_id)
        .where(RubricVersion.stage_id == stage_id, RubricVersion.number == number, policy.visible_to(work.actor))
        .where(or_(RubricVersion.number <= Stage.rubric_version, policy.run_by(work.actor)))
    )
    found = work.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def find_latest_form(work: Work, stage_id: UUID) -> FormVersion | None:
    """The form as last edited by those who run the call: what is in force, or the working copy after it."""
    statement = (
        select(FormVersion)
        .join(Stage, Stage.id == FormVersion.stage_id)
        .join(Call, Call.id == Stage.call_id)
        .where(FormVersion.stage_id == stage_id, policy.run_by(work.actor))
    )
    return work.session.scalar(statement.order_by(FormVersion.number.desc()).limit(1))


def find_latest_rubric(work: Work, stage_id: UUID) -> RubricVersion | None:
    """The rubric as last edited by those who run the call: what is in force, or the working copy after it."""
    statement = (
        select(RubricVersion)
        .join(Stage, Stage.id == RubricVersion.stage_id)
        .join(Call, Call.id == Stage.call_id)
        .where(RubricVersion.stage_id == stage_id, policy.run_by(work.actor))
    )
    return work.session.scalar(statement.order_by(RubricVersion.number.desc()).limit(1))


def _of_call(actor: Principal) -> Select[Any]:
    return _sheets(actor).where(Stage.call_id == bindparam("call_id")).order_by(Stage.position)


def _by_id(actor: Principal) -> Select[Any]:
    return _sheets(actor).where(Stage.id == bindparam("stage_id"))


def _at_position(actor: Principal) -> Select[Any]:
    return _of_call(actor).where(Stage.position == bindparam("position"))


def _sheets(actor: Principal) -> Select[Any]:
    form = and_(FormVersion.stage_id == Stage.id, FormVersion.number == Stage.form_version)
    rubric = and_(RubricVersion.stage_id == Stage.id, RubricVersion.number == Stage.rubric_version)
    return (
        select(
            Stage.id,
            Stage.call_id,
            Stage.position,
            Stage.name,
            Stage.policy,
            Stage.form_version,
            FormVersion.definition,
            FormVersion.schema,
            Stage.rubric_version,
            RubricVersion.definition,
        )
        .join(Call, Call.id == Stage.call_id)
        .outerjoin(FormVersion, form)
        .outerjoin(RubricVersion, rubric)
        .where(policy.visible_to(actor))
    )


def _one(row: Any | None) -> StageSheet:
    if row is None:
        raise NotFound
    return StageSheet(*row)
