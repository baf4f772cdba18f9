"""The session cookie: read to know who asks, given at sign-in, taken away at sign-out."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.identity import queries
from app.identity.models import SignInSession
from app.identity.types import SEEN_EVERY, SESSION_LIFETIME
from app.kernel import clock
from app.kernel.http.state import site
from app.kernel.principals import Anonymous, Principal
from app.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Token:
    """A session's secret, for the browser alone, and its hash, for the table."""

    secret: str
    hash: str


def new_token() -> Token:
    """32 random bytes and their hash."""
    secret = secrets.token_urlsafe(32)
    return Token(secret, _hash(secret))


def cookie_name(settings: Settings) -> str:
    """The cookie's name; by https its prefix keeps neighbours from setting it."""
    return "__Host-session" if settings.secure else "session"


def held_hash(request: Request) -> str:
    """The hash of the token the browser sent; empty if it sent none."""
    secret = request.cookies.get(cookie_name(site(request).settings), "")
    return _hash(secret) if secret else ""


def authenticate_cookie(request: Request, session: Session) -> Principal:
    """Who asks, by the session cookie: one query, and a note of the visit every five minutes.

    The visit is noted only where the transaction can write.
    """
    held = held_hash(request)
    if not held:
        return Anonymous()
    holder = queries.find_holder(session, held)
    if holder is None:
        return Anonymous()
    if holder.writable and clock.wall() - holder.seen_at > SEEN_EVERY:
        _note_visit(session, holder.principal.session_id)
    return holder.principal


def give(response: Response, token: Token, settings: Settings, *, lasting: bool = True) -> Response:
    """Put the token in the browser, for two weeks or (not `lasting`) until it closes."""
    response.set_cookie(
        cookie_name(settings),
        token.secret,
        max_age=int(SESSION_LIFETIME.total_seconds()) if lasting else None,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def take_away(response: Response, settings: Settings) -> Response:
    """Have the browser forget its token."""
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
    return response


def device(request: Request) -> str:
    """The browser's own words on what it is."""
    return request.headers.get("user-agent", "")[:200]


def _note_visit(session: Session, session_id: UUID | None) -> None:
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(seen_at=clock.wall()))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
