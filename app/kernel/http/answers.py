"""What a route gives back: a page, a redirect, JSON; made into a response before the work commits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Html:
    """A page to render: template name, context, status."""

    template: str
    context: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def page(template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any) -> Html:
    """A page from `template` with `context`."""
    return Html(template, context, status, headers or {})


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON answer that needs a status or headers of its own; `body` is a pydantic model or plain data."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def redirect(path: str, *, note: str = "", fragment: str = "") -> Response:
    """Send the browser to `path` on this site with 303; `note` names a sentence shown there once."""
    if note:
        path += ("&" if "?" in path else "?") + "note=" + quote(note)
    if fragment:
        path += "#" + quote(fragment)
    return Response(status_code=303, headers={"location": quote(path, safe="/?&=#%:+,@")})


def local_path(value: str | None, default: str = "/") -> str:
    """`value` if it is a path on this site, else `default`: keeps redirects from leaving."""
    if not value or not value.startswith("/") or value.startswith(("//", "/\\")) or "\\" in value:
        return default
    return default if any(ord(letter) < 32 for letter in value) else value
