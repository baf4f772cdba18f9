"""People, identities, links, sessions and roles: what each deed leaves behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.identity import queries
from app.identity.errors import EmailTaken, IdentityTaken, LastWayIn, LinkSpent, NameMissing
from app.identity.models import Identity, Person, SignInLink, SignInSession
from app.identity.service import identities, links, organisations, people, roles, sessions
from app.identity.types import Attempt, Claims, LinkPurpose, Role
from app.kernel import clock, principals
from app.kernel.errors import Forbidden, NotFound
from app.kernel.events import EventRecord
from app.kernel.work import Work

ISSUER = "https://provider.example"


@pytest.fixture
def visitor(session):
    return Work(session, principals.Anonymous(), clock.database(session))


@pytest.fixture
def system(session):
    return Work(session, principals.System("test"), clock.database(session))


def as_person(work, person_id, *, minutes_ago=0, roles=frozenset()):
    actor = principals.Person(person_id, roles, signed_in_at=work.now - timedelta(minutes=minutes_ago))
    return Work(work.session, actor, work.now)


def event_names(work):
    work.session.flush()
    return sorted(work.session.scalars(select(EventRecord.name)).all())


def test_a_first_sign_in_registers_and_a_second_finds(visitor):
    claims = Claims(name="Amina Diallo", email="amina@example.org", email_verified=True)
    first = identities.sign_in(visitor, ISSUER, "1", claims, provider="test")
    again = identities.sign_in(visitor, ISSUER, "1", Claims(name="Other"), provider="test")
    assert first == again
    assert queries.find_person_by_confirmed_email(visitor, "AMINA@example.org").id == first
    assert event_names(visitor) == ["email.confirmed", "identity.linked", "person.registered"]


def test_the_same_subject_of_another_issuer_is_somebody_else(visitor):
    one = identities.sign_in(visitor, ISSUER, "1", Claims(name="One"), provider="a")
    other = identities.sign_in(visitor, "https://other.example", "1", Claims(name="Two"), provider="b")
    assert one != other


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_never_leads_to_the_account_that_owns_it(visitor, verified):
    owner = people.register(visitor, name="Owner", email="owner@example.org", email_confirmed=True)
    claims = Claims(name="Thief", email="Owner@example.org", email_verified=verified)
    thief = identities.sign_in(visitor, ISSUER, "thief", claims, provider="test")
    assert thief != owner
    assert visitor.session.get(Person, thief).email_confirmed_at is None
    assert queries.find_person_by_confirmed_email(visitor, "owner@example.org").id == owner
    assert queries.find_contact(visitor, thief).email is None


def test_an_unverified_address_counts_for_nothing(visitor):
    identities.sign_in(visitor, ISSUER, "1", Claims(name="A", email="a@example.org"), provider="test")
    assert queries.find_person_by_confirmed_email(visitor, "a@example.org") is None


def test_two_people_cannot_confirm_one_address(visitor):
    people.register(visitor, name="A", email="a@example.org", email_confirmed=True)
    with pytest.raises(EmailTaken):
        people.register(visitor, name="B", email="A@example.org", email_confirmed=True)


def test_linking_needs_a_fresh_sign_in_and_an_unused_identity(visitor):
    person = people.register(visitor, name="A")
    identities.sign_in(visitor, ISSUER, "taken", Claims(name="B"), provider="test")
    with pytest.raises(Forbidden, match="forbidden") as refused:
        identities.link(as_person(visitor, person, minutes_ago=16), ISSUER, "new", person, provider="test")
    assert refused.value.reason == "fresh_sign_in_needed"
    fresh = as_person(visitor, person)
    with pytest.raises(IdentityTaken):
        identities.link(fresh, ISSUER, "taken", person, provider="test")
    identities.link(fresh, ISSUER, "new", person, provider="test")
    identities.link(fresh, ISSUER, "new", person, provider="test")
    assert [row.provider for row in queries.list_identities(fresh)] == ["test"]
    assert identities.sign_in(visitor, ISSUER, "new", Claims(), provider="test") == person


def test_the_last_way_in_stays(visitor):
    person = identities.sign_in(visitor, ISSUER, "1", Claims(name="A"), provider="test")
    own = as_person(visitor, person)
    only = visitor.session.scalars(select(Identity.id)).one()
    with pytest.raises(NotFound):
        identities.unlink(as_person(visitor, uuid4()), only)
    with pytest.raises(LastWayIn):
        identities.unlink(own, only)
    people.confirm_email(own, person, "a@example.org")
    identities.unlink(own, only)
    assert queries.list_identities(own) == []


def test_a_link_signs_in_once_and_registers_whom_it_does_not_know(visitor):
    link = links.request(visitor, email="new@example.org", next_path="/calls", locale="fr")
    view = queries.get_link(visitor, link, LinkPurpose.SIGN_IN)
    assert (view.usable, view.known, view.next_path) == (True, False, "/calls")
    with pytest.raises(NameMissing):
        links.use(visitor, link, name=" ")
    visitor.session.get(SignInLink, link).used_at = None
    person = links.use(visitor, link, name="New Person")
    account = queries.get_account(as_person(visitor, person), person)
    assert (account.name, account.email, account.locale) == ("New Person", "new@example.org", "fr")
    assert account.email_confirmed_at == visitor.now
    with pytest.raises(LinkSpent):
        links.use(visitor, link, name="New Person")
    second = links.request(visitor, email="NEW@example.org", next_path="/", locale="en")
    assert links.use(visitor, second) == person


def test_an_old_link_and_one_for_something_else_are_refused(visitor):
    link = links.request(visitor, email="a@example.org", next_path="/", locale="en")
    visitor.session.execute(update(SignInLink).values(expires_at=visitor.now))
    visitor.session.expire_all()
    with pytest.raises(LinkSpent):
        links.use(visitor, link, name="A")
    with pytest.raises(NotFound):
        links.confirm(visitor, link)


def test_only_who_asked_can_confirm_an_address(visitor):
    person = people.register(visitor, name="A")
    stranger = people.register(visitor, name="B")
    own = as_person(visitor, person)
    with pytest.raises(Forbidden):
        links.request_confirmation(as_person(visitor, person, minutes_ago=20), person, email="a@b.example", locale="en")
    link = links.request_confirmation(own, person, email="a@example.org", locale="en")
    assert queries.get_account(own, person).email == "a@example.org"
    with pytest.raises(NotFound):
        links.confirm(as_person(visitor, stranger), link)
    visitor.session.get(SignInLink, link).used_at = None
    links.confirm(own, link)
    assert queries.find_person_by_confirmed_email(visitor, "a@example.org").id == person


def test_a_confirmed_address_stays_until_the_new_one_is_confirmed(visitor):
    person = people.register(visitor, name="A", email="old@example.org", email_confirmed=True)
    own = as_person(visitor, person)
    link = links.request_confirmation(own, person, email="new@example.org", locale="en")
    assert queries.find_contact(own, person).email == "old@example.org"
    links.confirm(own, link)
    assert queries.find_contact(own, person).email == "new@example.org"


def test_an_attempt_is_taken_once_and_only_by_its_browser(visitor):
    attempt = Attempt("s1", "nonce", "verifier", "test", "/calls", False)
    assert sessions.remember(visitor, attempt, held="", fresh="hash", device="d") is True
    assert sessions.take(visitor, held="another", state="s1", provider="test") is None
    assert sessions.take(visitor, held="hash", state="s2", provider="test") is None
    taken = sessions.take(visitor, held="hash", state="s1", provider="test")
    assert (taken.attempt, taken.person_id) == (attempt, None)
    assert sessions.take(visitor, held="hash", state="s1", provider="test") is None


def test_a_browser_keeps_its_last_five_attempts(visitor):
    for number in range(7):
        attempt = Attempt(f"s{number}", "n", "v", "test", "/", False)
        begun = sessions.remember(visitor, attempt, held="hash", fresh="hash", device="d")
        assert begun is (number == 0)
    assert sorted(visitor.session.scalars(select(SignInSession)).one().state) == ["s2", "s3", "s4", "s5", "s6"]


def test_signing_in_ends_the_session_the_browser_held(visitor):
    person = people.register(visitor, name="A")
    sessions.remember(visitor, Attempt("s", "n", "v", "test", "/", False), held="", fresh="before", device="d")
    sessions.start(visitor, person, token_hash="after", device="d", by="test", held="before")
    assert queries.find_holder(visitor.session, "before") is None
    assert queries.find_holder(visitor.session, "after").principal.id == person


def test_the_principal_comes_with_roles_in_one_query(visitor, system, statements):
    person, programme = people.register(visitor, name="A", locale="fr"), uuid4()
    assert roles.grant(system, person, Role.ADMINISTRATOR) is True
    assert roles.grant(system, person, Role.MANAGER, programme) is True
    assert roles.grant(system, person, Role.MANAGER, programme) is False
    sessions.start(visitor, person, token_hash="hash", device="d", by="link")
    visitor.session.flush()
    statements.clear()
    found = queries.find_holder(visitor.session, "hash").principal
    assert len(statements) == 1
    assert found.roles == frozenset({("administrator", None), ("manager", programme)})
    assert (found.name, found.locale, found.signed_in_at) == ("A", "fr", visitor.now)


def test_people_end_their_own_sessions_only(visitor):
    person, stranger = people.register(visitor, name="A"), people.register(visitor, name="B")
    one, two, three = (
        sessions.start(visitor, person, token_hash=token, device=token, by="link") for token in ("a", "b", "c")
    )
    own = as_person(visitor, person)
    with pytest.raises(NotFound):
        sessions.end(as_person(visitor, stranger), one)
    with pytest.raises(Forbidden):
        sessions.end_all(as_person(visitor, stranger), person)
    sessions.end(own, one)
    assert queries.find_holder(visitor.session, "a") is None
    assert sessions.end_all(own, person, but=two) == 1
    assert [row.id for row in queries.list_sessions(own)] == [two]
    assert three not in [row.id for row in queries.list_sessions(own)]


def test_roles_are_given_by_administrators(visitor):
    person = people.register(visitor, name="A")
    manager = as_person(visitor, person, roles=frozenset({("manager", uuid4())}))
    with pytest.raises(Forbidden) as refused:
        roles.grant(manager, person, Role.ADMINISTRATOR)
    assert refused.value.reason == "not_an_administrator"


def test_an_account_is_seen_by_its_owner_and_administrators(visitor):
    person = people.register(visitor, name="A", email="a@example.org")
    stranger = as_person(visitor, people.register(visitor, name="B"))
    with pytest.raises(NotFound):
        queries.get_account(stranger, person)
    administrator = as_person(visitor, uuid4(), roles=frozenset({("administrator", None)}))
    assert queries.get_account(administrator, person).name == "A"


def test_sweeping_deletes_what_ended_long_ago(visitor, system):
    person = people.register(visitor, name="A")
    sessions.start(visitor, person, token_hash="live", device="", by="link")
    sessions.start(visitor, person, token_hash="old", device="", by="link")
    sessions.remember(visitor, Attempt("s", "n", "v", "t", "/", False), held="", fresh="left", device="")
    visitor.session.flush()
    old = SignInSession.token_hash.in_(["old", "left"])
    visitor.session.execute(update(SignInSession).where(old).values(expires_at=visitor.now - timedelta(days=31)))
    assert sessions.sweep(system) == 2
    assert visitor.session.scalars(select(SignInSession.token_hash)).all() == ["live"]


def test_organisations_are_found_by_name_and_country(system):
    made = organisations.register(system, name="Open Lab", country="SEN")
    assert queries.find_organisation(system, name="Open Lab", country="SEN") == made
    assert queries.find_organisation(system, name="Open Lab", country="FRA") is None
