"""Reviews of a registry's projects, read as sheets of pseudonymous reviewers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.calls.rules import rubrics
from app.imports.reading import Report, Row, Watch, chunks, unwatched
from app.kernel.work import Work
from app.reviews.service import records
from app.reviews.types import Constituency, ReviewState

# The same question was asked under two names over the years.
CRITERIA: Mapping[str, str] = {
    "license": "licence",
    "clearOwnership": "ownership",
    "ownership": "ownership",
    "documentation": "documentation",
    "nonPII": "non_pii",
}
_SDG = re.compile(r"SDG\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One review as it will be loaded; `row` is where it was read."""

    row: int
    source_key: str
    project: str
    reviewer: str
    submitted_at: datetime
    marks: dict[str, Any]
    facts: dict[str, Any]


def read(rows: Iterable[tuple[int, Row]], report: Report, *, rubric: Mapping[str, Any]) -> list[Sheet]:
    """The reviews in `rows`; a mark the rubric does not know is noted, a row without its keys is left out."""
    return [one for number, row in rows if (one := _sheet(number, row, report, rubric)) is not None]


def load(
    work: Work,
    sheets: list[Sheet],
    report: Report,
    *,
    stage_id: UUID,
    applications: Mapping[str, UUID],
    watch: Watch = unwatched,
) -> None:
    """Load the reviews of applications that are there (source key → id), each by a reviewer without a name."""
    there = []
    for sheet in sheets:
        if sheet.project in applications:
            there.append(sheet)
        else:
            report.leave_out(sheet.row, "project_id", f"no such project: {sheet.project}")
    names = sorted({sheet.reviewer for sheet in there})
    seats = [records.Reviewer(pseudonym=name, constituency=Constituency.NOT_RECORDED) for name in names]
    panellists = records.seat(work, stage_id, "", seats)
    for some in watch("Loading reviews", chunks(there)):
        made = records.load(work, stage_id, [_record(sheet, panellists, applications) for sheet in some])
        report.loaded += made
        report.known += len(some) - made


def _record(sheet: Sheet, panellists: Mapping[str, UUID], applications: Mapping[str, UUID]) -> records.Record:
    return records.Record(
        application_id=applications[sheet.project],
        panellist_id=panellists[sheet.reviewer],
        state=ReviewState.SUBMITTED,
        marks=sheet.marks,
        assigned_at=sheet.submitted_at,
        submitted_at=sheet.submitted_at,
        source_key=sheet.source_key,
        facts=sheet.facts,
    )


def _sheet(number: int, row: Row, report: Report, rubric: Mapping[str, Any]) -> Sheet | None:
    for name in ("project_id", "reviewer", "submitted_at", "items"):
        if not row.get(name):
            report.leave_out(number, name, "missing")
            return None
    try:
        when = datetime.fromisoformat(str(row["submitted_at"]))
    except ValueError:
        report.leave_out(number, "submitted_at", f"not a time: {row['submitted_at']}")
        return None
    marks = _marks(number, row["items"], report, rubric)
    for problem in rubrics.check_marks(rubric, marks, complete=True):
        report.note(number, problem.question, problem.code)
    return Sheet(
        row=number,
        source_key=f"{row['project_id']}/{row['reviewer']}",
        project=row["project_id"],
        reviewer=row["reviewer"],
        submitted_at=when,
        marks=marks,
        facts={"time_taken_s": row.get("time_taken_s")},
    )


def _marks(number: int, items: Iterable[Row], report: Report, rubric: Mapping[str, Any]) -> dict[str, Any]:
    """Marks by criterion; a criterion that was not asked is not applicable."""
    asked = [criterion["key"] for criterion in rubric["criteria"]]
    marks: dict[str, Any] = {}
    for item in items:
        key = _criterion(str(item.get("field")))
        if key not in asked:
            report.note(number, str(item.get("field")), "no such criterion; left out")
            continue
        marks[key] = {"yes": item.get("answer"), "confidence": item.get("confidence")}
        if item.get("comment"):
            marks[key]["comment"] = item["comment"]
    return {key: marks.get(key, {"not_applicable": True}) for key in asked}


def _criterion(name: str) -> str:
    goal = _SDG.fullmatch(name)
    return f"sdg_{int(goal[1]) + 1}" if goal else CRITERIA.get(name, name)
