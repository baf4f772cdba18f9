"""Whom an event concerns: people by their confirmed addresses, or an address that was invited."""

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


def find_team(work: Work, application_id: UUID) -> list[Recipient]:
    """The people of an application's team; `facts` has its reference."""
    query = (
        select(Person.id, _confirmed(), _LANGUAGE, Application.reference)
        .join(Member, Member.person_id == Person.id)
        .join(Application, Application.id == Member.application_id)
        .where(Application.id == application_id, application_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    rows = work.session.execute(query)
    return [Recipient(person, email, locale, {"reference": reference}) for person, email, locale, reference in rows]


def find_reviewer(work: Work, review_id: UUID) -> list[Recipient]:
    """The person a review was asked of; nobody for the reviewers of an imported record."""
    query = (
        select(Person.id, _confirmed(), _LANGUAGE)
        .join(Panellist, Panellist.person_id == Person.id)
        .join(Review, Review.panellist_id == Panellist.id)
        .where(Review.id == review_id, review_policy.visible_to(work.actor))
    )
    return [Recipient(person, email, locale) for person, email, locale in work.session.execute(query)]


def find_space_members(work: Work, space_id: UUID) -> list[Recipient]:
    """The people in a space; `facts` has its slug."""
    query = (
        select(Person.id, _confirmed(), _LANGUAGE, Space.slug)
        .join(SpaceMember, SpaceMember.person_id == Person.id)
        .join(Space, Space.id == SpaceMember.space_id)
        .where(Space.id == space_id, space_policy.visible_to(work.actor))
        .order_by(Person.id)
    )
    rows = work.session.execute(query)
    return [Recipient(person, email, locale, {"slug": slug}) for person, email, locale, slug in rows]


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
