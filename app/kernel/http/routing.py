"""One thread hop a request: authenticate, open the work, run the endpoint, render and commit in one call."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, get_type_hints

import anyio.to_thread
from fastapi import APIRouter
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from app.kernel import i18n
from app.kernel import work as works
from app.kernel.errors import SignInRequired
from app.kernel.http import csrf, idempotency, rendering
from app.kernel.http.answers import Html, Json
from app.kernel.http.deps import SAFE, Access, Opener, Slot
from app.kernel.http.state import Site, site
from app.kernel.principals import Anonymous, Client, Person, Principal

COOKIELESS = ("/api/", "/oauth/token", "/oauth/revoke", "/oauth/introspect")
SIGNED = frozenset({Access.SIGNED_READING, Access.WRITING})


class WorkRoute(APIRoute):
    """A route whose endpoint takes a Work and runs whole in a worker thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if _gives_response(endpoint) and isinstance(options.get("response_model"), DefaultPlaceholder | None):
            options["response_model"] = None
        self.endpoint_itself = endpoint
        slow = getattr(endpoint, "slow", False)
        super().__init__(path, endpoint if inspect.iscoroutinefunction(endpoint) else hop(endpoint, slow), **options)


class Index(BaseRoute):
    """The routes of many routers, found by the first part of their path: a request tries a few, not every one."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self.routes = [route for router in routers for route in router.routes]
        self.parts: dict[str, list[Route]] = {}
        for route in self.routes:
            if not isinstance(route, Route) or "{" in _first_part(route.path):
                raise TypeError(f"{route} has no first part to be found by")
            self.parts.setdefault(_first_part(route.path), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The route for the path and method, else the first for the path alone, which refuses the method.

        HEAD is answered as GET is; the server leaves out the body.
        """
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        found: tuple[Match, Scope] = (Match.NONE, {})
        allowed: set[str] = set()
        for route in self.parts.get(_first_part(scope["path"]), ()):
            match, child = route.matches(asked)
            if match is Match.FULL:
                return match, {**child, "indexed": route, "allowed": ()}
            if match is Match.PARTIAL:
                allowed |= route.methods or set()
                found = found if found[0] is not Match.NONE else (match, {**child, "indexed": route})
        return found[0], {**found[1], "allowed": _with_head(allowed)}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the route that was found answer; refuse a method that no route of the path takes."""
        if scope["allowed"]:
            raise HTTPException(405, headers={"allow": ", ".join(scope["allowed"])})
        if scope["method"] == "HEAD":
            # A copy: the server goes by its own scope when it leaves out the body.
            scope.setdefault("state", {})
            scope = {**scope, "method": "GET"}
        await scope["indexed"].handle(scope, receive, send)


def _with_head(methods: set[str]) -> list[str]:
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def _first_part(path: str) -> str:
    return path[1:].partition("/")[0]


def pages_router(**options: Any) -> APIRouter:
    """A router for pages: cookie sign-in, checked posts, not in the API's description."""
    return APIRouter(route_class=WorkRoute, include_in_schema=False, **options)


def api_router(**options: Any) -> APIRouter:
    """A router below /api/v1: bearer tokens only."""
    return APIRouter(route_class=WorkRoute, prefix="/api/v1" + options.pop("prefix", ""), **options)


def slow(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an endpoint whose work takes long (uploads, exports, PDF): it runs on its own threads."""
    endpoint.slow = True  # type: ignore[attr-defined]  # read by WorkRoute
    return endpoint


def hop(endpoint: Callable[..., Any], is_slow: bool) -> Callable[..., Any]:
    """The endpoint as a coroutine that does everything in one thread call."""

    @functools.wraps(endpoint)
    async def hopped(**arguments: Any) -> Response:
        name, slot = next((name, value) for name, value in arguments.items() if isinstance(value, Slot))
        here = site(slot.request)
        call = functools.partial(_run, endpoint, name, slot, here, arguments)
        try:
            return await anyio.to_thread.run_sync(call, limiter=here.slow if is_slow else here.fast)
        finally:
            await slot.request.close()

    del hopped.__wrapped__
    hopped.__signature__ = inspect.signature(endpoint, eval_str=True)  # type: ignore[attr-defined]  # FastAPI reads it
    return hopped


def _run(endpoint: Callable[..., Any], name: str, slot: Slot, here: Site, arguments: dict[str, Any]) -> Response:
    try:
        return _once(endpoint, name, slot, here, arguments)
    except OperationalError as error:
        if not error.connection_invalidated or getattr(slot.request.state, "reached", False):
            raise
        return _once(endpoint, name, slot, here, arguments)


def _once(endpoint: Callable[..., Any], name: str, slot: Slot, here: Site, arguments: dict[str, Any]) -> Response:
    request, access = slot.request, slot.access
    authenticate = functools.partial(_identify, request, here, access)
    if access is Access.OPENING:
        with here.database.reading() as session:
            actor = authenticate(session)
        answer = endpoint(**(arguments | {name: Opener(request, here, actor)}))
        return rendering.respond(request, here, actor, answer)
    opened = works.reading if access in (Access.READING, Access.SIGNED_READING) else works.writing
    with opened(here.database, authenticate) as work:

        def answer() -> Response:
            return rendering.respond(request, here, work.actor, endpoint(**(arguments | {name: work})))

        if access is Access.WRITING and request.method == "POST" and isinstance(work.actor, Client):
            return idempotency.once(work, request, slot.body, answer)
        return answer()


def _identify(request: Request, here: Site, access: Access, session: Session) -> Principal:
    kind = "api" if request.scope["path"].startswith(COOKIELESS) else "page"
    actor = here.authenticators[kind](request, session)
    i18n.choose(rendering.locale_of(request, actor))
    request.state.reached = True
    request.state.actor = actor
    if access in SIGNED and isinstance(actor, Anonymous):
        raise SignInRequired
    if kind == "page" and request.method not in SAFE:
        _check_post(request, here, actor)
    return actor


def _check_post(request: Request, here: Site, actor: Principal) -> None:
    session_id = actor.session_id if isinstance(actor, Person) else None
    form = getattr(request, "_form", None)
    given = request.headers.get(csrf.HEADER) or (form.get(csrf.FIELD, "") if form is not None else "")
    csrf.check(request, here.settings, session_id, given if isinstance(given, str) else "")


def _gives_response(endpoint: Callable[..., Any]) -> bool:
    given = get_type_hints(endpoint).get("return")
    kinds = getattr(given, "__args__", (given,))
    return any(isinstance(kind, type) and issubclass(kind, Response | Html | Json) for kind in kinds)
