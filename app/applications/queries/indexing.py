"""What the index of lists is made from: applications with what they sent last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from app.applications import policy
from app.applications.models import Application, ApplicationIndex, Submission
from app.applications.rules.indexing import REVISION, Facts
from app.calls import policy as call_policy
from app.calls.models import Call, FormVersion, Stage
from app.identity.models import Organisation
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Sent:
    """An application with its last submission and the form that this answers."""

    application_id: UUID
    submission_id: UUID
    definition: Mapping[str, Any]
    answers: Mapping[str, Any]
    facts: Facts


def list_sent(work: Work, ids: Collection[UUID]) -> list[Sent]:
    """Those of the applications that were ever sent."""
    statement = (
        select(
            *(Application.id, Submission.id, Submission.stage_id, Submission.form_version),
            Submission.content["answers"],
            *(
                Application.call_id,
                Application.reference,
                Application.title,
                Application.locale,
                Submission.submitted_at,
            ),
            *(Organisation.name, Organisation.country),
        )
        .join(Submission, Submission.application_id == Application.id)
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .where(Application.id.in_(ids), policy.visible_to(work.actor))
        .order_by(Application.id, Submission.submitted_at.desc(), Submission.number.desc())
        .ext(distinct_on(Application.id))
    )
    rows = work.session.execute(statement).all()
    forms = _forms(work, {(row.stage_id, row.form_version) for row in rows})
    return [_sent(row, forms[row.stage_id, row.form_version]) for row in rows]


def _sent(row: Any, definition: Mapping[str, Any]) -> Sent:
    application_id, submission_id, _stage, _version, answers, *facts = row
    return Sent(application_id, submission_id, definition, answers, Facts(*facts))


def _forms(work: Work, wanted: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], Mapping[str, Any]]:
    statement = (
        select(FormVersion.stage_id, FormVersion.number, FormVersion.definition)
        .join(Stage, FormVersion.stage_id == Stage.id)
        .join(Call, Stage.call_id == Call.id)
        .where(tuple_(FormVersion.stage_id, FormVersion.number).in_(wanted), call_policy.visible_to(work.actor))
    )
    return {(stage, number): definition for stage, number, definition in work.session.execute(statement)}


def lock_stale(work: Work, size: int) -> list[UUID]:
    """Applications indexed by earlier rules, locked until the work ends; those that others hold are left for later."""
    statement = (
        select(Application.id)
        .join(ApplicationIndex, ApplicationIndex.application_id == Application.id)
        .where(ApplicationIndex.revision < REVISION, policy.visible_to(work.actor))
        .limit(size)
        .with_for_update(of=Application, skip_locked=True)
    )
    return list(work.session.scalars(statement))
