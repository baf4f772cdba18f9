"""The public register: projects that were accepted and whose decision is released."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

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
        statement = statement.where(Application.id < paging.decode_id(after))
    rows = [ProjectRow(*row) for row in work.session.execute(statement)]
    return paging.cut(rows, size, lambda row: [row.id])


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over all published calls; countries as (ISO 3166-1 alpha-3, accepted projects), most first."""

    calls: int
    submitted: int
    accepted: int
    countries: list[tuple[str, int]]


def get_figures(work: Work) -> Figures:
    """The public figures; drafts are counted nowhere."""
    public = select(Call.id).where(calls_visible_to(Anonymous()))
    sent = Application.state.not_in((State.DRAFT, State.WITHDRAWN))
    counted = select(func.count(), func.count().filter(Application.state == State.ACCEPTED)).where(
        Application.call_id.in_(public), sent
    )
    submitted, accepted = work.session.execute(counted).one()
    by_country = (
        select(Organisation.country, func.count())
        .join(Application, Application.organisation_id == Organisation.id)
        .where(Application.call_id.in_(public), Application.state == State.ACCEPTED, Organisation.country.is_not(None))
        .group_by(Organisation.country)
        .order_by(func.count().desc(), Organisation.country)
        .limit(25)
    )
    calls = work.session.scalar(select(func.count()).select_from(public.subquery())) or 0
    countries = [(str(row[0]), int(row[1])) for row in work.session.execute(by_country)]
    return Figures(calls, submitted, accepted, countries)
