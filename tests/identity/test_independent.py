"""A round trip through npm's oidc-provider, which shares no code with us."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.identity.gateways import oidc
from app.identity.models import Identity, Person
from app.kernel import settings as kernel_settings

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ("commonweal", "a secret of tests, which is long enough", "http://testserver/sign-in/callback/independent")
pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture(scope="module")
def issuer():
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules/oidc-provider").is_dir():
        pytest.skip("Node.js and the packages of package-lock.json are needed")
    script = ROOT / "tests/identity/provider/independent.mjs"
    with subprocess.Popen(
        [node, str(script), *CLIENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as process:
        lines = (line.strip() for line in process.stdout)
        yield next(line for line in lines if line.startswith("http://127.0.0.1:"))
        process.terminate()


@pytest.fixture
def settings(settings, issuer):
    oidc._found.clear()
    entry = kernel_settings.Provider(
        slug="independent", name="Independent", issuer=issuer, client_id=CLIENT[0], client_secret=CLIENT[1]
    )
    return settings.model_copy(update={"providers": [entry]})


@pytest.fixture
def browser(app):
    return TestClient(app, follow_redirects=False, headers={"origin": "http://testserver"})


def walk(location, account):
    """Sign in and agree on the provider's own pages; returns where it sends the browser back to."""
    with httpx2.Client(timeout=10) as outside:
        for _ in range(20):
            answer = outside.get(location)
            if answer.is_redirect:
                location = urljoin(location, answer.headers["location"])
                if location.startswith(CLIENT[2]):
                    return location
                continue
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)[1]
            action = urljoin(location, re.search(r'action="([^"]+)"', answer.text)[1])
            sent = outside.post(action, data={"prompt": prompt, "login": account, "password": "any"})
            location = urljoin(action, sent.headers["location"])
    raise AssertionError("the provider never sent the browser back")


def enter(browser, account):
    departure = browser.post("/sign-in/oidc/independent", data={"next": "/account"})
    back = walk(departure.headers["location"], account)
    return back, browser.get(back.removeprefix("http://testserver"))


def test_people_sign_in_through_a_provider_that_is_not_ours(browser, session, issuer):
    back, answer = enter(browser, "verified-one")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    identity, person = session.execute(select(Identity, Person).join(Person, Person.id == Identity.person_id)).one()
    assert (identity.issuer, identity.subject) == (issuer, "verified-one")
    assert (person.name, person.email, person.locale) == ("Person verified-one", "verified-one@example.org", "fr")
    assert person.email_confirmed_at is not None
    assert "Person verified-one" in browser.get("/account").text
    replayed = browser.get(back.removeprefix("http://testserver"))
    assert replayed.status_code == 400


def test_an_address_that_provider_did_not_verify_is_not_confirmed(browser, session):
    enter(browser, "somebody")
    (person,) = session.scalars(select(Person)).all()
    assert (person.email, person.email_confirmed_at) == ("somebody@example.org", None)


def test_whoever_declines_there_is_told_so_here(browser, session, issuer):
    departure = browser.post("/sign-in/oidc/independent")
    with httpx2.Client(timeout=10) as outside:
        page = outside.get(departure.headers["location"])
        page = outside.get(urljoin(issuer, page.headers["location"]))
        abort = urljoin(issuer, re.search(r'href="([^"]*/abort)"', page.text)[1])
        gone = outside.get(urljoin(issuer, outside.get(abort).headers["location"]))
    answer = browser.get(gone.headers["location"].removeprefix("http://testserver"))
    assert answer.status_code == 400
    assert "You stopped, or the service did not let you in." in answer.text
    assert session.scalars(select(Person)).all() == []
