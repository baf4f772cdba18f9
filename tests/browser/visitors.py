"""A person at a browser: goes to pages, fills in forms, presses buttons, and every page they see is looked at."""

import re
import zlib
from collections.abc import Mapping

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.browser.looking import Looker
from tests.browser.serving import Site

PATIENCE_MS = 60_000


class Visitor:
    """One person in one browser of their own; signs in by the link that is mailed to them."""

    def __init__(self, browser: Browser, site: Site, name: str, *, scripts: bool = True, tail: str = "") -> None:
        """`tail` sets the addresses of one walk apart from those of another."""
        self.site, self.name = site, name
        self.email = f"{name.split(maxsplit=1)[0].lower()}{tail}@example.org"
        number = zlib.crc32(self.email.encode())
        self.context = browser.new_context(
            base_url=site.url,
            java_script_enabled=scripts,
            locale="en-GB",
            # A network set aside for trials (RFC 2544): sign-in is counted by address, and people have their own.
            extra_http_headers={"X-Forwarded-For": f"198.18.{number % 256}.{number // 256 % 256}"},
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.twin = None if scripts else browser.new_page()
        self.is_looking = True
        self.looker = Looker(self.twin)
        self.looker.listen(self.page)

    def close(self) -> None:
        """Put the browser away."""
        self.context.close()
        if self.twin is not None:
            self.twin.close()

    @property
    def path(self) -> str:
        """Where the browser is, without the note that the last deed left in the address."""
        return re.sub(r"[?&]note=\w+", "", self.page.url.removeprefix(self.site.url)).split("#")[0]

    def go(self, path: str, status: int = 200) -> Page:
        """Open a page and look at it."""
        return self._arrived(self.page.goto(path), status)

    def press(self, name: str, status: int = 200, *, within: Locator | None = None) -> Page:
        """Press the button of that name and look at the page it leads to."""
        return self._activate((within or self.page.locator("body")).get_by_role("button", name=name), status)

    def follow(self, name: str) -> Page:
        """Follow the link of that name and look at the page it leads to."""
        return self._activate(self.page.get_by_role("main").get_by_role("link", name=name), 200)

    def open(self, summary: str) -> None:
        """Unfold what stands behind a summary."""
        self.page.locator("main summary", has_text=summary).click()

    def type(self, values: Mapping[str, str]) -> None:
        """Fill in fields by their names; a choice is named with its value, a box that is ticked with `on`."""
        for name, value in values.items():
            field = self.page.locator(f'main [name="{name}"]').first
            kind = field.get_attribute("type") or field.evaluate("one => one.tagName.toLowerCase()")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "select":
                field.select_option(value)
            else:
                field.fill(value)

    def reads(self, *words: str) -> None:
        """Fail unless the page says all of `words`."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each, timeout=PATIENCE_MS)

    def sign_in(self, *, looking: bool = True) -> None:
        """By a link, as somebody new or somebody known; `looking` at pages that only differ in the address is waste."""
        self.is_looking = looking
        self.go("/sign-in")
        self.type({"email": self.email})
        self.press("Send me a link")
        self.reads("Look in your mail", self.email)
        self.go(self.site.letter_link(self.email, "/sign-in/link/"))
        if self.page.locator('main [name="name"]').count():
            self.type({"name": self.name})
            self.press("Make my account and sign in")
        else:
            self.press("Sign in", within=self.page.get_by_role("main"))
        self.reads(self.name)
        self.is_looking = True

    def _activate(self, control: Locator, status: int) -> Page:
        with self.page.expect_navigation(timeout=PATIENCE_MS) as met:
            control.click()
        return self._arrived(met.value, status)

    def _arrived(self, answer: Response | None, status: int) -> Page:
        assert answer is not None
        if answer.status != status:
            raise AssertionError(f"{answer.url}: {answer.status}\n{self.page.locator('body').inner_text()[:600]}")
        if self.is_looking:
            self.looker.look(self.page)
        return self.page
