"""The versions a section went through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from app.applications import policy
from app.applications.models import Application, SectionVersion
from app.applications.rules import versions
from app.applications.types import Entry
from app.identity.models import Person
from app.kernel import paging
from app.kernel.errors import Invalid, NotFound
from app.kernel.paging import Page
from app.kernel.principals import Principal
from app.kernel.work import Work

SIZE = 20
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a section; `name` is the person's who saved it, None for programs and the platform."""

    number: int
    how: str
    form_version: int
    draft_version: int
    answers: Mapping[str, Any]
    taken: int
    began_at: datetime
    saved_at: datetime
    saved_by: UUID | None
    name: str | None

    @property
    def save(self) -> versions.Save:
        """What the save after this one asks of it."""
        return versions.Save(self.how, self.saved_by, self.began_at, self.saved_at, self.form_version, self.taken)


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version in the list, and the questions it answered otherwise than the one before."""

    version: VersionRow
    changed: Sequence[str]


def list_versions(
    work: Work, entry: Entry, section: str, *, after: str | None = None, size: int = SIZE
) -> Page[ListedVersion]:
    """The versions of a section at the application's stage, the newest first."""
    found = _read(work, entry, section, size + 1, below=_number(after) if after else _LARGEST)
    befores = [row.answers for row in found[1:]]
    rows = [
        ListedVersion(row, versions.changed(before, row.answers))
        for row, before in zip(found, [*befores, {}], strict=False)
    ]
    return paging.cut(rows, size, lambda row: (row.version.number,))


def get_version(work: Work, entry: Entry, section: str, number: int) -> tuple[VersionRow, VersionRow | None]:
    """A version, and the one before it; NotFound without the first."""
    found = _read(work, entry, section, 2, below=min(number, _LARGEST - 1) + 1)
    if not found or found[0].number != number:
        raise NotFound
    return found[0], found[1] if len(found) > 1 else None


def find_last(work: Work, entry: Entry, section: str) -> VersionRow | None:
    """The newest version; None where nothing was saved."""
    return next(iter(_read(work, entry, section, 1, below=_LARGEST)), None)


def _read(work: Work, entry: Entry, section: str, size: int, *, below: int) -> list[VersionRow]:
    which = {"application_id": entry.id, "stage_id": entry.stage_id, "section": section, "below": below}
    return [VersionRow(*row) for row in work.read(_versions, size, **which)]


def _versions(actor: Principal, size: int) -> Select[Any]:
    return (
        select(
            *(SectionVersion.number, SectionVersion.how, SectionVersion.form_version, SectionVersion.draft_version),
            *(SectionVersion.answers, SectionVersion.taken, SectionVersion.began_at, SectionVersion.saved_at),
            *(SectionVersion.saved_by, Person.name),
        )
        .join(Application, SectionVersion.application_id == Application.id)
        .outerjoin(Person, SectionVersion.saved_by == Person.id)
        .where(SectionVersion.application_id == bindparam("application_id"))
        .where(SectionVersion.stage_id == bindparam("stage_id"), SectionVersion.section == bindparam("section"))
        .where(SectionVersion.number < bindparam("below"), policy.drafts_visible_to(actor))
        .order_by(SectionVersion.number.desc())
        .limit(size)
    )


def _number(cursor: str) -> int:
    (text,) = paging.decode(cursor, 1)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(cursor="not_a_cursor")
    return int(text)
