"""What the background does for applications."""

from app.applications.service import indexing
from app.kernel.work import Work


def index_stale(work: Work) -> int:
    """Index again what earlier rules indexed, some at a time; how many."""
    return indexing.renew(work)
