"""The demo's programme and its three calls: real history, a generated round, and one that is open."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.applications.service import records as application_records
from app.calls.service import calls, forms, programmes, rubrics, stages
from app.calls.types import CallFacts, Provenance
from app.demo import first_round, personas
from app.imports import projects, reading, reviews
from app.imports.reading import Report
from app.kernel.work import Work
from app.reviews.service import records as review_records
from app.spaces.service import records as space_records

DATA = Path(__file__).resolve().parents[2] / "data"
ZONE = "Europe/Paris"
SPACES = 3
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A published call with its one stage."""

    call_id: UUID
    stage_id: UUID
    form: dict[str, Any]
    rubric: dict[str, Any]


def load(work: Work, people: Mapping[str, UUID], tell: Tell) -> list[Report]:
    """Everything, in the one transaction of `work`; returns what became of the files."""
    words = _read("calls.json")
    programme = programmes.create(work, **words["programme"])
    personas.give_roles(work, people, programme.id)
    tell("213 projects and 205 reviews of the digital public goods registry")
    reports = _history(work, programme.id, words["historical"])
    tell("a generated first round")
    _first_round(work, programme.id, words["generated"], people)
    tell("an open call")
    _open_round(work, programme.id, words["open"], people)
    return reports


def _history(work: Work, programme_id: UUID, words: dict[str, Any]) -> list[Report]:
    countries = reading.read_countries(DATA / "countries.csv")
    rows = list(reading.read_rows(DATA / "projects.jsonl", Report("projects")))
    form = registry_form(countries, (row for _number, row in rows))
    opened = _open(
        work,
        programme_id,
        words,
        provenance=Provenance.HISTORICAL,
        form=form,
        rubric=_read("registry_rubric.json"),
    )
    about_projects, about_reviews = Report("projects", rows=len(rows)), Report("reviews")
    read = projects.read(rows, about_projects, countries=countries, form=form)
    loaded = projects.load(work, read, about_projects, call_id=opened.call_id, stage_id=opened.stage_id)
    review_rows = reading.read_rows(DATA / "reviews.jsonl", about_reviews)
    sheets = reviews.read(review_rows, about_reviews, rubric=opened.rubric)
    applications = {key: one.id for key, one in loaded.items()}
    reviews.load(work, sheets, about_reviews, stage_id=opened.stage_id, applications=applications)
    _history_spaces(work, read, loaded, sheets)
    return [about_projects, about_reviews]


def registry_form(countries: Mapping[str, Mapping[str, str]], rows: Iterable[reading.Row]) -> dict[str, Any]:
    """The registry's form; a code of no country, where a project uses one, is an option that says so."""
    used = {code for row in rows for name in projects.COUNTRIES for code in row.get(name, [])}
    unlisted = {
        code: {"en": f"{code} (not in ISO 3166-1)", "fr": f"{code} (hors ISO 3166-1)"} for code in used - set(countries)
    }
    options = [{"key": code, "label": dict(name)} for code, name in sorted({**countries, **unlisted}.items())]
    form: dict[str, Any] = _read("registry_form.json")
    for section in form["sections"]:
        for question in section["questions"]:
            if question["key"] in projects.COUNTRIES:
                question["options"] = options
    return form


def _history_spaces(
    work: Work,
    read: list[projects.Project],
    loaded: Mapping[str, application_records.Loaded],
    sheets: list[reviews.Sheet],
) -> None:
    """Spaces for the accepted projects with the most reviews; nobody is put in them."""
    counted = {one.source_key: sum(sheet.project == one.source_key for sheet in sheets) for one in read}
    accepted = [one for one in read if one.state == projects.STATES["dpg"]]
    for one in sorted(accepted, key=lambda one: (-counted[one.source_key], one.source_key))[:SPACES]:
        space = space_records.Record(
            reference=loaded[one.source_key].reference, summary=one.answers["description"], opened_at=work.now
        )
        space_records.load(work, space)


def _first_round(work: Work, programme_id: UUID, words: dict[str, Any], people: Mapping[str, UUID]) -> None:
    zone = ZoneInfo(ZONE)
    opened = _open(
        work,
        programme_id,
        words,
        provenance=Provenance.GENERATED,
        form=_read("round_form.json"),
        rubric=_read("round_rubric.json"),
        opens_at=datetime(2025, 3, 3, 9, tzinfo=zone),
        closes_at=datetime(2025, 5, 15, 17, tzinfo=zone),
    )
    first_round.load(work, opened.call_id, opened.stage_id, opened.rubric, people)


def _open_round(work: Work, programme_id: UUID, words: dict[str, Any], people: Mapping[str, UUID]) -> None:
    today = work.now.astimezone(ZoneInfo(ZONE)).replace(hour=17, minute=0, second=0, microsecond=0)
    opened = _open(
        work,
        programme_id,
        words,
        provenance=Provenance.LIVE,
        form=_read("round_form.json"),
        rubric=_read("round_rubric.json"),
        opens_at=today - timedelta(days=7),
        closes_at=today + timedelta(days=60),
    )
    seats = [
        review_records.Reviewer(
            pseudonym=f"Reviewer {number}", constituency=one.constituency, person_id=people[one.subject]
        )
        for number, one in enumerate(personas.REVIEWERS, 1)
        if one.constituency is not None
    ]
    review_records.seat(work, opened.stage_id, "", seats)


def _open(
    work: Work,
    programme_id: UUID,
    words: dict[str, Any],
    *,
    provenance: Provenance,
    form: dict[str, Any],
    rubric: dict[str, Any],
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Opened:
    said = {name: words[name] for name in ("title", "summary", "eligibility", "process", "notice")}
    call = calls.create(
        work,
        programme_id=programme_id,
        slug=words["slug"],
        prefix=words["prefix"],
        year=words["year"],
        facts=CallFacts(**said, opens_at=opens_at, closes_at=closes_at, zone=ZONE),
        provenance=provenance,
    )
    stage = stages.add(work, call.id, name=words["stage"])
    forms.change(work, stage.id, form)
    rubrics.change(work, stage.id, rubric)
    calls.publish(work, call.id, at=opens_at)
    return Opened(call.id, stage.id, form, rubric)


def _read(name: str) -> Any:
    return json.loads((DATA / "demo" / name).read_text(encoding="utf-8"))
