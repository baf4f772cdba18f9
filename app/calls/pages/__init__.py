"""Pages of calls: the public ones, and the managers'."""

from fastapi import APIRouter

from app.calls.pages.definitions import router as definitions_router
from app.calls.pages.ending import router as ending_router
from app.calls.pages.form_builder import router as form_builder_router
from app.calls.pages.manage import router as manage_router
from app.calls.pages.people import router as people_router
from app.calls.pages.public import router as public_router
from app.calls.pages.rubric_builder import router as rubric_builder_router
from app.calls.pages.stages import router as stages_router

ROUTERS: tuple[APIRouter, ...] = (
    public_router,
    manage_router,
    ending_router,
    people_router,
    definitions_router,
    form_builder_router,
    rubric_builder_router,
    stages_router,
)
