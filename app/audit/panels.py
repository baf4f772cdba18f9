"""The timeline as a fragment for other capabilities' pages."""

from uuid import UUID

from app.audit import forms, queries
from app.kernel.http.panels import Panel
from app.kernel.work import Work

SHOWN = 20


def timeline(work: Work, object_id: UUID) -> Panel | None:
    """What happened to the object of the page, newest first, for pages of those who run a call."""
    found = queries.timeline(work, object_id, size=SHOWN)
    if not found.rows:
        return None
    return Panel("audit/_timeline.html", {"rows": found.rows, "words": forms, "more": found.next is not None})
