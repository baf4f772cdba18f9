"""A person without a mouse: only keys reach the page, and what has the focus must show it."""

from playwright.sync_api import Page

from tests.browser.looking import focused
from tests.browser.visitors import PATIENCE_MS

FAR = 150


class Keyboard:
    """Keys on one page; every stop on the way has to be visible and marked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, *, name: str = "", value: str = "", text: str = "") -> None:
        """Press Tab until the control with that name, value or text has the focus."""
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            here = focused(self.page)
            if here["tag"] == "BODY":
                continue
            assert (here["marked"], here["shown"]) == (True, True), here
            if name in {"", here["name"]} and value in {"", here["value"]} and text in here["text"]:
                return
        raise AssertionError(f"no way by keyboard to {name or text} on {self.page.url}")

    def fill(self, name: str, words: str) -> None:
        """Reach a field and type."""
        self.reach(name=name)
        self.page.keyboard.type(words)

    def choose(self, name: str, value: str) -> None:
        """Reach a group of radio buttons and move to one of them."""
        self.reach(name=name)
        self.page.keyboard.press("Space")
        for _ in range(20):
            if focused(self.page)["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")

    def enter(self, text: str) -> None:
        """Reach a link or button and follow it with Enter."""
        self.reach(text=text)
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.page.keyboard.press("Enter")
