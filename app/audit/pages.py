"""The whole timeline of an application, for those who run its call."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request

from app.audit import forms, queries
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import SignedReading
from app.kernel.work import Work

Find = Callable[[Work, str], UUID]


def make_router(find: Find) -> APIRouter:
    """The routes; `find` gives the id of an application the actor helps to run, or raises NotFound.

    Wiring gives it: this capability stands below the one that knows applications.
    """
    router = routing.pages_router()

    @router.get("/manage/applications/{reference}/timeline")
    def application_timeline(work: SignedReading, request: Request, reference: str) -> Html:
        """Everything the log tells of one application, newest first."""
        object_id = find(work, reference)
        found = queries.timeline(work, object_id, after=request.query_params.get("after"))
        return answers.page(
            "audit/application_timeline.html", reference=reference, rows=found.rows, next=found.next, words=forms
        )

    return router
