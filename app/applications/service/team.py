"""Who works on an application together."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from app.applications import policy, queries
from app.applications.errors import InvitationUsed, LastLead
from app.applications.events import MemberInvited, MemberJoined, MemberRemoved
from app.applications.models import Application, Invitation, Member
from app.applications.service import sight
from app.applications.types import Entry, Role
from app.calls.rules.questions.contacts import is_email
from app.kernel.access import authorize
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.principals import Person
from app.kernel.work import Work

GOOD_FOR = timedelta(days=14)


def invite(work: Work, application_id: UUID, email: str, role: str) -> UUID:
    """Ask somebody into the team by e-mail; an older invitation to the address ends. Returns its id.

    Raises Invalid(email, role), Forbidden.
    """
    entry = _locked(work, application_id)
    authorize(policy.can_invite(work.actor, entry))
    if not is_email(email):
        raise Invalid(email="not_an_email")
    if role not in set(Role):
        raise Invalid(role="not_an_option")
    if not isinstance(work.actor, Person):
        raise Forbidden("sign_in_required")
    _revoke(work, application_id, func.lower(Invitation.email) == email.lower())
    invitation = Invitation(
        application_id=application_id,
        email=email,
        role=role,
        invited_by=work.actor.id,
        created_at=work.now,
        expires_at=work.now + GOOD_FOR,
    )
    work.session.add(invitation)
    work.session.flush()
    work.emit(MemberInvited(subject_id=application_id, application_id=application_id, invitation_id=invitation.id))
    return invitation.id


def revoke(work: Work, application_id: UUID, invitation_id: UUID) -> None:
    """Take an invitation back; nothing happens if it is over already."""
    entry = _locked(work, application_id)
    authorize(policy.can_invite(work.actor, entry))
    _revoke(work, application_id, Invitation.id == invitation_id)


def join(work: Work, invitation_id: UUID) -> str:
    """Use an invitation, once; returns the application's reference. Raises InvitationUsed, Forbidden."""
    authorize(policy.can_join(work.actor))
    invitation = work.session.scalar(select(Invitation).where(Invitation.id == invitation_id).with_for_update())
    if invitation is None or work.actor.id is None:
        raise NotFound
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= work.now:
        raise InvitationUsed
    application = work.session.get_one(Application, invitation.application_id)
    invitation.accepted_at = work.now
    if _member(work, application.id, work.actor.id) is None:
        member = Member(
            application_id=application.id, person_id=work.actor.id, role=invitation.role, joined_at=work.now
        )
        work.session.add(member)
        event = MemberJoined(
            subject_id=application.id, application_id=application.id, person_id=work.actor.id, role=invitation.role
        )
        work.emit(event)
    return application.reference


def remove(work: Work, application_id: UUID, person_id: UUID) -> None:
    """Take somebody out of the team, or leave it. Raises LastLead, Forbidden.

    Who was in a team is in conflict for good: to them the application exists no longer, whatever else they are.
    """
    entry = _locked(work, application_id)
    ruling = policy.can_leave(work.actor, entry, person_id)
    authorize(ruling)
    member = _member(work, application_id, person_id)
    if member is None:
        raise NotFound
    if member.role == Role.LEAD and _count_leads(work, application_id) == 1:
        raise LastLead
    work.session.delete(member)
    sight.bar(work, ruling, application_id, person_id, cause_id=member.id)
    work.emit(MemberRemoved(subject_id=application_id, application_id=application_id, person_id=person_id))


def _locked(work: Work, application_id: UUID) -> Entry:
    queries.lock(work, application_id)
    return queries.get_entry(work, application_id)


def _revoke(work: Work, application_id: UUID, which: object) -> None:
    waiting = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    statement = update(Invitation).where(Invitation.application_id == application_id, *waiting)
    work.session.execute(statement.where(which).values(revoked_at=work.now))  # type: ignore[arg-type]  # a condition


def _member(work: Work, application_id: UUID, person_id: UUID) -> Member | None:
    statement = select(Member).where(Member.application_id == application_id, Member.person_id == person_id)
    return work.session.scalar(statement)


def _count_leads(work: Work, application_id: UUID) -> int:
    statement = select(func.count()).where(Member.application_id == application_id, Member.role == Role.LEAD)
    return work.session.scalar(statement) or 0
