"""Answers become bytes here, in the same thread and before the work commits."""

from typing import Any

import brotli
from markupsafe import Markup
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from app.kernel import i18n
from app.kernel.http import csrf, templating
from app.kernel.http.answers import Html, Json
from app.kernel.http.state import Site, site
from app.kernel.principals import Anonymous, Person, Principal
from app.kernel.settings import Env

LANGUAGE_COOKIE = "language"
_COMPRESS_FROM = 600


def respond(request: Request, here: Site, actor: Principal, answer: Any) -> Response:
    """The response for whatever an endpoint gave back."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, Html):
        return render(request, here, actor, answer)
    if isinstance(answer, Json):
        return _json(request, answer.body, answer.status, dict(answer.headers))
    return _json(request, answer, 200, {})


def locale_of(request: Request, actor: Principal) -> str:
    """The language to answer in: what the address asks, the cookie's, the person's, the browser's."""
    settings = site(request).settings
    return i18n.negotiate(
        request.headers.get("accept-language"),
        request.cookies.get(LANGUAGE_COOKIE),
        actor.locale if isinstance(actor, Person) else None,
        asked=request.query_params.get("lang"),
        pseudo=settings.env is not Env.PRODUCTION,
        otherwise=settings.default_locale,
    )


def render(request: Request, here: Site, actor: Principal, answer: Html) -> Response:
    """A page in the reader's language; what is personal is never kept by a cache."""
    person = actor if isinstance(actor, Person) else None
    token = csrf.token(here.settings, person.session_id if person else None)
    view = templating.View(
        locale=locale_of(request, actor),
        path=request.scope["path"],
        user=person,
        csrf=Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, token) if token else Markup(""),
        banner=here.banner,
        flash=here.notes.get(request.query_params.get("note", "")),
        env=str(here.settings.env),
        areas=_areas(person),
        zone=(person.zone if person else None) or "",
    )
    body = templating.render(answer.template, answer.context, view=view)
    headers = dict(answer.headers) | {
        "content-type": "text/html; charset=utf-8",
        "content-language": view.locale,
        "vary": "Cookie, Accept-Language, Accept-Encoding",
        "cache-control": "no-cache" if isinstance(actor, Anonymous) else "no-store",
    }
    if request.query_params.get("lang") == view.locale:
        headers["set-cookie"] = _language_cookie(view.locale, secure=here.settings.secure)
    return _packed(request, body.encode(), answer.status, headers)


def _language_cookie(locale: str, *, secure: bool) -> str:
    kept = f"{LANGUAGE_COOKIE}={locale}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
    return f"{kept}; Secure" if secure else kept


def _areas(person: Person | None) -> tuple[str, ...]:
    if person is None:
        return ()
    runs = any(role in ("administrator", "manager", "observer") for role, _ in person.roles)
    return ("applications", "reviews", "spaces", *(("manage",) if runs else ()))


def _json(request: Request, body: Any, status: int, headers: dict[str, str]) -> Response:
    if body is None:
        return Response(status_code=status, headers=headers)
    raw = body.model_dump_json(by_alias=True).encode() if isinstance(body, BaseModel) else to_json(body, by_alias=True)
    headers = {"content-type": "application/json", "cache-control": "no-store", "vary": "Accept-Encoding"} | headers
    return _packed(request, raw, status, headers)


def _packed(request: Request, raw: bytes, status: int, headers: dict[str, str]) -> Response:
    if len(raw) > _COMPRESS_FROM and "br" in request.headers.get("accept-encoding", ""):
        # Measured on a list of 50: 3 takes half as long as 4 and gives 7 % more bytes.
        raw = brotli.compress(raw, quality=3)
        headers["content-encoding"] = "br"
    return Response(raw, status, headers)
