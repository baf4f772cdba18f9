"""Refusals and faults, worded: a page for people, RFC 9457 problem details for programs."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.kernel import i18n
from app.kernel.errors import Invalid, Kind, NotFound, Refusal, SignInRequired, TooManyRequests
from app.kernel.http import rendering
from app.kernel.http.answers import Html, Json, redirect
from app.kernel.http.state import site
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
    "not_found": i18n._lazy("There is nothing at this address, or you do not have access to it."),
    "sign_in_required": i18n._lazy("Sign in to go on."),
    "forbidden": i18n._lazy("You may not do this."),
    "refused": i18n._lazy("This cannot be done now."),
    "cross_site_request": i18n._lazy("This request did not come from our own pages, so nothing was changed."),
    "stale_form": i18n._lazy("This form is too old or your session has ended. Go back, reload the page and try again."),
    "stale": i18n._lazy("Somebody else changed this since you opened it. Load it again, then make your change."),
    "invalid": i18n._lazy("Something in the request cannot be taken as it is."),
    "too_many_requests": i18n._lazy("Too many requests. Wait %(retry_after)s seconds, then try again."),
    "bad_request": i18n._lazy("The request could not be read."),
    "method_not_allowed": i18n._lazy("This address does not take that method."),
    "too_large": i18n._lazy("What you sent is larger than allowed."),
    "idempotency_key_missing": i18n._lazy("Send an Idempotency-Key header with this request."),
    "idempotency_key_reused": i18n._lazy("This Idempotency-Key was used for another request."),
    "idempotency_still_running": i18n._lazy("The first request with this Idempotency-Key is still being answered."),
    "fault": i18n._lazy("Something went wrong on our side. It has been recorded; nothing you saved is lost."),
}
_BY_STATUS = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_TEMPLATES = frozenset({403, 404, 409, 422, 429, 500})
log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Make every error of `app` an answer of ours."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _fault)


async def _refused(request: Request, error: Exception) -> Response:
    refusal = error if isinstance(error, Refusal) else NotFound()
    if isinstance(refusal, SignInRequired) and not _for_program(request):
        return redirect(f"/sign-in?next={request.scope['path']}")
    headers = {"retry-after": str(refusal.retry_after)} if isinstance(refusal, TooManyRequests) else {}
    if refusal.kind is Kind.SIGN_IN:
        headers["www-authenticate"] = 'Bearer realm="commonweal"'
    extra = {"errors": dict(refusal.fields)} if isinstance(refusal, Invalid) else {}
    return await _say(request, STATUS[refusal.kind], refusal.reason, refusal.facts, extra, headers)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(getattr(error, "headers", None) or {})
    return await _say(request, status, _BY_STATUS.get(status, "bad_request"), {}, {}, headers)


async def _unreadable(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    if any(entry["loc"][0] == "path" for entry in found):
        return await _say(request, 404, "not_found", {}, {}, {})
    errors = {".".join(str(part) for part in entry["loc"]): entry["type"] for entry in found}
    return await _say(request, 422, "invalid", {}, {"errors": errors}, {})


async def _fault(request: Request, error: Exception) -> Response:
    log.error("fault", path=request.scope["path"], exc_info=error)
    return await _say(request, 500, "fault", {}, {}, {})


def _for_program(request: Request) -> bool:
    path: str = request.scope["path"]
    return path.startswith(("/api/", "/oauth/"))


async def _say(
    request: Request,
    status: int,
    code: str,
    facts: Mapping[str, Any],
    extra: Mapping[str, Any],
    headers: Mapping[str, str],
) -> Response:
    return await asyncio.to_thread(_worded, request, status, code, facts, extra, headers)


def _worded(
    request: Request,
    status: int,
    code: str,
    facts: Mapping[str, Any],
    extra: Mapping[str, Any],
    headers: Mapping[str, str],
) -> Response:
    here, actor = site(request), getattr(request.state, "actor", Anonymous())
    words = here.sentences.get(code, SENTENCES["refused"])
    with i18n.use(rendering.locale_of(request, actor)):
        sentence = i18n.gettext(words, **facts)
    if _for_program(request):
        title = code.replace("_", " ").capitalize()
        body = {"type": f"{here.settings.base_url}/developers/problems#{code}", "title": title, "status": status}
        body |= {"code": code, "detail": sentence} | dict(extra)
        return rendering.respond(
            request, here, actor, Json(body, status, {"content-type": "application/problem+json"} | dict(headers))
        )
    template = f"errors/{status if status in _TEMPLATES else 404 if status < 500 else 500}.html"
    return rendering.respond(
        request, here, actor, Html(template, {"sentence": sentence, "code": code}, status, headers)
    )
