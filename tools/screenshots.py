"""Takes a picture of every page of the demo: narrow and wide, left to right and right to left, some dark or French.

python tools/screenshots.py [FOLDER]     writes docs/screenshots/ and its index, unless told another folder
"""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import browser as browsers
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from screenshot_pages import PAGES, Shot

ROOT = Path(__file__).resolve().parents[1]
# WebP from Chromium itself: no picture library is needed, and text stays sharp at a third of PNG's size.
QUALITY, TALLEST, READY_SECONDS = 45, 2000, 240
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
VIEWS = {
    "360": (360, "en", "light"),
    "1280": (1280, "en", "light"),
    "360-rtl": (360, "en-XA", "light"),
    "1280-rtl": (1280, "en-XA", "light"),
    "360-fr": (360, "fr", "light"),
    "1280-dark": (1280, "en", "dark"),
}
EVERY = ("360", "1280", "360-rtl", "1280-rtl")
ABOUT = """\
Made by `make screenshots` from the demo's data. Each page is shown at 360 and 1280 pixels, from left to right and from
right to left (in a made-up language that shows which words are not translated); some also in French or dark. Long
pages are cut. The format is WebP, as Chromium writes it: a third of the size of PNG at the same sharpness of text."""


@dataclass
class Camera:
    """A browser at a running demo; each person's session is kept for all their pictures."""

    chromium: Browser
    url: str
    mail: Path
    folder: Path
    sessions: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def context(self, person: str, locale: str = "en", scheme: str = "light") -> BrowserContext:
        """A browser of this person's, or of nobody's when `person` is empty."""
        made = self.chromium.new_context(base_url=self.url, color_scheme="dark" if scheme == "dark" else "light")
        cookies = {"session": self.session(person) if person else "", "language": locale}
        made.add_cookies([{"name": name, "value": kept, "url": self.url} for name, kept in cookies.items() if kept])
        return made

    def session(self, person: str) -> str:
        """The cookie of somebody signed in by the link that the demo mailed them."""
        if person not in self.sessions:
            made = self.context("")
            page, before = made.new_page(), set(self.mail.glob("*.eml"))
            page.goto("/sign-in")
            page.fill("main [name=email]", f"{person}@demo.example")
            page.click("main form[action='/sign-in/link'] button")
            page.goto(self.link(before))
            page.click("main form button")
            page.wait_for_url(self.url + "/")
            self.sessions[person] = next(one["value"] for one in made.cookies() if one["name"] == "session")
            made.close()
        return self.sessions[person]

    def link(self, before: set[Path]) -> str:
        """The sign-in address of the first letter that was not there before."""
        for _ in waiting("a letter"):
            for letter in set(self.mail.glob("*.eml")) - before:
                found = re.search(r"http\S+/sign-in/link/\S+", letter.read_text(encoding="utf-8"))
                if found:
                    return found[0]
        raise AssertionError

    def resolve(self, shot: Shot) -> str:
        """The shot's address; `{name}` in it is where an earlier shot led."""
        return shot.path.format_map(self.places)

    def take(self, shot: Shot) -> None:
        """Every view of a page."""
        for view in (*EVERY, *shot.more):
            width, locale, scheme = VIEWS[view]
            made = self.context(shot.person, locale, scheme)
            page = made.new_page()
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(self.resolve(shot), wait_until="networkidle")
            (self.folder / f"{shot.name}-{view}.webp").write_bytes(picture(page, width))
            made.close()

    def prepare(self, shot: Shot) -> None:
        """What has to happen before the pictures: deeds of the person, and where links of the page lead."""
        made = self.context(shot.person)
        page = made.new_page()
        page.goto(self.resolve(shot), wait_until="networkidle")
        for deed in shot.deeds:
            deed(page)
            page.wait_for_load_state("networkidle")
        for name, selector in shot.finds.items():
            found = page.url if selector == "" else page.locator(selector).first.get_attribute("href") or ""
            self.places[name] = re.sub(r"[?#].*", "", found.removeprefix(self.url))
        made.close()


def picture(page: Page, width: int) -> bytes:
    """The page from its top, as far as a reader scrolls in a minute."""
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    page.set_viewport_size({"width": width, "height": max(height, 400)})
    wire = page.context.new_cdp_session(page)
    answer = wire.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(answer["data"])


def waiting(what: str) -> Iterator[None]:
    """Turns to look again, until it takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        yield
        time.sleep(0.1)
    raise SystemExit(f"Waited in vain for {what}.")


@contextmanager
def demo() -> Iterator[tuple[str, Path]]:
    """A demo of its own, with its own data and ports; its address and its mail."""
    with tempfile.TemporaryDirectory(prefix="commonweal-") as data:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        command = [Path(sys.executable).with_name("commonweal"), "demo", "--port", "8400"]
        running = subprocess.Popen(command, env=kept | {"COMMONWEAL_DATA": data}, cwd=ROOT)
        try:
            facts = Path(data, "demo.json")
            for _ in waiting("the demo"):
                if facts.exists():
                    break
                if running.poll() is not None:
                    raise SystemExit("The demo ended before it was ready.")
            yield json.loads(facts.read_text(encoding="utf-8"))["base_url"], Path(data, "mail")
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def index(folder: Path) -> str:
    """The list of pages with a link to each picture."""
    lines = ["# Pictures of every page", "", ABOUT, "", "| page | seen by | pictures |", "| --- | --- | --- |"]
    for shot in PAGES:
        if shot.title:
            views = [f"[{view}]({shot.name}-{view}.webp)" for view in (*EVERY, *shot.more)]
            lines.append(f"| {shot.title} | {shot.person or 'anybody'} | {' · '.join(views)} |")
    size = sum(one.stat().st_size for one in folder.glob("*.webp")) / 1_000_000
    return "\n".join([*lines, "", f"{len(list(folder.glob('*.webp')))} pictures, {size:.1f} MB."]) + "\n"


def main() -> None:
    """Start the demo, take the pictures, write the index."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/screenshots"
    chosen = sys.argv[2:]
    if not chosen:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    program = browsers.find()
    if program is None:
        raise SystemExit(browsers.advice())
    with demo() as (url, mail), sync_playwright() as playwright:
        camera = Camera(playwright.chromium.launch(executable_path=program, args=ARGUMENTS), url, mail, folder)
        for shot in PAGES:
            if shot.deeds or shot.finds:
                camera.prepare(shot)
            if shot.title and (not chosen or shot.name in chosen):
                camera.take(shot)
                print(shot.name, flush=True)
        camera.chromium.close()
    (folder / "README.md").write_text(index(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
