"""What review shows on the pages of calls and applications."""

from uuid import UUID

from app.kernel.http.panels import Panel
from app.kernel.i18n import Lazy, _lazy
from app.kernel.work import Work
from app.reviews import forms, queries


def call_links(_work: Work, _call_id: UUID, slug: str) -> list[tuple[Lazy, str, int | None]]:
    """(label, address, count) of a call's panel, assignments, deliberation and releases."""
    return [
        (_lazy("Panel"), f"/manage/calls/{slug}/panel", None),
        (_lazy("Assign reviewers"), f"/manage/calls/{slug}/assign", None),
        (_lazy("Deliberation and decisions"), f"/manage/calls/{slug}/deliberation", None),
        (_lazy("Release decisions"), f"/manage/calls/{slug}/release", None),
    ]


def decision(work: Work, application_id: UUID) -> Panel | None:
    """The released decisions on the applicant's own page, with what reviewers wrote to the applicant."""
    told = [one for one in queries.list_history(work, application_id) if one.released_at is not None]
    if not told:
        return None
    facts = {"decisions": told, "written": queries.list_comments(work, application_id), "words": forms}
    return Panel("reviews/_decision_panel.html", facts)
