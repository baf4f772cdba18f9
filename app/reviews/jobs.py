"""What review does by the clock."""

from app.kernel.work import Work
from app.reviews import queries
from app.reviews.service import decisions


def release_due(work: Work) -> None:
    """Release confirmed decisions whose date has come; one that cannot take effect stops no other."""
    decisions.release_many(work, queries.due_decisions(work))
