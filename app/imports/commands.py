"""What `commonweal import` does: read a file, report on it, and load it unless it is a dry run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.calls import queries as call_queries
from app.imports import projects, reading, reviews
from app.imports.reading import Report
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.principals import System
from app.kernel.work import Work

KINDS = ("projects", "reviews")


def run(url: str, kind: str, file: Path, *, call: str, countries: Path, dry_run: bool) -> Report:
    """Import `file` into the call with that slug; a dry run opens a work that cannot write."""
    with _opened(url, dry_run=dry_run) as work:
        return import_file(work, kind, file, call=call, countries=countries, dry_run=dry_run)


def import_file(work: Work, kind: str, file: Path, *, call: str, countries: Path, dry_run: bool = False) -> Report:
    """The same within a work."""
    found = call_queries.find_call(work, call)
    stage = call_queries.list_stages(work, found.id)[0]
    report = Report(kind)
    rows = reading.read_rows(file, report)
    if kind == "projects":
        read = projects.read(rows, report, countries=reading.read_countries(countries), form=stage.form or {})
        if not dry_run:
            projects.load(work, read, report, call_id=found.id, stage_id=stage.id)
    else:
        sheets = reviews.read(rows, report, rubric=stage.rubric or {})
        if not dry_run:
            known = projects.load(work, [], report, call_id=found.id, stage_id=stage.id)
            applications = {key: one.id for key, one in known.items()}
            reviews.load(work, sheets, report, stage_id=stage.id, applications=applications)
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
