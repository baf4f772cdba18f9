"""Managers' pages of a panel: who is on it, and who reviews what."""

from datetime import UTC, datetime, time
from uuid import UUID

from starlette.responses import Response

from app.applications.types import IN_HAND
from app.calls.rules import dates
from app.kernel import paging
from app.kernel.errors import Invalid, NotFound, Refusal
from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.http.routing import pages_router
from app.kernel.work import Work
from app.reviews import forms, policy, queries
from app.reviews.errors import AlreadyOnPanel, UnknownReviewer
from app.reviews.pages import at_hand
from app.reviews.queries import AtHand
from app.reviews.rules import moments
from app.reviews.service import assignments, panels
from app.reviews.types import Constituency, PanelRole

router = pages_router(prefix="/manage/calls/{slug}")


@router.get("/panel")
def panel_detail(work: SignedReading, slug: str, stage: str = "") -> Html:
    """The reviewers of the stage at hand."""
    return _panel(work, queries.stage_at_hand(work, slug, stage))


@router.post("/panel")
def panel_add(work: Writing, slug: str, form: Form, stage: str = "") -> Html | Response:
    """Put somebody on the panel."""
    at = queries.stage_at_hand(work, slug, stage)
    role = PanelRole.CHAIR if form.text("role") == PanelRole.CHAIR else PanelRole.REVIEWER
    constituency = form.text("constituency")
    capacity = form.text("capacity")
    typed = {"email": form.text("email"), "constituency": constituency, "capacity": capacity, "role": role}
    if constituency not in list(Constituency):
        return _panel(work, at, typed, {"constituency": "choose_constituency"})
    try:
        panels.add(
            work,
            at.stage.stage_id,
            email=form.text("email"),
            constituency=Constituency(constituency),
            role=role,
            capacity=int(capacity) if capacity.isdecimal() and len(capacity) < 5 else 20,
        )
    except (UnknownReviewer, AlreadyOnPanel) as refusal:
        return _panel(work, at, typed, {"email": refusal.code})
    return redirect(at_hand.place(at, "panel"), note="panellist_added")


@router.get("/assign")
def assignment_list(work: SignedReading, slug: str, stage: str = "", after: str = "") -> Html:
    """Who reviews what, 50 applications a page."""
    return _assignments(work, queries.stage_at_hand(work, slug, stage), after)


@router.post("/assign")
def assignment_add(work: Writing, slug: str, form: Form, stage: str = "") -> Html | Response:
    """Ask a reviewer to review an application."""
    at = queries.stage_at_hand(work, slug, stage)
    reference, after = form.text("reference"), form.text("after")
    try:
        assignments.assign(work, reference, _uuid(form.text("panellist")), _due(form.text("due")))
    except Invalid as refusal:
        return _assignments(work, at, after, {"panellist-" + reference: refusal.fields["due"]})
    except NotFound:
        raise
    except Refusal as refusal:
        return _assignments(work, at, after, {"panellist-" + reference: refusal.reason})
    return redirect(at_hand.place(at, "assign", after=after), note="assigned", fragment=reference)


def _panel(work: Work, at: AtHand, typed: dict[str, str] | None = None, problems: dict[str, str] | None = None) -> Html:
    return page(
        "reviews/panel_detail.html",
        status=422 if problems else 200,
        **at_hand.context(at),
        panellists=queries.list_panellists(work, at.stage.panel_id),
        may_run=bool(policy.can_run_panel(work.actor, at.stage.programme_id)),
        typed=typed or {"email": "", "constituency": "", "capacity": "20", "role": "reviewer"},
        errors=forms.worded(problems or {}),
        words=forms,
    )


def _assignments(work: Work, at: AtHand, after: str, problems: dict[str, str] | None = None) -> Html:
    stage = at.stage
    start = paging.decode(after, 1)[0] if after else ""
    rows = paging.cut(queries.list_assignments(work, stage.stage_id, after=start), paging.SIZE, lambda r: [r.reference])
    return page(
        "reviews/assignment_list.html",
        status=422 if problems else 200,
        **at_hand.context(at),
        rows=rows,
        after=after,
        panellists=queries.list_panellists(work, stage.panel_id),
        may_run=bool(policy.can_run_panel(work.actor, stage.programme_id)),
        problems=problems or {},
        open_until=dates.open_until(stage.closes_at, stage.cancelled_at, work.now),
        in_hand=IN_HAND,
        words=forms,
        wide=True,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _due(text: str) -> datetime | None:
    """The end of the day that was typed; Invalid for what is none."""
    day = moments.read(text, "due")
    return datetime.combine(day.date(), time(23, 59), UTC) if day else None
