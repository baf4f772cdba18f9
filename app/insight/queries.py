"""The public register: projects that were accepted and whose decision is released."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.applications.models import Application
from app.applications.types import State
from app.calls.models import Call
from app.calls.policy import visible_to as calls_visible_to
from app.identity.models import Organisation
from app.kernel import paging
from app.kernel.paging import Page
from app.kernel.principals import Anonymous
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A public project."""

    id: UUID
    reference: str
    title: str
    organisation: str | None
    country: str | None
    call_slug: str
    call_title: dict[str, str]
    provenance: str
    since: datetime | None


def list_projects(work: Work, *, word: str = "", after: str = "", size: int = paging.SIZE) -> Page[ProjectRow]:
    """Accepted projects, the newest first; the same for everybody. `word` is sought in the title."""
    statement = (
        select(
            *(Application.id, Application.reference, Application.title, Organisation.name, Organisation.country),
            *(Call.slug, Call.title, Call.provenance, Application.submitted_at),
        )
        .join(Call, Application.call_id == Call.id)
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .where(Application.state == State.ACCEPTED, calls_visible_to(Anonymous()))
        .order_by(Application.id.desc())
        .limit(size + 1)
    )
    if word:
        statement = statement.where(Application.title.icontains(word, autoescape=True))
    if after:
        statement = statement.where(Application.id < UUID(paging.decode(after, 1)[0]))
    rows = [ProjectRow(*row) for row in work.session.execute(statement)]
    return paging.cut(rows, size, lambda row: [row.id])
