"""The page of one's notices."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.kernel.errors import NotFound
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, SignedReading, Writing
from app.notifications import forms, queries
from app.notifications.service import notices

router = routing.pages_router()


@router.get("/notices")
def notice_list(work: SignedReading, request: Request) -> Html:
    """What is new for the person, newest first."""
    found = queries.list_mine(work, request.query_params.get("after"))
    rows = [(row, forms.worded(row.code, dict(row.facts))) for row in found.rows]
    return answers.page("notifications/notice_list.html", rows=rows, next=found.next, unread=queries.unread(work))


@router.post("/notices/read")
def mark_read(work: Writing, form: Form) -> Response:
    """Mark one notice as read, or all."""
    chosen = form.text("notice")
    try:
        notices.mark_read(work, UUID(chosen) if chosen else None)
    except ValueError:
        raise NotFound from None
    return answers.redirect("/notices", note="notices_read")
