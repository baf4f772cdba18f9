"""A site with demo data, and a browser that looks at it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, sync_playwright

from app.kernel import postgres
from tests.browser.serving import Site, serving
from tests.browser.visitors import Visitor

CHROMIUM = os.environ.get("COMMONWEAL_BROWSER", "/usr/bin/chromium")
# Chromium draws parts of its own window as pages, a process for each context of ours: nobody sees them here. What
# Playwright switches off itself has to be named again, because the last such list counts.
UNSEEN = (
    *("WebUIToolbar", "InitialWebUI", "WebUIReloadButton", "WebUILocationBar", "PreloadTopChromeWebUI"),
    *("TabSearchToolbarButton", "WebUIOmniboxPopup", "HttpsUpgrades", "MediaRouter", "OptimizationHints"),
    *("PaintHolding", "DestroyProfileOnBrowserClose", "AvoidUnnecessaryBeforeUnloadCheckSync"),
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNSEEN)}",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def site(template: tuple[postgres.Addresses, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of this worker; nothing of it is rolled back, so each test brings people and calls of its own."""
    cluster, original = template
    name = f"site_{uuid4().hex[:12]}"
    addresses = postgres.create_database(cluster, name, template=original)
    with serving(addresses, tmp_path_factory.mktemp("site")) as served:
        yield served
    postgres.drop_database(cluster, name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: while Playwright runs, its event loop keeps other tests from having one."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


Arrivals = Callable[..., Visitor]


@pytest.fixture
def arrive(browser: Browser, site: Site) -> Iterator[Arrivals]:
    """`arrive("Awa Diop")`: somebody with a browser of their own and an address nobody else has."""
    tail, here = uuid4().hex[:8], list[Visitor]()

    def make(name: str, *, scripts: bool = True) -> Visitor:
        here.append(Visitor(browser, site, name, scripts=scripts, tail=tail))
        return here[-1]

    yield make
    for visitor in here:
        visitor.close()
