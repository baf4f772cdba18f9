"""Fills the demo's database on the first start, and makes the personas known to today's provider on every start."""

from collections.abc import Mapping
from uuid import UUID

from app.demo import loading, personas
from app.imports import commands
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System
from app.kernel.work import Work
from app.partners.service import clients
from app.partners.types import Scope


def prepare(url: str, issuer: str, known: Mapping[str, str], tell: loading.Tell) -> dict[str, str]:
    """The API client's id and secret: `known` from before, or new where there is none."""
    database = connect(url, pool_size=2, application_name="demo")
    try:
        with works.writing(database, works.acting_as(System("demo"))) as work:
            people = personas.register(work, issuer)
            fresh = not loading.is_loaded(work)
            if fresh:
                _load(work, people, tell)
            return _client(work) if fresh or not known else dict(known)
    finally:
        database.dispose()


def _load(work: Work, people: Mapping[str, UUID], tell: loading.Tell) -> None:
    for report in loading.load(work, people, tell):
        tell(commands.summary(report, dry_run=False))


def _client(work: Work) -> dict[str, str]:
    client_id, secret = clients.create(work, personas.partner_organisation(work), "Demo partner", list(Scope))
    return {"id": str(client_id), "secret": secret}
