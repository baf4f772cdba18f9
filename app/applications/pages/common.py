"""What the pages of applications share: the router, and which application a page is about."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.applications import queries
from app.applications.types import Entry
from app.kernel.errors import NotFound, SignInRequired
from app.kernel.http import routing
from app.kernel.http.deps import Opener, Request, site
from app.kernel.http.panels import Panel
from app.kernel.principals import Anonymous
from app.kernel.work import Work

router = routing.pages_router()


def signed(opening: Opener) -> Opener:
    """An opener in the hands of somebody signed in; SignInRequired otherwise."""
    if isinstance(opening.actor, Anonymous):
        raise SignInRequired
    return opening


def own(work: Work, reference: str) -> Entry:
    """An application of the actor's own teams; NotFound otherwise, whatever else the actor may see."""
    entry = queries.get_by_reference(work, reference)
    if entry.role is None:
        raise NotFound
    return entry


def panels(request: Request, slot: str, work: Work, entry: Entry) -> list[Panel]:
    """What higher capabilities show in a slot of this application's page."""
    drawn = (panel(work, entry.id) for panel in site(request).panels.get(slot, ()))
    return [part for part in drawn if part is not None]


def file_facts(work: Work, entry: Entry, *, removed: bool = False) -> list[Mapping[str, Any]]:
    """The application's files as rules.readable wants them."""
    found = queries.list_files(work, entry.id, removed=removed)
    return [{"id": str(file.id), "name": file.name, "size": file.size} for file in found]


def snapshot(submission: queries.SubmissionRow | None) -> Mapping[str, Any]:
    """The content of a submission, or an empty one."""
    return submission.content if submission is not None else {"answers": {}, "attachments": []}


def saver(work: Work, entry: Entry, person_id: UUID | None) -> str:
    """The name of somebody else in the team who saved; "" for the actor, and for whoever is no longer in it."""
    if person_id is None or person_id == work.actor.id:
        return ""
    return next((one.name for one in queries.list_members(work, entry) if one.person_id == person_id), "")
