"""Whom an event concerns: people by their confirmed addresses, or an address that was invited."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select

from app.applications import policy as application_policy
from app.applications.models import Application, Invitation, Member
from app.identity.models import Person, SignInLink
from app.kernel import i18n
from app.kernel.work import Work
from app.notifications.types import Addressee, Recipient
from app.reviews import policy as review_policy
from app.reviews.models import Panellist, Review
from app.spaces import policy as space_policy
from app.spaces.models import Space, SpaceInvitation, SpaceMember

_LANGUAGE = func.coalesce(Person.locale, i18n.SOURCE)


def _confirmed() -> ColumnElement[str | None]:
    return case((Person.email_confirmed_at.is_not(None), Person.email))


def find_teams(work: Work, application_ids: Iterable[UUID]) -> dict[UUID, list[Recipient]]:
    """The people of each application's team; `facts` has its reference."""
    query = (
        select(Application.id, Person.id, _confirmed(), _LANGUAGE, Application.reference)
        .join(Member, Member.application_id == Application.id)
        .join(Person, Person.id == Member.person_id)
        .where(Application.id.in_(set(application_ids)), application_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    found: dict[UUID, list[Recipient]] = defaultdict(list)
    for application_id, person, email, locale, reference in work.session.execute(query):
        found[application_id].append(Recipient(person, email, locale, {"reference": reference}))
    return found


def find_reviewers(work: Work, review_ids: Iterable[UUID]) -> dict[UUID, list[Recipient]]:
    """The person each review was asked of; nobody for the reviewers of an imported record."""
    query = (
        select(Review.id, Person.id, _confirmed(), _LANGUAGE)
        .join(Panellist, Review.panellist_id == Panellist.id)
        .join(Person, Panellist.person_id == Person.id)
        .where(Review.id.in_(set(review_ids)), review_policy.visible_to(work.actor))
    )
    found: dict[UUID, list[Recipient]] = defaultdict(list)
    for review_id, person, email, locale in work.session.execute(query):
        found[review_id].append(Recipient(person, email, locale))
    return found


def find_space_members(work: Work, space_ids: Iterable[UUID]) -> dict[UUID, list[Recipient]]:
    """The people in each space; `facts` has its slug."""
    query = (
        select(Space.id, Person.id, _confirmed(), _LANGUAGE, Space.slug)
        .join(SpaceMember, SpaceMember.space_id == Space.id)
        .join(Person, Person.id == SpaceMember.person_id)
        .where(Space.id.in_(set(space_ids)), space_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    found: dict[UUID, list[Recipient]] = defaultdict(list)
    for space_id, person, email, locale, slug in work.session.execute(query):
        found[space_id].append(Recipient(person, email, locale, {"slug": slug}))
    return found


def find_addressee_of_link(work: Work, link_id: UUID) -> Addressee | None:
    """The address a one-time link was asked for, with the link's purpose."""
    query = select(SignInLink.email, SignInLink.locale, SignInLink.purpose).where(SignInLink.id == link_id)
    return _addressee(work, query)


def find_invited_to_team(work: Work, invitation_id: UUID) -> Addressee | None:
    """The address invited into a team; it is written to in the application's language."""
    query = (
        select(Invitation.email, Application.locale)
        .join(Application, Application.id == Invitation.application_id)
        .where(Invitation.id == invitation_id, application_policy.visible_to(work.actor))
    )
    return _addressee(work, query)


def find_invited_to_space(work: Work, invitation_id: UUID) -> Addressee | None:
    """The address invited into a space; it is written to in the language of whoever invited."""
    query = (
        select(SpaceInvitation.email, _LANGUAGE)
        .join(Person, Person.id == SpaceInvitation.invited_by)
        .join(Space, Space.id == SpaceInvitation.space_id)
        .where(SpaceInvitation.id == invitation_id, space_policy.visible_to(work.actor))
    )
    return _addressee(work, query)


def _addressee(work: Work, query: Select[*tuple[Any, ...]]) -> Addressee | None:
    row = work.session.execute(query).one_or_none()
    return None if row is None else Addressee(*row)
