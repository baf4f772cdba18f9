"""What a letter says, looked up when it is made ready; None when there is nothing to say any more."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import func, select

from app.applications import policy as application_policy
from app.applications.models import Application, Invitation, Submission
from app.calls import policy as call_policy
from app.calls.models import Call
from app.identity.models import Person, SignInLink
from app.kernel.work import Work
from app.notifications.types import Content, Letter, Purpose
from app.reviews import policy as review_policy
from app.reviews.models import Decision, Review
from app.spaces import policy as space_policy
from app.spaces.models import Space, SpaceInvitation

Facts = Mapping[str, str]


def find_content(work: Work, letter: Letter, facts: Facts) -> Content | None:
    """What a letter of that kind says about what `facts` name."""
    return _CONTENTS[letter](work, facts)


def _link(purpose: Purpose) -> Callable[[Work, Facts], Content | None]:
    def content(work: Work, facts: Facts) -> Content | None:
        link_id = UUID(facts["link_id"])
        usable = (SignInLink.used_at.is_(None), SignInLink.expires_at > func.clock_timestamp())
        query = select(SignInLink.expires_at).where(SignInLink.id == link_id, *usable)
        expires_at = work.session.scalar(query)
        return Content({"expires_at": expires_at}, purpose=purpose, row_id=link_id) if expires_at else None

    return content


def _invited_to_team(work: Work, facts: Facts) -> Content | None:
    query = (
        select(Person.name, Application.title, Call.title, Invitation.expires_at, Call.zone)
        .join(Invitation, Invitation.invited_by == Person.id)
        .join(Application, Application.id == Invitation.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(
            Invitation.id == UUID(facts["invitation_id"]),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            application_policy.visible_to(work.actor),
            call_policy.visible_to(work.actor),
        )
    )
    row = work.session.execute(query).one_or_none()
    if row is None:
        return None
    values = {"inviter": row[0], "title": row[1], "call": row[2], "expires_at": row[3], "call_zone": row[4]}
    return Content(values, purpose=Purpose.JOIN_TEAM, row_id=UUID(facts["invitation_id"]))


def _submitted(work: Work, facts: Facts) -> Content | None:
    query = (
        select(
            *(Application.reference, Application.title, Call.title),
            *(Submission.submitted_at, Call.zone, Submission.sha256),
        )
        .join(Submission, Submission.application_id == Application.id)
        .join(Call, Call.id == Application.call_id)
        .where(
            Submission.id == UUID(facts["submission_id"]),
            application_policy.visible_to(work.actor),
            call_policy.visible_to(work.actor),
        )
    )
    row = work.session.execute(query).one_or_none()
    if row is None:
        return None
    names = ("reference", "title", "call", "submitted_at", "call_zone", "sha256")
    return Content(dict(zip(names, row, strict=True)), path=f"/applications/{row[0]}")


def _assigned(work: Work, facts: Facts) -> Content | None:
    query = (
        select(Call.title, Review.due_at, Call.zone)
        .join(Application, Application.call_id == Call.id)
        .join(Review, Review.application_id == Application.id)
        .where(
            Review.id == UUID(facts["review_id"]),
            review_policy.visible_to(work.actor),
            application_policy.visible_to(work.actor),
            call_policy.visible_to(work.actor),
        )
    )
    row = work.session.execute(query).one_or_none()
    if row is None:
        return None
    return Content({"call": row[0], "due_at": row[1], "call_zone": row[2]}, path=f"/reviews/{facts['review_id']}")


def _released(work: Work, facts: Facts) -> Content | None:
    query = (
        select(Application.reference, Application.title, Call.title)
        .join(Decision, Decision.application_id == Application.id)
        .join(Call, Call.id == Application.call_id)
        .where(
            Decision.id == UUID(facts["decision_id"]),
            Decision.released_at.is_not(None),
            review_policy.decision_visible_to(work.actor),
            application_policy.visible_to(work.actor),
            call_policy.visible_to(work.actor),
        )
    )
    row = work.session.execute(query).one_or_none()
    if row is None:
        return None
    return Content({"reference": row[0], "title": row[1], "call": row[2]}, path=f"/applications/{row[0]}")


def _opened(work: Work, facts: Facts) -> Content | None:
    query = select(Space.name, Space.slug).where(
        Space.id == UUID(facts["space_id"]), space_policy.visible_to(work.actor)
    )
    row = work.session.execute(query).one_or_none()
    return None if row is None else Content({"name": row[0]}, path=f"/spaces/{row[1]}")


def _invited_to_space(work: Work, facts: Facts) -> Content | None:
    query = (
        select(Person.name, Space.name, SpaceInvitation.expires_at)
        .join(SpaceInvitation, SpaceInvitation.invited_by == Person.id)
        .join(Space, Space.id == SpaceInvitation.space_id)
        .where(
            SpaceInvitation.id == UUID(facts["invitation_id"]),
            SpaceInvitation.accepted_at.is_(None),
            SpaceInvitation.revoked_at.is_(None),
            space_policy.visible_to(work.actor),
        )
    )
    row = work.session.execute(query).one_or_none()
    if row is None:
        return None
    values = {"inviter": row[0], "name": row[1], "expires_at": row[2]}
    return Content(values, purpose=Purpose.JOIN_SPACE, row_id=UUID(facts["invitation_id"]))


def _cancelled(work: Work, facts: Facts) -> Content | None:
    query = select(Call.title, Call.notice, Call.slug).where(
        Call.id == UUID(facts["call_id"]), Call.cancelled_at.is_not(None), call_policy.visible_to(work.actor)
    )
    row = work.session.execute(query).one_or_none()
    return None if row is None else Content({"call": row[0], "why": row[1]}, path=f"/calls/{row[2]}")


_CONTENTS: Mapping[Letter, Callable[[Work, Facts], Content | None]] = {
    Letter.SIGN_IN_LINK: _link(Purpose.SIGN_IN),
    Letter.CONFIRM_EMAIL: _link(Purpose.CONFIRM_EMAIL),
    Letter.MEMBER_INVITED: _invited_to_team,
    Letter.APPLICATION_SUBMITTED: _submitted,
    Letter.REVIEW_ASSIGNED: _assigned,
    Letter.DECISION_RELEASED: _released,
    Letter.SPACE_OPENED: _opened,
    Letter.SPACE_MEMBER_INVITED: _invited_to_space,
    Letter.CALL_CANCELLED: _cancelled,
    Letter.REVIEWS_CANCELLED: _cancelled,
}
