"""Pages of review: the reviewer's own, and those for managers."""

from fastapi import APIRouter

from app.reviews.pages import deciding, panels, releasing, reviewing

ROUTERS: tuple[APIRouter, ...] = (reviewing.router, panels.router, deciding.router, releasing.router)
