"""The reviewer's pages: what to do next, and one application beside its sheet."""

from uuid import UUID

from starlette.responses import Response

from app.calls.rules import rubrics
from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.http.routing import pages_router
from app.kernel.work import Work
from app.reviews import forms, queries
from app.reviews.service import assignments, marks
from app.reviews.types import OPEN_STATES, WRITABLE_STATES, ConflictKind, ReviewState

router = pages_router(prefix="/reviews")


@router.get("")
def review_list(work: SignedReading) -> Html:
    """My queue."""
    rows = queries.list_mine(work)
    waiting = [row for row in rows if row.state in OPEN_STATES]
    done = [row for row in rows if row.state not in OPEN_STATES]
    return page("reviews/review_list.html", waiting=waiting, done=done, states=forms.STATES)


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
    assignments.declare_conflict(
        work, review_id, ConflictKind(kind) if kind in list(ConflictKind) else ConflictKind.OTHER
    )
    return redirect("/reviews", note="conflict_declared")


@router.post("/{review_id}/save")
def review_save(work: Writing, review_id: UUID, form: Form) -> Response:
    """Keep a draft."""
    sheet = forms.read_sheet(form, queries.get_sheet(work, review_id).rubric)
    version = marks.save(work, review_id, sheet, _version(form.text("version") or "0"))
    if form.text("autosave"):
        return Response(status_code=204, headers={"x-version": str(version)})
    return redirect(f"/reviews/{review_id}", note="review_saved")


@router.post("/{review_id}/submit")
def review_submit(work: Writing, review_id: UUID, form: Form) -> Html | Response:
    """Send the review, then on to the next; what is missing is said beside it and nothing is lost."""
    before = queries.get_sheet(work, review_id)
    sheet = forms.read_sheet(form, before.rubric)
    problems = rubrics.check_marks(before.rubric, sheet.marks, complete=True)
    if problems and before.state in WRITABLE_STATES:
        marks.save(work, review_id, sheet, before.version)
        return _sheet(work, review_id, {f"mark-{problem.question}": problem.code for problem in problems})
    marks.submit(work, review_id, sheet)
    following = queries.next_open(work) if form.text("then") == "next" else None
    return redirect(f"/reviews/{following or review_id}", note="review_submitted")


@router.post("/{review_id}/reopen")
def review_reopen(work: Writing, review_id: UUID) -> Response:
    """Open a sent review again."""
    marks.reopen(work, review_id)
    return redirect(f"/reviews/{review_id}", note="review_reopened")


def _sheet(work: Work, review_id: UUID, problems: dict[str, str] | None = None) -> Html:
    sheet = queries.get_sheet(work, review_id)
    others = queries.list_others(work, review_id) if sheet.state == ReviewState.SUBMITTED else []
    return page(
        "reviews/review_detail.html",
        status=422 if problems else 200,
        review=sheet,
        others=others,
        writable=sheet.state in WRITABLE_STATES,
        problems=problems or {},
        words=forms,
        wide=True,
    )


def _version(text: str) -> int:
    """The version a sheet was opened with; -1, which none has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
