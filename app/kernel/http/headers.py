"""Every answer's security headers, and the Host names we answer to (pure ASGI: no body is touched)."""

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'{forms}; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


class Guard:
    """Refuses foreign hosts and adds the headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.hosts = app, settings.hosts
        issuers = "".join(f" {provider.issuer.rstrip('/')}" for provider in settings.providers)
        self.headers = {
            "content-security-policy": POLICY.format(forms=issuers),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }
        if settings.secure:
            self.headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add(message, self.headers)
            await send(message)

        if _host(scope) not in self.hosts:
            await PlainTextResponse("Unknown host.", 421)(scope, receive, with_headers)
            return
        # PostgreSQL keeps no NUL: no address of ours holds one, and no search can find one.
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            await PlainTextResponse("Bad request.", 400)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def add(message: MutableMapping[str, Any], headers: dict[str, str]) -> None:
    """Add `headers` to a response start, leaving those the route set itself."""
    present = MutableHeaders(scope=message)
    for name, value in headers.items():
        present.setdefault(name, value)


def _host(scope: Scope) -> str:
    raw = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
    return raw.rsplit(":", 1)[0] if ":" in raw and not raw.endswith("]") else raw
