"""Opening a space and bringing people into it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.applications.types import State
from app.calls.rules.questions.contacts import is_email
from app.kernel.access import authorize
from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.spaces import policy, queries, rules
from app.spaces.errors import InvitationOver, NotAccepted
from app.spaces.events import SpaceMemberInvited, SpaceMemberJoined, SpaceOpened
from app.spaces.models import Space, SpaceInvitation, SpaceMember
from app.spaces.types import SpaceRole, SpaceState

INVITATION_LASTS = timedelta(days=14)


def open_space(work: Work, reference: str, summary: str = "") -> str:
    """Open the space of an accepted project with its team; returns the slug. Safe to repeat."""
    project = queries.get_project(work, reference)
    authorize(policy.can_open(work.actor, project.programme_id))
    if project.state != State.ACCEPTED:
        raise NotAccepted
    slug = rules.slug_for(project.title, project.reference)
    values = {
        "id": new_id(),
        "application_id": project.id,
        "slug": slug,
        "name": project.title,
        "summary": summary,
        "state": SpaceState.ACTIVE,
        "opened_at": work.now,
    }
    made = insert(Space).values(values).on_conflict_do_nothing().returning(Space.id)
    space_id = work.session.scalar(made)
    if space_id is None:
        return work.session.scalars(select(Space.slug).where(Space.application_id == project.id)).one()
    for person_id, role in project.team:
        _join(work, space_id, person_id, rules.role_for(role))
    work.emit(SpaceOpened(subject_id=space_id, application_id=project.id))
    return slug


def invite(work: Work, slug: str, email: str, role: SpaceRole) -> UUID:
    """Invite somebody by e-mail; the link lasts 14 days. Raises Invalid(email)."""
    space = queries.get_space(work, slug)
    authorize(policy.can_lead(work.actor, space.role))
    if not is_email(email):
        raise Invalid(email="not_an_email")
    assert work.actor.id is not None
    invitation = SpaceInvitation(
        id=new_id(),
        space_id=space.id,
        email=email,
        role=role,
        invited_by=work.actor.id,
        created_at=work.now,
        expires_at=work.now + INVITATION_LASTS,
        accepted_at=None,
        revoked_at=None,
    )
    work.session.add(invitation)
    work.emit(SpaceMemberInvited(subject_id=invitation.id, space_id=space.id, invitation_id=invitation.id))
    return invitation.id


def join(work: Work, invitation_id: UUID) -> str:
    """Take up an invitation; returns the space's slug. Raises InvitationOver."""
    authorize(policy.can_join(work.actor))
    invitation, slug, _name = queries.get_invitation(work, invitation_id)
    work.session.refresh(invitation, with_for_update=True)
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at < work.now:
        raise InvitationOver
    assert work.actor.id is not None
    invitation.accepted_at = work.now
    _join(work, invitation.space_id, work.actor.id, SpaceRole(invitation.role))
    return slug


def _join(work: Work, space_id: UUID, person_id: UUID, role: SpaceRole) -> None:
    values = {"id": new_id(), "space_id": space_id, "person_id": person_id, "role": role, "joined_at": work.now}
    made = insert(SpaceMember).values(values).on_conflict_do_nothing().returning(SpaceMember.id)
    member_id = work.session.scalar(made)
    if member_id is not None:
        work.emit(SpaceMemberJoined(subject_id=member_id, space_id=space_id, role=role))
