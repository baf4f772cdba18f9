"""Giving roles."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.identity import policy
from app.identity.events import RoleGranted
from app.identity.models import RoleGrant
from app.identity.types import Role
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


def grant(work: Work, person_id: UUID, role: Role, scope_id: UUID | None) -> None:
    """Give a person a role on a programme, or on the platform; safe to repeat."""
    authorize(policy.can_grant(work.actor))
    values = {"id": new_id(), "person_id": person_id, "role": role, "scope_id": scope_id, "granted_at": work.now}
    made = insert(RoleGrant).values(values).on_conflict_do_nothing().returning(RoleGrant.id)
    if work.session.scalar(made) is not None:
        work.emit(RoleGranted(subject_id=person_id, role=role, scope_id=scope_id))
