"""A provider to sign in with, and a browser that does."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.identity.gateways import oidc
from app.identity.models import Person, SignInSession
from app.identity.service import people
from app.kernel import clock, principals
from app.kernel import settings as kernel_settings
from app.kernel.events import EventRecord
from app.kernel.work import Work
from tests.identity.provider import hostile


@pytest.fixture
def provider():
    oidc._found.clear()
    with hostile.running() as running:
        yield running
    oidc._found.clear()


@pytest.fixture
def settings(settings, provider):
    entries = [
        kernel_settings.Provider(
            slug=slug,
            name=name,
            issuer=provider.issuer,
            client_id=hostile.CLIENT_ID,
            client_secret=hostile.CLIENT_SECRET,
        )
        for slug, name in (("test", "Test University"), ("second", "Second"))
    ]
    return settings.model_copy(update={"providers": entries})


@pytest.fixture
def visitor(session):
    return Work(session, principals.Anonymous(), clock.database(session))


@pytest.fixture
def browser(app, provider):
    return Browser(app, provider)


class Browser:
    """A person's browser: keeps cookies, follows nothing by itself, posts the token of its page."""

    def __init__(self, app, provider):
        self.client = TestClient(app, follow_redirects=False, headers={"origin": "http://testserver"})
        self.provider = provider

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, data=None):
        page = self.client.get("/sign-in")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        token = {"csrf_token": found[1]} if found else {}
        return self.client.post(path, data=token | (data or {}))

    def depart(self, slug="test", **fields):
        """Up to the provider's door; returns what it is asked."""
        answer = self.post(f"/sign-in/oidc/{slug}", fields)
        assert answer.status_code == 303, answer.text
        return hostile.asked_of(answer.headers["location"])

    def callback_of(self, asked):
        """Where the provider sends the browser back to, as a path."""
        return self.provider.authorize(asked).removeprefix("http://testserver")

    def sign_in(self, **fields):
        return self.get(self.callback_of(self.depart(**fields)))

    @property
    def cookie(self):
        return self.client.cookies.get("session")


@pytest.fixture
def log(session):
    """What is in the database afterwards."""

    def events(name):
        return session.scalars(select(EventRecord).where(EventRecord.name == name).order_by(EventRecord.id)).all()

    def signed_in():
        return session.scalars(select(SignInSession).where(SignInSession.person_id.is_not(None))).all()

    def persons():
        return session.scalars(select(Person).order_by(Person.id)).all()

    return SimpleNamespace(events=events, signed_in=signed_in, persons=persons)


@pytest.fixture
def owner(visitor):
    """Somebody who owns owner@example.org."""
    person_id = people.register(visitor, "The Owner", "owner@example.org", confirmed=True)
    visitor.session.commit()
    return person_id
