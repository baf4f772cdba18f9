"""What applications show on the pages of calls."""

from uuid import UUID

from app.applications import queries
from app.kernel.i18n import Lazy, _lazy
from app.kernel.work import Work


def call_links(work: Work, call_id: UUID, slug: str) -> list[tuple[Lazy, str, int | None]]:
    """(label, address, count) of the list of what was sent to a call."""
    return [
        (
            _lazy("Applications"),
            f"/manage/calls/{slug}/applications",
            sum(queries.count_by_state(work, call_id).values()),
        )
    ]
