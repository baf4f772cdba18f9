"""What the web process keeps: one object on `app.state`, made by main."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.kernel.db import Database
from app.kernel.principals import Principal
from app.kernel.settings import Settings

if TYPE_CHECKING:
    from app.kernel.files import Store

Authenticator = Callable[[Request, Session], Principal]


@dataclass(slots=True)
class Site:
    """Settings, database, store and the tables that wiring fills in."""

    settings: Settings
    database: Database
    store: "Store"
    authenticators: Mapping[str, Authenticator]
    sentences: Mapping[str, Any]
    notes: Mapping[str, Any]
    panels: Mapping[str, tuple[Callable[..., Any], ...]]
    fast: anyio.CapacityLimiter
    slow: anyio.CapacityLimiter
    banner: str | None = None


def site(request: Request) -> Site:
    """The site this request came to."""
    found: Site = request.app.state.site
    return found
