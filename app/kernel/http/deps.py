"""How a route says what it needs of a work; the route class opens it inside its one thread hop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.kernel import work as works
from app.kernel.http import bodies
from app.kernel.http.state import Site, site
from app.kernel.principals import Principal
from app.kernel.work import Work

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class Access(StrEnum):
    """What a route may do: each route declares exactly one."""

    READING = "reading"
    SIGNED_READING = "signed_reading"
    WRITING = "writing"
    VISITOR_WRITING = "visitor_writing"
    OPENING = "opening"


@dataclass(slots=True)
class Slot:
    """Stands where the work will be until the thread opens it."""

    request: Request
    access: Access
    body: bytes = b""


@dataclass(slots=True)
class Opener:
    """For routes that open works by hand: sign-in callbacks, token end points, streams."""

    request: Request
    site: Site
    actor: Principal

    @contextmanager
    def reading(self, actor: Principal | None = None) -> Iterator[Work]:
        """A reading work as `actor`, or as whoever asked."""
        with works.reading(self.site.database, works.acting_as(actor or self.actor)) as work:
            yield work

    @contextmanager
    def writing(self, actor: Principal | None = None) -> Iterator[Work]:
        """A writing work as `actor`, or as whoever asked."""
        with works.writing(self.site.database, works.acting_as(actor or self.actor)) as work:
            yield work


def _declares(access: Access) -> Callable[[Request], Any]:
    async def slot(request: Request) -> Slot:
        if request.method not in SAFE and request.headers.get("content-type", "").startswith(FORM_TYPES):
            await bodies.form(request)
        elif request.method not in SAFE and request.scope["path"].startswith("/api/"):
            return Slot(request, access, await request.body())
        return Slot(request, access)

    slot.access = access  # type: ignore[attr-defined]  # read by the guard that walks the routes
    return slot


async def _posted(request: Request) -> "Posted":
    return Posted(await bodies.form(request))


class Posted:
    """A posted HTML form: text is stripped of nothing, missing fields read as empty."""

    def __init__(self, data: FormData) -> None:
        self.data = data

    def text(self, name: str) -> str:
        """The field's text without surrounding white space."""
        value = self.data.get(name, "")
        return value.strip().replace("\r\n", "\n").replace("\x00", "") if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of the field, in order."""
        return [value for value in self.data.getlist(name) if isinstance(value, str)]

    def fields(self, prefix: str = "") -> dict[str, list[str]]:
        """All text fields whose name starts with `prefix`, with it removed."""
        found: dict[str, list[str]] = {}
        for name, value in self.data.multi_items():
            if name.startswith(prefix) and isinstance(value, str):
                cleaned = value.replace("\r\n", "\n").replace("\x00", "")
                found.setdefault(name.removeprefix(prefix), []).append(cleaned)
        return found

    def files(self, name: str) -> list[UploadFile]:
        """The files chosen in a field; an empty choice is no file."""
        return [value for value in self.data.getlist(name) if isinstance(value, UploadFile) and value.filename]


reading_slot = _declares(Access.READING)
signed_reading_slot = _declares(Access.SIGNED_READING)
writing_slot = _declares(Access.WRITING)
visitor_writing_slot = _declares(Access.VISITOR_WRITING)
opening_slot = _declares(Access.OPENING)
SLOTS = (reading_slot, signed_reading_slot, writing_slot, visitor_writing_slot, opening_slot)

Reading = Annotated[Work, Depends(reading_slot)]
SignedReading = Annotated[Work, Depends(signed_reading_slot)]
Writing = Annotated[Work, Depends(writing_slot)]
VisitorWriting = Annotated[Work, Depends(visitor_writing_slot)]
Opening = Annotated[Opener, Depends(opening_slot)]
Form = Annotated[Posted, Depends(_posted)]
__all__ = ["SAFE", "Form", "Opening", "Reading", "Request", "SignedReading", "VisitorWriting", "Writing", "site"]
