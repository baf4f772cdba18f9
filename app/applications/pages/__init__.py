"""Pages of applicants and of those who run calls."""

from app.applications.pages import entries, files, history, manage, sections, sending, team
from app.applications.pages.common import router

__all__ = ["entries", "files", "history", "manage", "router", "sections", "sending", "team"]
