"""Pages of applicants and of those who run calls."""

from app.applications.pages import entries, files, history, lists, manage, sections, sending, team, views
from app.applications.pages.common import router

__all__ = ["entries", "files", "history", "lists", "manage", "router", "sections", "sending", "team", "views"]
