"""What `commonweal import` does: read a file, report on it, and load it unless it is a dry run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.calls import queries as call_queries
from app.imports import projects, reading, reviews
from app.imports.reading import Report, Watch, unwatched
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System
from app.kernel.work import Work

KINDS = ("projects", "reviews")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to import: `call` and `countries` are the slug of the call and the table of ISO 3166-1 codes."""

    kind: str
    file: Path
    call: str
    countries: Path
    dry_run: bool = False


def run(url: str, order: Order, watch: Watch = unwatched) -> Report:
    """Import the file into the call; a dry run opens a work that cannot write."""
    with _opened(url, dry_run=order.dry_run) as work:
        return import_file(work, order, watch)


def import_file(work: Work, order: Order, watch: Watch = unwatched) -> Report:
    """The same within a work."""
    found = call_queries.find_call(work, order.call)
    stage = call_queries.list_stages(work, found.id)[0]
    report = Report(order.kind)
    rows = watch("Reading", list(reading.read_rows(order.file, report)))
    if order.kind == "projects":
        read = projects.read(rows, report, countries=reading.read_countries(order.countries), form=stage.form or {})
        if not order.dry_run:
            projects.load(work, read, report, call_id=found.id, stage_id=stage.id, watch=watch)
        return report
    sheets = reviews.read(rows, report, rubric=stage.rubric or {})
    if not order.dry_run:
        known = projects.load(work, [], report, call_id=found.id, stage_id=stage.id)
        applications = {key: one.id for key, one in known.items()}
        reviews.load(work, sheets, report, stage_id=stage.id, applications=applications, watch=watch)
    return report


def summary(report: Report, *, dry_run: bool) -> str:
    """The report in one line."""
    if dry_run:
        return f"{report.kind}: {report.rows} rows read, {report.left_out} left out; nothing was written (dry run)."
    return (
        f"{report.kind}: {report.rows} rows read, {report.loaded} loaded, {report.known} known from before,"
        f" {report.left_out} left out; {len(report.troubles)} remarks."
    )


@contextmanager
def _opened(url: str, *, dry_run: bool) -> Iterator[Work]:
    database = connect(url, pool_size=2, application_name="import")
    opened = works.reading if dry_run else works.writing
    try:
        with opened(database, works.acting_as(System("import"))) as work:
            yield work
    finally:
        database.dispose()
