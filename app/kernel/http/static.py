"""Our own files from memory: content-hashed names, compressed ahead, kept by browsers for good."""

from collections.abc import Collection
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
}
PREFIX = "/static/"
FORMS = {"br": ".br", "gzip": ".gz"}


class Static:
    """Answers what lies below /static/ and passes everything else on."""

    def __init__(self, app: ASGIApp, folder: Path, names: Collection[str]) -> None:
        """Hold the files that are named: what pages say and what is served are one state of the folder."""
        self.app = app
        paths = [folder / (name + form) for name in names for form in ("", *FORMS.values())]
        self.files = {path.name: path.read_bytes() for path in paths}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path: str = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        await self._answer(path.removeprefix(PREFIX), scope)(scope, receive, send)

    def _answer(self, name: str, scope: Scope) -> Response:
        kind = TYPES.get(Path(name).suffix)
        if kind is None or name not in self.files:
            return Response("Not found.", 404, {"content-type": "text/plain"})
        accepted = next((value for key, value in scope["headers"] if key == b"accept-encoding"), b"").decode("latin-1")
        headers = {"content-type": kind, "cache-control": "public, max-age=31536000, immutable"}
        headers["vary"] = "Accept-Encoding"
        for encoding, suffix in FORMS.items():
            if encoding in accepted:
                return Response(self.files[name + suffix], 200, headers | {"content-encoding": encoding})
        return Response(self.files[name], 200, headers)
