"""Pages of applicants and of those who run calls."""

from app.applications.pages import entries, files, manage, sections, sending, team
from app.applications.pages.common import router

__all__ = ["entries", "files", "manage", "router", "sections", "sending", "team"]
