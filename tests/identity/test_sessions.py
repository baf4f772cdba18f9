"""Sessions end when they are ended, and what is over for long is deleted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import jobs, queries
from app.identity.models import SignInLink, SignInSession
from app.identity.service import identities, organisations, people, roles, sessions
from app.identity.types import Claims, Role
from app.kernel import clock
from app.kernel.errors import Forbidden, NotFound
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, Person, Principal, System
from app.kernel.work import Work


def work_of(session: Session, actor: Principal) -> Work:
    return Work(session, actor, clock.database(session))


@pytest.fixture
def awa(session: Session) -> UUID:
    return people.register(work_of(session, System("tests")), "Awa", "awa@example.org", confirmed=True)


def happened(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def begin(session: Session, person_id: UUID) -> tuple[str, UUID]:
    token = sessions.sign_in(work_of(session, Anonymous()), person_id, "test", "Firefox, Linux")
    holder = queries.find_holder(session, token)
    assert holder is not None
    return token, holder.session_id


def test_all_other_sessions_end_at_once(session: Session, awa: UUID) -> None:
    tokens = [begin(session, awa) for _ in range(3)]
    me = work_of(session, Person(awa, session_id=tokens[0][1]))
    assert len(queries.list_sessions(me)) == 3
    sessions.end_others(me, tokens[0][1])
    session.flush()
    assert [queries.find_holder(session, token) is not None for token, _ in tokens] == [True, False, False]
    assert [row.id for row in queries.list_sessions(me)] == [tokens[0][1]]
    sessions.end_others(me, None)
    session.flush()
    assert queries.find_holder(session, tokens[0][0]) is None
    assert happened(session).count("session.ended") == 3


def test_a_session_is_ended_once_and_by_its_owner(session: Session, awa: UUID) -> None:
    _token, session_id = begin(session, awa)
    stranger = people.register(work_of(session, System("tests")), "Eve", None, confirmed=False)
    unfinished = sessions.begin(work_of(session, Anonymous()), {}, "Firefox")
    waiting = queries.find_session(work_of(session, System("tests")), unfinished)
    assert waiting is not None
    for actor, which in (
        (Person(stranger), session_id),
        (Anonymous(), session_id),
        (Anonymous(), waiting.id),
        (Person(awa), new_id()),
    ):
        with pytest.raises(NotFound):
            sessions.end(work_of(session, actor), which)
    for _ in range(2):
        sessions.end(work_of(session, Person(awa)), session_id)
    assert happened(session).count("session.ended") == 1


def test_a_program_does_not_sign_in(session: Session, awa: UUID) -> None:
    work = work_of(session, Client(new_id()))
    for deed in (
        lambda: sessions.begin(work, {}, ""),
        lambda: sessions.sign_in(work, awa, "test", ""),
        lambda: sessions.take_state(work, "x", "y", "z"),
        lambda: sessions.keep_state(work, "x", {}),
        lambda: sessions.note_refusal(work, "x"),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_what_was_kept_for_the_way_is_taken_once(session: Session) -> None:
    visitor = work_of(session, Anonymous())
    token = sessions.begin(visitor, {}, "Firefox")
    assert sessions.keep_state(visitor, "another", {"provider": "p"}) is False
    assert sessions.keep_state(visitor, token, {"provider": "p", "state": "s"}) is True
    for slug, state in (("q", "s"), ("p", "t")):
        assert sessions.take_state(visitor, token, slug, state) is None
    assert sessions.take_state(visitor, "another", "p", "s") is None
    assert sessions.take_state(visitor, token, "p", "s") == {"provider": "p", "state": "s"}
    assert sessions.take_state(visitor, token, "p", "s") is None


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"expires_at": timedelta(days=-29)}, True),
        ({"expires_at": timedelta(days=-31)}, False),
        ({"revoked_at": timedelta(days=-29)}, True),
        ({"revoked_at": timedelta(days=-31)}, False),
        ({"person_id": None, "expires_at": timedelta(minutes=1)}, True),
        ({"person_id": None, "expires_at": timedelta(minutes=-1)}, False),
    ],
)
def test_what_is_over_for_long_is_swept(session: Session, awa: UUID, changes: dict[str, Any], kept: bool) -> None:
    _token, session_id = begin(session, awa)
    row, work = session.get_one(SignInSession, session_id), work_of(session, System("sweep"))
    for name, value in changes.items():
        setattr(row, name, work.now + value if isinstance(value, timedelta) else value)
    session.flush()
    assert sessions.sweep(work) == (0 if kept else 1)
    found = session.scalars(select(SignInSession.id)).all()
    assert found == ([session_id] if kept else [])


def test_old_links_are_swept_with_them(session: Session) -> None:
    work = work_of(session, System("sweep"))
    for name, days in (("old", -31), ("new", -29)):
        link = SignInLink(
            purpose="sign_in", email=f"{name}@example.org", next_path="/", locale="en", created_at=work.now,
            expires_at=work.now + timedelta(days=days),
        )  # fmt: skip
        session.add(link)
    session.flush()
    jobs.sweep_sessions(work)
    assert session.scalars(select(SignInLink.email)).all() == ["new@example.org"]
    with pytest.raises(Forbidden):
        sessions.sweep(work_of(session, Anonymous()))


def test_who_may_read_an_address(session: Session, awa: UUID) -> None:
    unconfirmed = people.register(work_of(session, System("tests")), "Ben", "ben@example.org", confirmed=False)
    mailer = work_of(session, System("mail"))
    assert queries.address_of(mailer, awa) == ("Awa", "awa@example.org", None)
    assert queries.address_of(mailer, unconfirmed) is None
    assert queries.address_of(work_of(session, Anonymous()), awa) is None
    with pytest.raises(NotFound):
        queries.get_me(mailer)


def test_an_address_counts_for_one_person(session: Session, awa: UUID) -> None:
    platform = work_of(session, System("tests"))
    ben = people.register(platform, "Ben", "ben@example.org", confirmed=False)
    assert people.confirm_email(work_of(session, Person(ben)), ben, "AWA@example.org") is False
    assert people.confirm_email(work_of(session, Person(ben)), ben, " Ben@Example.org ") is True
    for actor in (Person(awa), Anonymous()):
        with pytest.raises(Forbidden):
            people.confirm_email(work_of(session, actor), ben, "ben@example.org")
    found = queries.find_person_by_confirmed_email(platform, "BEN@example.org")
    assert found is not None
    assert (found.id, happened(session).count("person.email_confirmed")) == (ben, 1)


def test_roles_organisations_and_identities_are_the_platforms_to_give(session: Session, awa: UUID) -> None:
    platform, stranger = work_of(session, System("tests")), work_of(session, Person(awa))
    for _ in range(2):
        roles.grant(platform, awa, Role.MANAGER, UUID(int=7))
    assert happened(session).count("role.granted") == 1
    first = organisations.ensure(platform, "Org", country="FRA", website="https://example.org")
    assert organisations.ensure(platform, "Org", country="KEN") == first
    assert organisations.ensure(platform, "org") != first
    for deed in (
        lambda: roles.grant(stranger, awa, Role.ADMINISTRATOR, None),
        lambda: organisations.ensure(stranger, "Mine"),
        lambda: identities.link(stranger, Claims("i", "s", "p", "Awa", None, False, None)),
    ):
        with pytest.raises(Forbidden):
            deed()
