"""The reviewer's pages: what to do next, and one application beside its sheet."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from starlette.responses import Response

from app.applications import queries as application_queries
from app.applications.rules import readable
from app.applications.types import Sight
from app.calls.rules import rubrics
from app.calls.rules.problems import Problem
from app.kernel.errors import Stale
from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, Posted, SignedReading, Writing
from app.kernel.http.routing import pages_router
from app.kernel.work import Work
from app.reviews import forms, queries
from app.reviews.errors import IncompleteReview
from app.reviews.service import assignments, conflicts, marks
from app.reviews.types import OPEN_STATES, WRITABLE_STATES, ConflictKind, ReviewState

router = pages_router(prefix="/reviews")


@router.get("")
def review_list(work: SignedReading, after: str = "") -> Html:
    """My queue, 50 a page."""
    found = queries.list_mine(work, after=after)
    return page(
        "reviews/review_list.html",
        waiting=[row for row in found.rows if row.state in OPEN_STATES],
        done=[row for row in found.rows if row.state not in OPEN_STATES],
        count=queries.count_open(work),
        next=found.next,
        after=after,
        states=forms.STATES,
    )


@router.get("/{review_id}")
def review_detail(work: SignedReading, review_id: UUID) -> Html:
    """One application beside its sheet."""
    return _sheet(work, review_id)


@router.post("/{review_id}/accept")
def review_accept(work: Writing, review_id: UUID) -> Response:
    """Agree to review."""
    assignments.accept(work, review_id)
    return redirect(f"/reviews/{review_id}", note="review_accepted")


@router.post("/{review_id}/decline")
def review_decline(work: Writing, review_id: UUID) -> Response:
    """Decline to review."""
    assignments.decline(work, review_id)
    return redirect("/reviews", note="review_declined")


@router.post("/{review_id}/conflict")
def review_conflict(work: Writing, review_id: UUID, form: Form) -> Response:
    """Declare a conflict."""
    kind = form.text("kind")
    conflicts.declare(work, review_id, ConflictKind(kind) if kind in forms.CONFLICTS else ConflictKind.OTHER)
    return redirect("/reviews", note="conflict_declared")


@router.post("/{review_id}/save")
def review_save(work: Writing, review_id: UUID, form: Form) -> Html | Response:
    """Keep a draft."""
    sheet = forms.read_sheet(form, queries.get_sheet(work, review_id).rubric)
    try:
        version = marks.save(work, review_id, sheet, _version(form))
    except Stale:
        if form.text("autosave"):
            raise
        return _sheet(work, review_id, typed=sheet)
    if form.text("autosave"):
        return Response(status_code=204, headers={"x-version": str(version)})
    return redirect(f"/reviews/{review_id}", note="review_saved")


@router.post("/{review_id}/submit")
def review_submit(work: Writing, review_id: UUID, form: Form) -> Html | Response:
    """Send the review, then on to the next; what is missing is said beside it and nothing is lost."""
    version = _version(form)
    sheet = forms.read_sheet(form, queries.get_sheet(work, review_id).rubric)
    try:
        marks.submit(work, review_id, sheet, version=version)
    except Stale:
        return _sheet(work, review_id, typed=sheet)
    except IncompleteReview as refusal:
        marks.save(work, review_id, sheet, version)
        return _sheet(work, review_id, problems=refusal.problems)
    following = queries.next_open(work) if form.text("then") == "next" else None
    return redirect(f"/reviews/{following or review_id}", note="review_submitted")


@router.post("/{review_id}/reopen")
def review_reopen(work: Writing, review_id: UUID) -> Response:
    """Open a sent review again."""
    marks.reopen(work, review_id)
    return redirect(f"/reviews/{review_id}", note="review_reopened")


def _sheet(work: Work, review_id: UUID, *, problems: Sequence[Problem] = (), typed: marks.Sheet | None = None) -> Html:
    """The sheet as saved, or as `typed` over what somebody saved meanwhile, which is shown too."""
    saved = queries.get_sheet(work, review_id)
    others = queries.list_others(work, review_id) if saved.state == ReviewState.SUBMITTED else []
    return page(
        "reviews/review_detail.html",
        status=422 if problems else 409 if typed else 200,
        review=replace(saved, **_parts(typed)) if typed else saved,
        saved=saved if typed else None,
        scales={one["key"]: _scale(saved.rubric, one) for one in saved.rubric["criteria"]},
        parts=_shown(work, saved),
        others=others,
        writable=saved.state in WRITABLE_STATES,
        problems=forms.word_problems(problems),
        words=forms,
        wide=True,
    )


def _shown(work: Work, saved: queries.ReviewSheet) -> list[readable.Part]:
    """The application as the reviewer may read it."""
    sent = saved.content or {"answers": {}}
    # What was sent names its files by their keys; the names to show and to open are kept beside it.
    files = application_queries.list_files(work, saved.application_id, removed=True) if sent.get("attachments") else []
    facts = [{"id": str(file.id), "name": file.name, "size": file.size} for file in files]
    sight = Sight.BLIND if readable.is_blind(saved.policy) else Sight.REVIEWERS
    return readable.readable(saved.form, sent["answers"], facts, sight=sight)


def _parts(sheet: marks.Sheet) -> dict[str, Any]:
    return {part.name: getattr(sheet, part.name) for part in fields(sheet)}


def _scale(rubric: rubrics.Rubric, criterion: rubrics.Criterion) -> list[str]:
    """The marks a criterion can get, as the sheet shows and posts them."""
    if criterion.get("kind", rubrics.MARKS) != rubrics.MARKS:
        return []
    return [f"{mark.normalize():f}" for mark in rubrics.scale_of(rubric, criterion).marks()]


def _version(form: Posted) -> int:
    """The version a sheet was opened with; -1, which none has, for what is no number."""
    text = form.text("version") or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
