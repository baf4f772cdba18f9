"""Teams and the invitations into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from app.applications import policy
from app.applications.models import Application, Invitation, Member
from app.applications.queries import entries
from app.applications.types import Entry
from app.calls import policy as call_policy
from app.calls.models import Call
from app.identity.models import Person
from app.kernel import statements
from app.kernel.errors import NotFound
from app.kernel.principals import Principal
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Someone in a team."""

    person_id: UUID
    name: str
    role: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation, as its sender, its mail and its receiver see it."""

    id: UUID
    email: str
    role: str
    created_at: datetime
    expires_at: datetime
    is_over: bool
    application_id: UUID
    reference: str
    title: str
    call_title: Mapping[str, str]
    inviter: str


def find_known(work: Work, reference: str) -> UUID:
    """The id of an application whose people the actor may know; NotFound otherwise."""
    entry = entries.get_by_reference(work, reference)
    if not policy.can_see_team(work.actor, entry):
        raise NotFound
    return entry.id


def list_members(work: Work, entry: Entry) -> list[MemberRow]:
    """Who is in the team, for those who may know; nobody for others."""
    if not policy.can_see_team(work.actor, entry):
        return []
    return [MemberRow(*row) for row in work.read(_members, application_id=entry.id)]


def _members(actor: Principal) -> statements.Statement:
    return (
        select(Member.person_id, Person.name, Member.role, Member.joined_at)
        .join(Application, Member.application_id == Application.id)
        .join(Person, Member.person_id == Person.id)
        .where(Member.application_id == bindparam("application_id"), policy.visible_to(actor))
        .order_by(Member.joined_at, Member.id)
    )


def list_invitations(work: Work, entry: Entry) -> list[InvitationRow]:
    """Invitations that wait for an answer; only for those who may invite."""
    if not policy.can_invite(work.actor, entry):
        return []
    waiting = Invitation.accepted_at.is_(None) & Invitation.revoked_at.is_(None) & (Invitation.expires_at > work.now)
    return _invitations(work, Invitation.application_id == entry.id, waiting)


def get_invitation(work: Work, invitation_id: UUID) -> InvitationRow:
    """An invitation by its id, which only its signed link and our own mail know; NotFound if there is none."""
    found = _invitations(work, Invitation.id == invitation_id)
    if not found:
        raise NotFound
    return found[0]


def _invitations(work: Work, *conditions: ColumnElement[bool]) -> list[InvitationRow]:
    over = (
        Invitation.accepted_at.is_not(None) | Invitation.revoked_at.is_not(None) | (Invitation.expires_at <= work.now)
    )
    statement = (
        select(
            *(Invitation.id, Invitation.email, Invitation.role, Invitation.created_at, Invitation.expires_at, over),
            *(Application.id, Application.reference, Application.title, Call.title, Person.name),
        )
        .join(Application, Invitation.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .join(Person, Invitation.invited_by == Person.id)
        .where(*conditions, call_policy.visible_to(work.actor))
        .order_by(Invitation.id)
    )
    return [InvitationRow(*row) for row in work.session.execute(statement)]
