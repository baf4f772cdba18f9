"""Refusals and faults, worded: a page for people, RFC 9457 problem details for programs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.kernel import i18n
from app.kernel.errors import Invalid, Kind, NotFound, Refusal, SignInRequired, TooManyRequests
from app.kernel.http import rendering, typed
from app.kernel.http.answers import Html, Json, redirect
from app.kernel.http.deps import SAFE
from app.kernel.http.state import Site, site
from app.kernel.i18n import _lazy
from app.kernel.principals import Anonymous

STATUS = {
    Kind.BAD: 400,
    Kind.NOT_FOUND: 404,
    Kind.SIGN_IN: 401,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.INVALID: 422,
    Kind.TOO_LARGE: 413,
    Kind.TOO_MANY: 429,
}
SENTENCES = {
    "not_found": _lazy("There is nothing at this address, or you do not have access to it."),
    "sign_in_required": _lazy("Sign in to go on."),
    "forbidden": _lazy("You may not do this."),
    "refused": _lazy("This cannot be done now."),
    "cross_site_request": _lazy("This request did not come from our own pages, so nothing was changed."),
    "stale_form": _lazy("This form is too old or your session has ended. Go back, reload the page and try again."),
    "stale": _lazy("Somebody else changed this since you opened it. Load it again, then make your change."),
    "invalid": _lazy("Something in the request cannot be taken as it is."),
    "too_many_requests": _lazy("Too many requests. Wait %(retry_after)s seconds, then try again."),
    "bad_request": _lazy("The request could not be read."),
    "method_not_allowed": _lazy("This address does not take that method."),
    "too_large": _lazy("What you sent is larger than allowed."),
    "idempotency_key_missing": _lazy("Send an Idempotency-Key header with this request."),
    "idempotency_key_reused": _lazy("This Idempotency-Key was used for another request."),
    "idempotency_still_running": _lazy("The first request with this Idempotency-Key is still being answered."),
    "away": _lazy("The database does not answer just now. Try again in a minute."),
    "fault": _lazy("Something went wrong on our side. It has been recorded; nothing you saved is lost."),
}
_BY_STATUS = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_SENT_AGAIN = frozenset({"sign_in_required", "stale_form"})
_TEMPLATES = frozenset({403, 404, 409, 413, 422, 429, 500, 503})
_AWAY_SECONDS = 30
log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Make every error of `app` an answer of ours."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    for away in (OperationalError, PoolTimeout):
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Exception, _fault)


async def _refused(request: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refusal) else NotFound()
    if isinstance(refusal, SignInRequired) and not _for_program(request) and not typed.fields(request):
        onward = typed.address(request) if request.method in SAFE else typed.came_from(request)
        return redirect(f"/sign-in?next={quote(onward)}")
    headers = {"retry-after": str(refusal.retry_after)} if isinstance(refusal, TooManyRequests) else {}
    if refusal.kind is Kind.SIGN_IN:
        headers["www-authenticate"] = 'Bearer realm="commonweal"'
    extra = {"errors": dict(refusal.fields)} if refusal.fields else {}
    return await _say(request, Said(STATUS[refusal.kind], refusal.reason, refusal.facts, extra, headers))


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(getattr(error, "headers", None) or {})
    return await _say(request, Said(status, _BY_STATUS.get(status, "bad_request"), headers=headers))


async def _unreadable(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    if any(entry["loc"][0] == "path" for entry in found):
        return await _say(request, Said(404, "not_found"))
    errors = {".".join(str(part) for part in entry["loc"]): entry["type"] for entry in found}
    return await _say(request, Said(422, "invalid", extra={"errors": errors}))


async def _away(request: Request, error: Exception) -> Response:
    """The database is restarting, or busy beyond what it can do: whoever asks again will be served."""
    log.error("database_away", path=request.scope["path"], why=str(getattr(error, "orig", error)).partition("\n")[0])
    return await _say(request, Said(503, "away", headers={"retry-after": str(_AWAY_SECONDS)}))


async def _fault(request: Request, error: Exception) -> Response:
    log.error("fault", path=request.scope["path"], exc_info=error)
    return await _say(request, Said(500, "fault"))


def _for_program(request: Request) -> bool:
    path: str = request.scope["path"]
    return path.startswith(("/api/", "/oauth/"))


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer to a refusal says: a status, the code to word, and what goes with it."""

    status: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


async def _say(request: Request, said: Said) -> Response:
    return await asyncio.to_thread(_worded, request, said)


def _worded(request: Request, said: Said) -> Response:
    here, actor = site(request), getattr(request.state, "actor", Anonymous())
    words = here.sentences.get(_telling(said, here), SENTENCES["refused"])
    with i18n.use(rendering.locale_of(request, actor)):
        sentence = i18n.gettext(words, **said.facts)
    if _for_program(request):
        answer: Html | Json = _problem(here.settings.base_url, said, sentence)
    else:
        posted = typed.fields(request)
        context = {"fields": posted, "address": typed.address(request), "came_from": typed.came_from(request)}
        context |= {"sentence": sentence, "code": said.code, "texts": typed.texts(request)}
        answer = Html(f"errors/{_page(said, posted)}.html", context, said.status, said.headers)
    return rendering.respond(request, here, actor, answer)


def _page(said: Said, posted: typed.Fields) -> str:
    if posted and said.code in _SENT_AGAIN:
        return "send_again"
    if said.status in _TEMPLATES:
        return str(said.status)
    return "404" if said.status < 500 else "500"


def _telling(said: Said, here: Site) -> str:
    """The code to word: of input that cannot be taken rather what is wrong with its first field."""
    fields = said.extra.get("errors", {}).values() if said.code == Invalid.code else ()
    return next((code for code in fields if code in here.sentences), said.code)


def _problem(base_url: str, said: Said, sentence: str) -> Json:
    title = said.code.replace("_", " ").capitalize()
    body = {"type": f"{base_url}/developers/problems#{said.code}", "title": title, "status": said.status}
    body |= {"code": said.code, "detail": sentence} | dict(said.extra)
    return Json(body, said.status, {"content-type": "application/problem+json"} | dict(said.headers))
