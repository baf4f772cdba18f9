"""Whom an event concerns: people by their confirmed addresses, or an address that was invited."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.applications import policy as application_policy
from app.applications.models import Application, Invitation, Member
from app.applications.types import State
from app.calls import policy as call_policy
from app.calls.models import Call
from app.calls.rules import texts
from app.identity.models import Person, SignInLink
from app.kernel import i18n
from app.kernel.work import Work
from app.notifications.types import Addressee, Recipient
from app.reviews import policy as review_policy
from app.reviews.models import Panellist, Review
from app.reviews.types import OPEN_STATES
from app.spaces import policy as space_policy
from app.spaces.models import Space, SpaceInvitation, SpaceMember

_LANGUAGE = func.coalesce(Person.locale, i18n.SOURCE)
_ZONE = func.coalesce(Person.zone, "")


def _confirmed() -> ColumnElement[str | None]:
    return case((Person.email_confirmed_at.is_not(None), Person.email))


def _known_by(email: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whose confirmed address it is: so that they are written to in their own language and zone."""
    return and_(func.lower(Person.email) == func.lower(email), Person.email_confirmed_at.is_not(None))


def _who() -> tuple[Any, ...]:
    return Person.id, _confirmed(), _LANGUAGE, _ZONE


def _recipient(who: Sequence[Any], **facts: str) -> Recipient:
    person_id, email, locale, zone = who
    return Recipient(person_id, email, locale, facts, zone)


def find_teams(work: Work, application_ids: Iterable[UUID]) -> dict[UUID, list[Recipient]]:
    """The people of each application's team; `facts` has its reference."""
    query = (
        select(Application.id, *_who(), Application.reference)
        .join(Member, Member.application_id == Application.id)
        .join(Person, Person.id == Member.person_id)
        .where(Application.id.in_(set(application_ids)), application_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    found: dict[UUID, list[Recipient]] = defaultdict(list)
    for application_id, *who, reference in work.session.execute(query):
        found[application_id].append(_recipient(who, reference=reference))
    return found


def find_reviewers(work: Work, review_ids: Iterable[UUID]) -> dict[UUID, list[Recipient]]:
    """The person each review was asked of; nobody for the reviewers of an imported record."""
    query = (
        select(Review.id, *_who())
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Person, Panellist.person_id == Person.id)
        .where(Review.id.in_(set(review_ids)), review_policy.visible_to(work.actor))
    )
    found: dict[UUID, list[Recipient]] = defaultdict(list)
    for review_id, *who in work.session.execute(query):
        found[review_id].append(_recipient(who))
    return found


def find_applicants(work: Work, call_id: UUID, states: Collection[State]) -> list[Recipient]:
    """The people whose teams have an application of the call in one of `states`, each once; `facts` name the call."""
    entered = (
        select(Member.person_id)
        .join(Application, Application.id == Member.application_id)
        .where(Application.call_id == call_id, Application.state.in_(states))
        .where(application_policy.visible_to(work.actor))
    )
    return _concerned(work, call_id, entered)


def find_asked(work: Work, call_id: UUID) -> list[Recipient]:
    """The people of whom reviews of the call's applications are still awaited, each once; `facts` name the call."""
    asked = (
        select(Panellist.person_id)
        .join(Review, Review.panellist_id == Panellist.id)
        .join(Application, Application.id == Review.application_id)
        .where(Application.call_id == call_id, Review.state.in_(OPEN_STATES))
        .where(review_policy.visible_to(work.actor), application_policy.visible_to(work.actor))
    )
    return _concerned(work, call_id, asked)


def _concerned(work: Work, call_id: UUID, people: Select[Any]) -> list[Recipient]:
    query = (
        select(*_who(), _LANGUAGE, Call.slug, Call.title)
        .join(Call, Call.id == call_id)
        .where(Person.id.in_(people), call_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    found = []
    for *who, locale, slug, title in work.session.execute(query):
        found.append(_recipient(who, slug=slug, call=texts.translate(title, locale)[0]))
    return found


def find_space_members(work: Work, space_ids: Iterable[UUID]) -> dict[UUID, list[Recipient]]:
    """The people in each space; `facts` has its slug."""
    query = (
        select(Space.id, *_who(), Space.slug)
        .join(SpaceMember, SpaceMember.space_id == Space.id)
        .join(Person, Person.id == SpaceMember.person_id)
        .where(Space.id.in_(set(space_ids)), space_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    found: dict[UUID, list[Recipient]] = defaultdict(list)
    for space_id, *who, slug in work.session.execute(query):
        found[space_id].append(_recipient(who, slug=slug))
    return found


def find_addressee_of_link(work: Work, link_id: UUID) -> Addressee | None:
    """The address a one-time link was asked for, with the link's purpose."""
    query = (
        select(SignInLink.email, SignInLink.locale, _ZONE, SignInLink.purpose)
        .outerjoin(Person, or_(Person.id == SignInLink.person_id, _known_by(SignInLink.email)))
        .where(SignInLink.id == link_id)
        .limit(1)
    )
    return _addressee(work, query)


def find_invited_to_team(work: Work, invitation_id: UUID) -> Addressee | None:
    """The address invited into a team; one that nobody confirmed is written to in the application's language."""
    query = (
        select(Invitation.email, func.coalesce(Person.locale, Application.locale), _ZONE)
        .join(Application, Application.id == Invitation.application_id)
        .outerjoin(Person, _known_by(Invitation.email))
        .where(Invitation.id == invitation_id, application_policy.visible_to(work.actor))
    )
    return _addressee(work, query)


def find_invited_to_space(work: Work, invitation_id: UUID) -> Addressee | None:
    """The address invited into a space; one that nobody confirmed is written to in the language of whoever invited."""
    inviter = aliased(Person)
    query = (
        select(SpaceInvitation.email, func.coalesce(Person.locale, inviter.locale, i18n.SOURCE), _ZONE)
        .join(inviter, inviter.id == SpaceInvitation.invited_by)
        .outerjoin(Person, _known_by(SpaceInvitation.email))
        .join(Space, Space.id == SpaceInvitation.space_id)
        .where(SpaceInvitation.id == invitation_id, space_policy.visible_to(work.actor))
    )
    return _addressee(work, query)


def _addressee(work: Work, query: Select[*tuple[Any, ...]]) -> Addressee | None:
    row = work.session.execute(query).one_or_none()
    return None if row is None else Addressee(*row)
