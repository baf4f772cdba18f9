"""How much a request may bring: what is more is refused before it is read, let alone stored.

Pages and programs send at most `MOST`. An address that ends in /files takes files besides. A file over the
installation's limit is read to its end and thrown away, so that the fields around it are still had and
kept; only a body many times that limit is not read at all.
"""

from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.http import typed
from app.kernel.http.state import site
from app.kernel.settings import Settings

MOST = 2 * 1024 * 1024
READ_AND_DROPPED = 4
_MOST_FILES, _MOST_FIELDS = 20, 2000


class Limit:
    """Counts what comes in and stops it, by what the request says of itself or else as it arrives."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.with_files = app, MOST + READ_AND_DROPPED * settings.max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = self.with_files if _takes_files(scope["path"], headers) else MOST
        told = headers.get("content-length", "")
        taken, announced = 0, int(told) if told.isdecimal() else 0

        async def counted() -> Message:
            nonlocal taken
            message = {} if announced > most else await receive()
            taken += len(message.get("body", b""))
            if max(taken, announced) > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


async def form(request: Request) -> FormData:
    """The posted form; of a file that is too large only the beginning, just more than is allowed."""
    known: FormData | None = getattr(request, "_form", None)
    if known is not None:
        return known
    if not _is_multipart(request.headers):
        known = await request.form(max_fields=_MOST_FIELDS)
    else:
        parser = _Parser(request.headers, request.stream(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
        parser.most = site(request).settings.max_upload_bytes
        try:
            known = await parser.parse()
        except MultiPartException as error:
            raise HTTPException(400, error.message) from error
        request._form = known  # noqa: SLF001 - where Starlette itself keeps it, and closes its files
    typed.keep(request, known)
    return known


class _Parser(MultiPartParser):
    """Stores no more of a file than shows that it is too large."""

    most = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        file = self._current_part.file
        if file is None or (file.size or 0) <= self.most:
            super().on_part_data(data, start, end)


def _takes_files(path: str, headers: Headers) -> bool:
    return path.endswith("/files") and _is_multipart(headers)


def _is_multipart(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")
