"""Fills the demo's database on the first start, and makes the personas known to today's provider on every start."""

from collections.abc import Callable, Mapping
from uuid import UUID

from app.demo import personas
from app.identity import queries as identity_queries
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System
from app.kernel.work import Work

Tell = Callable[[str], None]


def prepare(url: str, issuer: str, known: Mapping[str, str], tell: Tell) -> dict[str, str]:
    """The API client's id and secret: `known` from before, or new where there is none."""
    database = connect(url, pool_size=2, application_name="demo")
    try:
        with works.writing(database, works.acting_as(System("demo"))) as work:
            # Personas and data come in one transaction: where the one is, the other is too.
            first = identity_queries.find_person_by_confirmed_email(work, personas.PERSONAS[0].email) is None
            people = personas.register(work, issuer)
            if first:
                _load(work, people, tell)
            return _client(work) if first or not known else dict(known)
    finally:
        database.dispose()


def _load(work: Work, people: Mapping[str, UUID], tell: Tell) -> None:
    from app.demo import loading
    from app.imports import commands

    tell("Loading demo data")
    for report in loading.load(work, people, lambda words: tell(f"  {words}")):
        tell(f"  {commands.summary(report, dry_run=False)}")


def _client(work: Work) -> dict[str, str]:
    from app.partners.service import clients
    from app.partners.types import Scope

    client_id, secret = clients.create(work, personas.partner_organisation(work), "Demo partner", list(Scope))
    return {"id": str(client_id), "secret": secret}
