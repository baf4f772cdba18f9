"""A person at a browser who applies again and again, and tries once more whenever the site does not answer."""

import re
import threading
import time

import httpx2

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="([^"]+)"')
PATIENCE = 300.0
AGAIN = 0.1


class Applicant(threading.Thread):
    """Submits one application after another until told to stop.

    `acknowledged` are the references for which the site said that they were received; `surprises` are
    answers that a site which only goes away and comes back should never give.
    """

    def __init__(self, base: str, cookie: str, slug: str, stopping: threading.Event, excused: set[int]) -> None:
        super().__init__(daemon=True)
        self.base, self.slug, self.stopping, self.excused = base, slug, stopping, excused
        self.headers = {"cookie": f"session={cookie}", "origin": base}
        self.client = httpx2.Client(timeout=20)
        self.acknowledged: list[str] = []
        self.surprises: list[str] = []
        self.repeated = 0

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self.acknowledged.append(self.apply())
        except LookupError as error:
            self.surprises.append(str(error))
        finally:
            self.client.close()

    def apply(self) -> str:
        """From the call's page to the receipt; returns the reference."""
        page = self.ask("GET", f"/calls/{self.slug}", 200)
        begun = self.ask("POST", f"/calls/{self.slug}/apply", 303, csrf_token=found(TOKEN, page))
        base = begun.headers["location"]
        page = self.ask("GET", f"{base}/sections/project", 200)
        fields = {"csrf_token": found(TOKEN, page), "version": found(VERSION, page)}
        self.ask("POST", f"{base}/sections/project", 303, **fields, title="Wells", about="Water for all")
        page = self.ask("GET", f"{base}/check", 200)
        sent = self.ask("POST", f"{base}/submit", 303, csrf_token=found(TOKEN, page))
        if sent.headers["location"] != f"{base}/receipt":
            raise LookupError(f"after sending, to {sent.headers['location']}")
        return base.removeprefix("/applications/")

    def ask(self, method: str, path: str, expected: int, **fields: str) -> httpx2.Response:
        """The answer of the site, however often it must be asked."""
        ends = time.monotonic() + PATIENCE
        while True:
            answer, status = None, "no answer"
            try:
                answer = self.client.request(method, self.base + path, headers=self.headers, data=fields or None)
                status = str(answer.status_code)
            except httpx2.TransportError as error:
                status = type(error).__name__
            if answer is not None and answer.status_code == expected:
                return answer
            is_away = answer is None or answer.status_code in self.excused
            if not is_away or time.monotonic() > ends:
                raise LookupError(f"{method} {path}: {status}\n{answer.text[-2000:] if answer else ''}")
            self.repeated += 1
            time.sleep(AGAIN)


def found(pattern: re.Pattern[str], page: httpx2.Response) -> str:
    """The value of a hidden field."""
    match = pattern.search(page.text)
    if match is None:
        raise LookupError(f"no {pattern.pattern} on {page.url}")
    return match.group(1)
