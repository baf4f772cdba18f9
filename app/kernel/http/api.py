"""What every API answer needs: entity tags, links between pages, the schema of a page; and what is taken at all."""

import hashlib
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, model_validator
from starlette.requests import Request

from app.kernel.errors import Invalid, Stale
from app.kernel.http.answers import Json
from app.kernel.http.deps import SAFE
from app.kernel.http.state import site
from app.kernel.paging import Page

Item = TypeVar("Item")
Row = TypeVar("Row")
DEEPEST = 8
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class Given(BaseModel):
    """What a program sends: what is named here and nothing else, in texts and numbers that can be kept."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def check_keepable(cls, given: Any) -> Any:
        """`given` itself; raises Invalid, which names the field, for what no database keeps."""
        waiting: list[tuple[str, Any, int]] = [("body", given, 0)]
        # Not by recursion: what is nested a thousand deep is to be refused too.
        while waiting:
            field, value, depth = waiting.pop()
            if code := _fault(value, depth):
                raise Invalid(**{field: code})
            if isinstance(value, dict):
                waiting += [(f"{field}.{key}", one, depth + 1) for key, one in value.items()]
            elif isinstance(value, list):
                waiting += [(field, one, depth + 1) for one in value]
        return given


def _fault(value: Any, depth: int) -> str:
    """Why a value cannot be kept: NUL, half a surrogate pair, NaN, infinity, depth; "" if it can."""
    texts = value if isinstance(value, dict) else (value,)
    if any(isinstance(text, str) and _NOT_TEXT.search(text) for text in texts):
        return "not_text"
    if isinstance(value, float) and not math.isfinite(value):
        return "not_a_number"
    return "wrong_shape" if depth > DEEPEST else ""


class Listing(BaseModel, Generic[Item]):
    """A page of a list; `next` is the cursor for `?after=`, null on the last page."""

    items: list[Item]
    next: str | None


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: dict[str, str] | None = None


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}} for status in (400, 401, 403, 404, 422, 429)
}
WRITE_PROBLEMS: dict[int | str, dict[str, Any]] = PROBLEMS | {
    status: {"model": Problem, "content": {"application/problem+json": {}}} for status in (409, 412, 413)
}


def tag(identity: UUID, version: object) -> str:
    """The entity tag of a row at a version."""
    return '"' + hashlib.sha256(f"{identity}:{version}".encode()).hexdigest()[:20] + '"'


def check_match(request: Request, current: str) -> None:
    """Raise Stale where If-Match names another version than the current one (RFC 9110, 13.1.1: strong comparison)."""
    given = request.headers.get("if-match")
    if given is not None and given.strip() != "*" and current not in [one.strip() for one in given.split(",")]:
        raise Stale


def one(request: Request, body: BaseModel, etag: str, *, status: int = 200, location: str = "") -> Json:
    """A single object with its entity tag; 304 without a body where the reader has it already."""
    headers = {"etag": etag} | ({"location": location} if location else {})
    if request.method in SAFE and _is_known(request, etag):
        return Json(None, 304, headers)
    return Json(body, status, headers)


def _is_known(request: Request, etag: str) -> bool:
    """Whether If-None-Match names the tag, weak or strong alike (RFC 9110, 13.1.2)."""
    given = ",".join(request.headers.getlist("if-none-match"))
    return given.strip() == "*" or etag in _TAG.findall(given)


def many(request: Request, found: Page[Row], shape: Callable[[Row], BaseModel]) -> Json:
    """A page of a list with its Link header (RFC 8288)."""
    path = site(request).settings.base_url + request.scope["path"]
    query = {key: value for key, value in request.query_params.items() if key != "after"}
    links = [f'<{path}{"?" + urlencode(query) if query else ""}>; rel="first"']
    if found.next:
        links.append(f'<{path}?{urlencode(query | {"after": found.next})}>; rel="next"')
    body = {"items": [shape(row) for row in found.rows], "next": found.next}
    return Json(body, headers={"link": ", ".join(links)})


def describe(app: FastAPI, scopes: Iterable[str]) -> dict[str, Any]:
    """The OpenAPI 3.1 description of `app`, with the scopes a token may have."""
    routes = [route for one in app.routes for route in getattr(one, "routes", [one])]
    found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=routes)
    flow = {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {scope: scope for scope in scopes}}}
    found.setdefault("components", {})["securitySchemes"] = {"oauth2": {"type": "oauth2", "flows": flow}}
    found["security"] = [{}, {"oauth2": []}]
    return found
