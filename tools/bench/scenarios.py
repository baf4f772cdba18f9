"""What is measured: each page, by whom it is asked for, and what it may cost."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import urlencode
from uuid import UUID

from app.kernel import paging
from tools.bench.asking import Call
from tools.bench.content import WORD
from tools.bench.filling import World

TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
CRITERIA = ("benefit", "openness", "trust", "feasibility", "sustainability")
PEOPLE = 120  # who ask, in turn: more than would stay in a small cache


@dataclass(frozen=True, slots=True)
class Scenario:
    """One page: how client `at` of `of` asks for it, its aim in CPU ms, and the bare page it is compared with."""

    name: str
    calls: Callable[["Asker", int, int], Iterator[Call]]
    aim: float | None = None
    bare: str = ""


@dataclass(slots=True)
class Asker:
    """Who asks: the world, a form's token for each session that posts, and the version each review is at."""

    world: World
    bearer: str
    tokens: Mapping[str, str]
    unsent: Iterator[tuple[str, str]]
    versions: dict[UUID, int] = field(default_factory=dict)

    def landing(self, _at: int, _of: int) -> Iterator[Call]:
        """The front page, by nobody in particular."""
        return cycle([Call("GET", "/")])

    def call_page(self, _at: int, _of: int) -> Iterator[Call]:
        """A public call page."""
        return cycle([Call("GET", f"/calls/{self.world.slug}")])

    def application(self, at: int, of: int) -> Iterator[Call]:
        """The team's own page of an application."""
        mine = self.world.applicants[:PEOPLE][at::of]
        return cycle([Call("GET", f"/applications/{reference}", session) for session, reference in mine])

    def application_inside(self, at: int, of: int) -> Iterator[Call]:
        """A manager's page of an application."""
        seen = self.world.references[:PEOPLE][at::of]
        return cycle([Call("GET", f"/manage/applications/{one}", self.world.manager) for one in seen])

    def managers_list(self, _at: int, _of: int) -> Iterator[Call]:
        """The first 50 applications to a call."""
        return self._inside("applications")

    def further_list(self, _at: int, _of: int) -> Iterator[Call]:
        """Fifty applications from the middle of the list."""
        return self._inside(f"applications?after={paging.encode([self.world.middle])}")

    def filtered_list(self, _at: int, _of: int) -> Iterator[Call]:
        """The first 50 with a word in the title."""
        return self._inside(f"applications?q={WORD}")

    def rare_list(self, at: int, of: int) -> Iterator[Call]:
        """The few with a rare word in the title."""
        words = [reference[-4:] for reference in self.world.references[-PEOPLE:]][at::of]
        return cycle([self._managers(f"applications?q={word}") for word in words])

    def ranking(self, _at: int, _of: int) -> Iterator[Call]:
        """The first 50 of the ranked table."""
        return self._inside("deliberation")

    def queue(self, at: int, of: int) -> Iterator[Call]:
        """A reviewer's own list."""
        return cycle([Call("GET", "/reviews", session) for session in self.world.reviewers[at::of]])

    def review_form(self, at: int, of: int) -> Iterator[Call]:
        """An application beside its sheet."""
        sheets = [(session, key) for session, keys in self._share(at, of) for key in keys]
        return cycle([Call("GET", f"/reviews/{key}", session) for session, key in sheets])

    def saving(self, at: int, of: int) -> Iterator[Call]:
        """A review saved as a draft, by the reviewer's button."""
        for session, key in cycle([(session, key) for session, keys in self._share(at, of) for key in keys]):
            version = self.versions[key] = self.versions.get(key, 0) + 1
            body = urlencode(_sheet(version) | {"csrf_token": self.tokens[session]}).encode()
            yield Call("POST", f"/reviews/{key}/save", session, body=body, status=303)

    def submitting(self, _at: int, _of: int) -> Iterator[Call]:
        """A complete draft sent, each once."""
        for session, reference in self.unsent:
            body = urlencode({"csrf_token": self.tokens[session]}).encode()
            yield Call("POST", f"/applications/{reference}/submit", session, body=body, status=303)

    def api_list(self, _at: int, _of: int) -> Iterator[Call]:
        """Fifty applications as JSON."""
        return cycle([Call("GET", "/api/v1/applications", bearer=self.bearer)])

    def _managers(self, path: str) -> Call:
        return Call("GET", f"/manage/calls/{self.world.slug}/{path}", self.world.manager)

    def _inside(self, path: str) -> Iterator[Call]:
        return cycle([self._managers(path)])

    def _share(self, at: int, of: int) -> list[tuple[str, list[UUID]]]:
        return list(self.world.in_progress.items())[:32][at::of]


def writers(world: World) -> list[str]:
    """The sessions that post."""
    return list(dict.fromkeys([*list(world.in_progress)[:32], *(session for session, _reference in world.drafts)]))


def _sheet(version: int) -> dict[str, str]:
    typed = {
        "version": str(version),
        "comment": "The need is shown. " * 20,
        "confidential": "",
        "recommendation": "discuss",
    }
    for number, key in zip(count(version), CRITERIA, strict=False):
        typed |= {f"mark-{key}": str(number % 6), f"comment-{key}": "Evidence is given for most of it. " * 4}
    return typed


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("Landing page", Asker.landing, 1.3, "detail"),
    Scenario("Public call page", Asker.call_page, None, "detail"),
    Scenario("Application, the team's page", Asker.application, 3.0, "detail"),
    Scenario("Application, a manager's page", Asker.application_inside, 3.0, "detail"),
    Scenario("Managers' list of 50", Asker.managers_list, 2.4, "table"),
    Scenario("… from its middle", Asker.further_list, 2.4, "table"),
    Scenario("… with a word in 1 of 20 titles", Asker.filtered_list, 3.5, "table"),
    Scenario("… with a word in 1 title", Asker.rare_list, 3.5, "table"),
    Scenario("Ranked table of 50", Asker.ranking, None, "table"),
    Scenario("Reviewer's queue", Asker.queue, 3.0, "table"),
    Scenario("Review form", Asker.review_form, 4.0, "detail"),
    Scenario("Saving a review", Asker.saving, 2.8),
    Scenario("Submitting", Asker.submitting),
    Scenario("API list of 50", Asker.api_list, 1.0, "json"),
)
