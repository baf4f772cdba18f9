"""Accounts of people: made at first sign-in, changed by themselves."""

from uuid import UUID

from app.identity import policy, queries, rules
from app.identity.events import EmailConfirmed, PersonRegistered
from app.identity.models import Person
from app.kernel import text
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work


def register(work: Work, name: str, email: str | None, *, confirmed: bool, locale: str | None = None) -> UUID:
    """A new account; `confirmed` says that the address was shown to be theirs."""
    authorize(policy.can_register(work.actor))
    person = Person(
        id=new_id(),
        name=name,
        sort_key=text.sort_key(name),
        email=rules.normal_email(email) if email else None,
        email_confirmed_at=work.now if confirmed else None,
        locale=locale,
        zone=None,
        created_at=work.now,
    )
    work.session.add(person)
    work.session.flush()
    work.emit(PersonRegistered(subject_id=person.id))
    return person.id


def change(work: Work, *, name: str, locale: str | None, zone: str | None) -> None:
    """One's own name, language and time zone."""
    me = queries.get_me(work)
    authorize(policy.can_change(work.actor, me.id))
    me.name, me.sort_key = name or me.name, text.sort_key(name or me.name)
    me.locale, me.zone = locale, zone


def confirm_email(work: Work, person_id: UUID, email: str) -> bool:
    """Count an address as a person's own, unless somebody else confirmed it; whether it counts now."""
    authorize(policy.can_change(work.actor, person_id))
    person = work.session.get_one(Person, person_id, with_for_update=True)
    queries.hold(work, rules.normal_email(email))
    holder = queries.find_person_by_confirmed_email(work, email)
    if holder is not None and holder.id != person_id:
        return False
    person.email, person.email_confirmed_at = rules.normal_email(email), work.now
    work.emit(EmailConfirmed(subject_id=person_id))
    return True
