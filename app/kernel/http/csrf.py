"""Requests that change something come from our own pages: Origin or Sec-Fetch-Site, and a token."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from starlette.requests import Request

from app.kernel.errors import Forbidden
from app.kernel.settings import Settings

FIELD = "csrf_token"
HEADER = "x-csrf-token"
_NONCE = 12


def token(settings: Settings, session_id: UUID | None) -> str:
    """A token bound to the session, different each time so that compression reveals nothing."""
    if session_id is None:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _mac(settings, session_id, nonce)).decode()


def check(request: Request, settings: Settings, session_id: UUID | None, given: str) -> None:
    """Raise Forbidden unless the request comes from our own origin with the session's token."""
    if not is_same_origin(request, settings):
        raise Forbidden("cross_site_request")
    if session_id is not None and not _valid(settings, session_id, given):
        raise Forbidden("stale_form")


def is_same_origin(request: Request, settings: Settings) -> bool:
    """Whether the browser says that one of our own pages asks."""
    origin = request.headers.get("origin")
    if origin is not None and origin != "null":
        return origin == settings.origin
    return request.headers.get("sec-fetch-site") == "same-origin"


def _valid(settings: Settings, session_id: UUID, given: str) -> bool:
    try:
        raw = urlsafe_b64decode(given.encode())
    except ValueError:
        return False
    return hmac.compare_digest(raw[_NONCE:], _mac(settings, session_id, raw[:_NONCE]))


def _mac(settings: Settings, session_id: UUID, nonce: bytes) -> bytes:
    key = settings.secret.get_secret_value().encode()
    return hmac.new(key, b"csrf" + session_id.bytes + nonce, hashlib.sha256).digest()[:18]
