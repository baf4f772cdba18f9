"""The one module that knows every capability: routers, tables, authenticators, panels, words."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter

from app.applications import models as applications_models
from app.calls import models as calls_models
from app.identity import models as identity_models
from app.kernel import limits
from app.kernel.http.state import Authenticator
from app.notifications import models as notifications_models
from app.partners import models as partners_models
from app.reviews import models as reviews_models
from app.spaces import models as spaces_models

MODELS = (
    applications_models,
    calls_models,
    identity_models,
    limits,
    notifications_models,
    partners_models,
    reviews_models,
    spaces_models,
)
ROUTERS: tuple[APIRouter, ...] = ()
AUTHENTICATORS: Mapping[str, Authenticator] = {}
SENTENCES: dict[str, Any] = {}
NOTES: dict[str, Any] = {}
PANELS: Mapping[str, tuple[Callable[..., Any], ...]] = {}
