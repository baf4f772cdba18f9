"""What a test finds ready when it is not about how it was made: an open call, a reviewer who was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update

from app.applications.models import Application
from app.calls.models import Call
from app.calls.service import calls, forms, programmes, rubrics, stages
from app.calls.types import CallFacts
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System
from app.kernel.work import Work
from app.reviews import queries
from app.reviews.models import Panellist
from app.reviews.service import assignments, panels
from app.reviews.types import Constituency
from tests.browser.definitions import FORM, RUBRIC
from tests.browser.serving import Site

TEXTS = ("summary", "eligibility", "process")


@contextmanager
def writing(site: Site) -> Iterator[Work]:
    """A work on the site's database, committed at the end of the block."""
    database = connect(site.database.app, pool_size=1, application_name="test")
    try:
        with works.writing(database, works.acting_as(System("test"))) as work:
            yield work
    finally:
        database.dispose()


def call(site: Site, *, reviewer: str = "") -> str:
    """An open call with the journeys' form and rubric; `reviewer` is the address of somebody on its panel."""
    tail = uuid4().hex[:6]
    with writing(site) as work:
        programme = programmes.create(work, slug=f"quiet-{tail}", name={"en": "Quiet"}, summary={})
        said = {"en": "Said in a few words."}
        texts = {"title": {"en": f"Quiet round {tail}"}, "notice": {}} | dict.fromkeys(TEXTS, said)
        month = timedelta(days=30)
        facts = CallFacts(**texts, opens_at=work.now - month, closes_at=work.now + month, zone="Africa/Dakar")
        prefix = "".join(chr(ord("A") + int(digit, 16)) for digit in tail[:5])
        made = calls.create(
            work, programme_id=programme.id, slug=f"quiet-{tail}", prefix=prefix, year=2026, facts=facts
        )
        stage = stages.add(work, made.id, name={"en": "Proposal"})
        forms.change(work, stage.id, json.loads(FORM))
        rubrics.change(work, stage.id, RUBRIC)
        calls.publish(work, made.id, at=facts.opens_at)
        if reviewer:
            panels.add(work, stage.id, email=reviewer, constituency=Constituency.ACADEMIA)
    return str(made.slug)


def assignment(site: Site, reference: str) -> None:
    """The call closes, and the one reviewer of its panel is asked to review an application."""
    with writing(site) as work:
        whose = select(Application.call_id).where(Application.reference == reference).scalar_subquery()
        work.session.execute(update(Call).where(Call.id == whose).values(closes_at=work.now))
        _application, stage_id, _programme = queries.stage_of(work, reference)
        panel = queries.get_stage(work, stage_id).panel_id
        seat = work.session.scalars(select(Panellist.id).where(Panellist.panel_id == panel)).one()
        assignments.assign(work, reference, seat, None)
