"""Calling off a call, and putting one away that is over."""

from typing import Any

from starlette.responses import Response

from app.calls import policy, queries
from app.calls.forms import fields
from app.calls.models import Call
from app.calls.pages.opening import worded
from app.calls.service import calls
from app.kernel.access import authorize
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.work import Work

router = routing.pages_router(prefix="/manage/calls/{slug}")


@router.get("/cancel")
def call_cancel(work: SignedReading, slug: str) -> Html:
    """What cancelling means, before it happens."""
    return _cancel_page(work, slug, {}, {})


@router.post("/cancel")
def call_cancelled(work: Writing, slug: str, form: Form) -> Html | Response:
    """Cancel the call, with the reason that its public page gives."""
    reason = fields.read_text(form, "reason")
    if errors := fields.missing({"reason": reason}):
        return _cancel_page(work, slug, reason, errors)
    calls.cancel(work, queries.get_run_call(work, slug).id, reason)
    return answers.redirect(f"/manage/calls/{slug}", note="call_cancelled")


@router.post("/archive")
def call_archived(work: Writing, slug: str) -> Response:
    """Put a call away that is over."""
    calls.archive(work, queries.get_run_call(work, slug).id)
    return answers.redirect(f"/manage/calls/{slug}", note="call_archived")


def _cancel_page(work: Work, slug: str, reason: dict[str, Any], errors: dict[str, str]) -> Html:
    call: Call = queries.get_run_call(work, slug)
    authorize(policy.can_run(work.actor, call.programme_id))
    status = 422 if errors else 200
    return answers.page("calls/call_cancel.html", status=status, call=call, reason=reason, errors=worded(errors))
