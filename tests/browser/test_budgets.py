"""What pages weigh on the wire, as a browser counts it: first with nothing kept, then with what it kept."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession

from tests.browser.conftest import Arrivals
from tests.browser.serving import Site
from tests.browser.visitors import Visitor

KB = 1024
ROUND = "public-interest-ai-first-round"
HISTORY = "digital-public-goods-registry"
PUBLIC = (
    "/",
    "/calls",
    f"/calls/{ROUND}",
    f"/calls/{HISTORY}",
    "/projects",
    "/insight",
    "/developers",
    "/accessibility",
    "/privacy",
    "/source",
    "/sign-in",
)
APPLICANT = ("/applications", "/spaces", "/notices", "/account")
LISTS = (
    "/manage",
    f"/manage/calls/{HISTORY}/applications",
    f"/manage/calls/{HISTORY}/assign",
    f"/manage/calls/{HISTORY}/deliberation",
    f"/manage/calls/{ROUND}/deliberation",
    f"/manage/calls/{ROUND}/panel",
)


class Meter:
    """Adds up the bytes of every answer a page takes, heads included."""

    def __init__(self, wire: CDPSession) -> None:
        self.bytes = 0
        wire.on("Network.loadingFinished", self._add)
        wire.send("Network.enable")

    def _add(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])


@contextmanager
def cold(browser: Browser, site: Site, person: Visitor | None) -> Iterator[BrowserContext]:
    """A browser that has kept nothing but the person's session."""
    kept = person.context.storage_state() if person is not None else None
    context = browser.new_context(base_url=site.url, storage_state=kept)
    try:
        yield context
    finally:
        context.close()


def weigh(browser: Browser, site: Site, person: Visitor | None, path: str) -> tuple[int, int]:
    """Bytes of the first visit and of the next."""
    found = []
    with cold(browser, site, person) as context:
        for _visit in range(2):
            page = context.new_page()
            meter = Meter(context.new_cdp_session(page))
            answer = page.goto(path, wait_until="networkidle")
            assert answer is not None
            assert answer.status == 200, path
            found.append(meter.bytes)
            page.close()
    return found[0], found[1]


def heavy(
    browser: Browser, site: Site, person: Visitor | None, paths: tuple[str, ...], first: int, again: int
) -> dict[str, tuple[int, int]]:
    """The pages above their budget, in kB."""
    weights = {path: weigh(browser, site, person, path) for path in paths}
    return {path: seen for path, seen in weights.items() if seen[0] > first * KB or seen[1] > again * KB}


def test_public_pages(browser: Browser, site: Site) -> None:
    assert heavy(browser, site, None, PUBLIC, 20, 10) == {}


@pytest.fixture
def known(arrive: Arrivals, site: Site) -> dict[str, Visitor]:
    """The demo's people, signed in."""
    made = {}
    for name in ("applicant", "reviewer-academia", "manager"):
        person = arrive(name)
        person.email = f"{name}@demo.example"
        person.name = {"applicant": "Amara Okafor", "reviewer-academia": "Lena Fischer", "manager": "Claire Dubois"}[
            name
        ]
        person.sign_in(looking=False)
        made[name] = person
    return made


def links(person: Visitor, path: str, start: str, count: int = 1) -> tuple[str, ...]:
    """The first links of a page that begin with `start`."""
    person.page.goto(path)
    found = person.page.locator(f'main a[href^="{start}"]').evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(found) >= count, path
    return tuple(found[:count])


def test_pages_of_those_who_work_here(browser: Browser, site: Site, known: dict[str, Visitor]) -> None:
    applicant, reviewer, manager = known["applicant"], known["reviewer-academia"], known["manager"]
    application = links(applicant, "/applications", "/applications/")[0]
    space = links(applicant, "/spaces", "/spaces/")[0]
    thread = links(applicant, space, f"{space}/threads/")[0]
    of_applicant = (*APPLICANT, application, f"{application}/sections/project", f"{application}/check", space, thread)
    assert heavy(browser, site, applicant, of_applicant, 40, 15) == {}
    of_reviewer = ("/reviews", *links(reviewer, "/reviews", "/reviews/", 2))
    assert heavy(browser, site, reviewer, of_reviewer, 40, 15) == {}
    rows = manager.page.goto(f"/manage/calls/{HISTORY}/applications")
    assert rows is not None
    assert manager.page.locator("main tbody tr").count() == 50
    assert heavy(browser, site, manager, LISTS, 60, 20) == {}
