"""Pages of review: the reviewer's own, and those for managers."""

from fastapi import APIRouter

from app.reviews.pages import deciding, panels, reviewing

ROUTERS: tuple[APIRouter, ...] = (reviewing.router, panels.router, deciding.router)
