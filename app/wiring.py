"""The one module that knows every capability: routers, tables, authenticators, panels, words, subscribers."""

import functools
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from app.applications import api as applications_api
from app.applications import forms as applications_forms
from app.applications import jobs as applications_jobs
from app.applications import models as applications_models
from app.applications import pages as applications_pages
from app.applications import panels as applications_panels
from app.applications import queries as applications_queries
from app.audit import pages as audit_pages
from app.audit import panels as audit_panels
from app.calls import api as calls_api
from app.calls import forms as calls_forms
from app.calls import models as calls_models
from app.calls import pages as calls_pages
from app.identity import forms as identity_forms
from app.identity import jobs as identity_jobs
from app.identity import models as identity_models
from app.identity import pages as identity_pages
from app.identity.gateways import authenticate_cookie
from app.insight import api as insight_api
from app.insight import pages as insight_pages
from app.kernel import limits, seals
from app.kernel.db import Database
from app.kernel.delivery import Subscriber
from app.kernel.delivery import models as delivery_models
from app.kernel.http import idempotency
from app.kernel.http.state import Authenticator
from app.kernel.schedule import Scheduled
from app.kernel.settings import Settings
from app.kernel.work import Work
from app.notifications import forms as notifications_forms
from app.notifications import jobs as notifications_jobs
from app.notifications import models as notifications_models
from app.notifications import pages as notifications_pages
from app.notifications import queries as notifications_queries
from app.partners import api as partners_api
from app.partners import forms as partners_forms
from app.partners import models as partners_models
from app.partners import pages as partners_pages
from app.partners.gateways import authenticate_bearer
from app.reviews import api as reviews_api
from app.reviews import forms as reviews_forms
from app.reviews import jobs as reviews_jobs
from app.reviews import models as reviews_models
from app.reviews import pages as reviews_pages
from app.reviews import panels as reviews_panels
from app.reviews import queries as reviews_queries
from app.spaces import forms as spaces_forms
from app.spaces import models as spaces_models
from app.spaces import pages as spaces_pages

MODELS = (
    applications_models,
    calls_models,
    delivery_models,
    idempotency,
    identity_models,
    limits,
    notifications_models,
    partners_models,
    reviews_models,
    seals,
    spaces_models,
)


def _told_of(work: Work, reference: str) -> UUID:
    """An application of whose events the actor may read all: one that they help to run and whose people they know."""
    reviews_queries.stage_of(work, reference)
    return applications_queries.find_known(work, reference)


ROUTERS: tuple[APIRouter, ...] = (
    *identity_pages.ROUTERS,
    *calls_pages.ROUTERS,
    applications_pages.router,
    *reviews_pages.ROUTERS,
    spaces_pages.router,
    insight_pages.router,
    notifications_pages.router,
    audit_pages.make_router(_told_of),
    calls_api.router,
    applications_api.router,
    reviews_api.router,
    insight_api.router,
    partners_api.router,
    partners_pages.router,
)
AUTHENTICATORS: Mapping[str, Authenticator] = {
    "page": functools.partial(authenticate_cookie, news=notifications_queries.NEWS_OF_P),
    "api": authenticate_bearer,
}
_WORDS = (
    applications_forms,
    calls_forms,
    identity_forms,
    notifications_forms,
    partners_forms,
    reviews_forms,
    spaces_forms,
)
SENTENCES: dict[str, Any] = {code: words for part in _WORDS for code, words in part.SENTENCES.items()}
NOTES: dict[str, Any] = {code: words for part in _WORDS for code, words in getattr(part, "NOTES", {}).items()}
PANELS: Mapping[str, tuple[Callable[..., Any], ...]] = {
    "application": (reviews_panels.decision,),
    "manage_call": (applications_panels.call_links, reviews_panels.call_links),
    "timeline": (audit_panels.timeline,),
}
SUBSCRIBERS: tuple[Subscriber, ...] = (notifications_jobs.SUBSCRIBER, reviews_jobs.SUBSCRIBER)
SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled("index_applications", applications_jobs.index_stale),
    Scheduled("release_decisions", reviews_jobs.release_due),
    Scheduled("sweep_sessions", identity_jobs.sweep_sessions),
)
ERRANDS: Mapping[str, Callable[[Database, Settings, Callable[[], bool]], object]] = {
    "send_mail": notifications_jobs.send_mail,
}
