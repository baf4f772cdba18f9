"""One-time links by e-mail: nobody is locked out for want of a provider."""

from datetime import timedelta
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from app.identity import policy, queries, rules
from app.identity.errors import LinkOver, NotAnEmail
from app.identity.events import SignInLinkRequested
from app.identity.models import SignInLink
from app.identity.service import people
from app.identity.types import Purpose
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work

LASTS = timedelta(minutes=30)


def request(work: Work, email: str, *, purpose: Purpose, next_path: str, locale: str) -> UUID:
    """Ask for a link to `email`; the same whether the address is known or not. Raises NotAnEmail."""
    authorize(policy.can_link(work) if purpose is Purpose.CONFIRM_EMAIL else policy.can_sign_in(work.actor))
    link = SignInLink(
        id=new_id(),
        purpose=purpose,
        email=_checked(email),
        person_id=work.actor.id if purpose is Purpose.CONFIRM_EMAIL else None,
        next_path=next_path,
        locale=locale,
        created_at=work.now,
        expires_at=work.now + LASTS,
        used_at=None,
    )
    work.session.add(link)
    work.emit(SignInLinkRequested(subject_id=link.id, link_id=link.id, purpose=purpose))
    return link.id


def use(work: Work, link_id: UUID | None, purpose: Purpose, *, name: str = "") -> tuple[UUID, str]:
    """Use a link once: (person, where to go next). Raises LinkOver.

    An unknown address gets an account, called `name` or else by the address's first part. An
    address is confirmed only for whoever asked, signed in: no stranger can be made to confirm it.
    """
    authorize(policy.can_sign_in(work.actor))
    link = queries.get_link(work, link_id, locked=True)
    if link.used_at is not None or link.expires_at < work.now or link.purpose != purpose:
        raise LinkOver
    link.used_at = work.now
    if purpose is Purpose.CONFIRM_EMAIL:
        if link.person_id is None or not people.confirm_email(work, link.person_id, link.email):
            raise LinkOver
        return link.person_id, link.next_path
    queries.hold(work, link.email)
    known = queries.find_person_by_confirmed_email(work, link.email)
    if known is not None:
        return known.id, link.next_path
    called = name or link.email.partition("@")[0]
    return people.register(work, called, link.email, confirmed=True, locale=link.locale), link.next_path


def _checked(email: str) -> str:
    try:
        return rules.normal_email(validate_email(email, check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError:
        raise NotAnEmail from None
