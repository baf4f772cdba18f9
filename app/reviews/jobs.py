"""What review does by the clock."""

from app.kernel.work import Work
from app.reviews import queries
from app.reviews.service import decisions


def release_due(work: Work) -> None:
    """Release confirmed decisions whose date has come."""
    for decision_id in queries.due_decisions(work):
        decisions.release(work, decision_id)
