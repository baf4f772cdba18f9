"""The session cookie: read to know who asks, given at sign-in, taken away at sign-out."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.identity import queries
from app.identity.models import SignInSession
from app.identity.service.sessions import LASTS
from app.kernel import clock
from app.kernel.http.state import site
from app.kernel.principals import Anonymous, Principal
from app.kernel.settings import Settings

SEEN_EVERY = timedelta(minutes=5)


def cookie_name(settings: Settings) -> str:
    """The cookie's name; by https its prefix keeps neighbours from setting it."""
    return "__Host-session" if settings.secure else "session"


def held(request: Request) -> str:
    """The session token the browser sent; empty if it sent none."""
    return request.cookies.get(cookie_name(site(request).settings), "")


def authenticate_cookie(request: Request, session: Session, news: str = "0") -> Principal:
    """Who asks, by the session cookie: one query, and every five minutes a note of the visit.

    The visit is noted only where the transaction can write. `news` is as `queries.find_holder` takes it.
    """
    token = held(request)
    holder = queries.find_holder(session, token, news) if token else None
    if holder is None:
        return Anonymous()
    now = clock.wall()
    if holder.writable and now - holder.seen_at > SEEN_EVERY:
        session.execute(update(SignInSession).where(SignInSession.id == holder.session_id).values(seen_at=now))
    return holder.principal


def give(response: Response, token: str, settings: Settings) -> Response:
    """Put the token in the browser."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(LASTS.total_seconds()),
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
