"""Giving roles, and ending them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.identity import policy
from app.identity.errors import NobodyManages
from app.identity.events import RoleEnded, RoleGranted
from app.identity.models import RoleGrant
from app.identity.types import Role
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


def grant(work: Work, person_id: UUID, role: Role, scope_id: UUID | None) -> None:
    """Give a person a role on a programme, or on the platform; safe to repeat."""
    authorize(policy.can_give_role(work, role, scope_id))
    values = {"id": new_id(), "person_id": person_id, "role": role, "scope_id": scope_id, "granted_at": work.now}
    made = insert(RoleGrant).values(values).on_conflict_do_nothing().returning(RoleGrant.id)
    if work.session.scalar(made) is not None:
        work.emit(RoleGranted(subject_id=person_id, role=role, scope_id=scope_id))


def end(work: Work, person_id: UUID, role: Role, scope_id: UUID) -> None:
    """End a person's role on a programme, felt at their next request; safe to repeat.

    Raises NobodyManages: a programme is handed on, never left behind.
    """
    authorize(policy.can_give_role(work, role, scope_id))
    statement = select(RoleGrant).where(RoleGrant.scope_id == scope_id, RoleGrant.role == role).order_by(RoleGrant.id)
    held = work.session.scalars(statement.with_for_update()).all()
    ending = next((one for one in held if one.person_id == person_id), None)
    if ending is None:
        return
    if role == Role.MANAGER and len(held) == 1:
        raise NobodyManages
    work.session.delete(ending)
    work.emit(RoleEnded(subject_id=person_id, role=role, scope_id=scope_id))
