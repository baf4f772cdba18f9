"""Loading the demo reports every record and tells nobody; a dry run writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.calls import queries as call_queries
from app.calls.models import Call
from app.calls.rules import forms, rubrics
from app.demo import loading, personas
from app.imports import commands
from app.imports.reading import Report
from app.kernel import clock
from app.kernel.events import EventRecord
from app.kernel.principals import System
from app.kernel.work import Work
from app.reviews.models import Decision, Panellist, Review, ReviewVersion
from app.spaces.models import Space

ISSUER = "http://localhost:9400"
HISTORY = "digital-public-goods-registry"
One = TypeVar("One")
GENERATED = "public-interest-ai-first-round"


@pytest.fixture
def work(session: Session) -> Work:
    return Work(session, System("demo"), clock.database(session))


@pytest.fixture
def reports(work: Work) -> list[Report]:
    return loading.load(work, personas.register(work, ISSUER), lambda _words: None)


def order(kind: str, *, dry_run: bool = False) -> commands.Order:
    file, countries = loading.DATA / f"{kind}.jsonl", loading.DATA / "countries.csv"
    return commands.Order(kind=kind, file=file, call=HISTORY, countries=countries, dry_run=dry_run)


def states(session: Session, slug: str) -> Counter[str]:
    rows = session.execute(
        select(Application.state, func.count()).join(Call).where(Call.slug == slug).group_by(Application.state)
    )
    return Counter({row.state: row[1] for row in rows})


def test_every_record_is_reported(reports: list[Report]) -> None:
    counted = [(one.kind, one.rows, one.loaded, one.known, one.left_out) for one in reports]
    assert counted == [("projects", 213, 213, 0, 0), ("reviews", 205, 205, 0, 0)]


def test_an_unlisted_country_is_reported_and_kept(reports: list[Report], session: Session) -> None:
    noted = [trouble.why for trouble in reports[0].troubles if "XKX" in trouble.why]
    assert noted == ["XKX is not in ISO 3166-1; kept as written"] * 2
    kept = session.scalar(
        text(
            "SELECT count(*) FROM submission WHERE content->'answers'->'deployment_countries' ? 'XKX'"
            " OR content->'answers'->'development_countries' ? 'XKX'"
        )
    )
    assert kept == 2


def test_outcomes_are_kept(reports: list[Report], session: Session) -> None:
    assert states(session, HISTORY) == {"accepted": 135, "in_review": 46, "ineligible": 32}
    reasons = (
        select(func.count())
        .select_from(Application)
        .join(Call)
        .where(Call.slug == HISTORY, Application.ended_reason.is_not(None))
    )
    assert session.scalar(reasons) == 29


def test_history_has_no_invented_people_or_dates(reports: list[Report], session: Session) -> None:
    stage = select(Review).join(Panellist).join(Application, Application.id == Review.application_id).join(Call)
    reviews = session.scalars(stage.where(Call.slug == HISTORY)).all()
    assert len(reviews) == 205
    assert {review.submitted_at.year for review in reviews if review.submitted_at} == {2020, 2021, 2022}
    seats = session.execute(
        select(Panellist.person_id, Panellist.constituency).where(Panellist.pseudonym.startswith("reviewer-"))
    ).all()
    assert {tuple(seat) for seat in seats} == {(None, "not_recorded")}
    dated = select(func.count()).select_from(Application).join(Call)
    assert session.scalar(dated.where(Call.slug == HISTORY, Application.submitted_at.is_not(None))) == 0


def test_the_generated_round_is_whole(reports: list[Report], session: Session) -> None:
    assert states(session, GENERATED) == {
        "accepted": 8,
        "waitlisted": 4,
        "in_review": 8,
        "declined": 14,
        "ineligible": 3,
        "withdrawn": 1,
        "submitted": 2,
    }
    released = select(func.count()).select_from(Decision).where(Decision.released_at.is_not(None))
    assert session.scalar(released) == 26
    assert session.scalar(select(func.count()).select_from(Space)) == loading.SPACES + 1


def test_what_is_generated_fits_its_form_and_rubric(reports: list[Report], work: Work) -> None:
    stage = call_queries.list_stages(work, call_queries.find_call(work, GENERATED).id)[0]
    contents = work.session.scalars(
        text("SELECT content FROM submission WHERE stage_id = :stage").bindparams(stage=stage.id)
    ).all()
    problems = [forms.check_answers(stage.form or {}, one["answers"], complete=True) for one in contents]
    assert problems == [[]] * 40
    sent = work.session.scalars(select(ReviewVersion.content).join(Review).where(Review.stage_id == stage.id)).all()
    assert [one for one in sent if rubrics.check_marks(stage.rubric or {}, one["marks"], complete=True)] == []


def test_nobody_is_told(reports: list[Report], session: Session) -> None:
    session.flush()
    told = ("application.submitted", "review.assigned", "decision.released", "space.opened", "space.member_joined")
    names = session.scalars(select(EventRecord.name).where(EventRecord.name.in_(told))).all()
    assert names == []


def test_a_dry_run_writes_nothing(reports: list[Report], work: Work) -> None:
    work.session.execute(text("DELETE FROM review_version"))
    work.session.execute(text("DELETE FROM review"))
    before = work.session.scalar(select(func.count()).select_from(Application))
    for kind in commands.KINDS:
        report = commands.import_file(work, order(kind, dry_run=True))
        assert (report.loaded, report.known) == (0, 0)
    assert work.session.scalar(select(func.count()).select_from(Review)) == 0
    assert work.session.scalar(select(func.count()).select_from(Application)) == before


def test_importing_again_adds_nothing(reports: list[Report], work: Work) -> None:
    for kind, rows in (("projects", 213), ("reviews", 205)):
        report = commands.import_file(work, order(kind))
        assert (report.rows, report.loaded, report.known) == (rows, 0, rows)


def test_loading_is_watched_in_steps(reports: list[Report], work: Work) -> None:
    """A long file shows how far it is: rows while they are read, runs of 200 while they are loaded."""
    work.session.execute(text("DELETE FROM review_version"))
    work.session.execute(text("DELETE FROM review"))
    seen: list[tuple[str, int]] = []

    def watch(what: str, items: Sequence[One]) -> Iterable[One]:
        seen.append((what, len(items)))
        return items

    report = commands.import_file(work, order("reviews"), watch)
    assert (report.loaded, seen) == (205, [("Reading", 205), ("Loading reviews", 2)])
