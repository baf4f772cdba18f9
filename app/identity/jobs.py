"""What identity does by the clock."""

from app.identity.service import sessions
from app.kernel.work import Work


def sweep_sessions(work: Work) -> None:
    """Once a day: delete sessions and links that ended long ago."""
    sessions.sweep(work)
