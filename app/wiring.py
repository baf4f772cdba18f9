"""The one module that knows every capability: routers, tables, authenticators, panels, words, subscribers."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter

from app.applications import api as applications_api
from app.applications import forms as applications_forms
from app.applications import models as applications_models
from app.applications import pages as applications_pages
from app.calls import api as calls_api
from app.calls import forms as calls_forms
from app.calls import models as calls_models
from app.calls import pages as calls_pages
from app.identity import models as identity_models
from app.identity.gateways import authenticate_cookie
from app.insight import api as insight_api
from app.insight import pages as insight_pages
from app.kernel import limits, seals
from app.kernel.delivery import models as delivery_models
from app.kernel.http import idempotency
from app.kernel.http.state import Authenticator
from app.notifications import models as notifications_models
from app.partners import api as partners_api
from app.partners import forms as partners_forms
from app.partners import models as partners_models
from app.partners import pages as partners_pages
from app.partners.gateways import authenticate_bearer
from app.reviews import api as reviews_api
from app.reviews import forms as reviews_forms
from app.reviews import models as reviews_models
from app.reviews import pages as reviews_pages
from app.reviews import panels as reviews_panels
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
ROUTERS: tuple[APIRouter, ...] = (
    calls_pages.router,
    applications_pages.router,
    *reviews_pages.ROUTERS,
    spaces_pages.router,
    insight_pages.router,
    calls_api.router,
    applications_api.router,
    reviews_api.router,
    insight_api.router,
    partners_api.router,
    partners_pages.router,
)
AUTHENTICATORS: Mapping[str, Authenticator] = {"page": authenticate_cookie, "api": authenticate_bearer}
_WORDS = (applications_forms, calls_forms, partners_forms, reviews_forms, spaces_forms)
SENTENCES: dict[str, Any] = {code: words for part in _WORDS for code, words in part.SENTENCES.items()}
NOTES: dict[str, Any] = {code: words for part in _WORDS for code, words in getattr(part, "NOTES", {}).items()}
PANELS: Mapping[str, tuple[Callable[..., Any], ...]] = {
    "application": (reviews_panels.decision,),
    "manage_call": (reviews_panels.call_links,),
}
