"""The demo's mail: everything sent is kept in a folder and can be read on a page, newest first."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from app.kernel.ids import new_id

SHOWN = 200
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,)]")
_NAME = re.compile(r"/([0-9a-f-]{36})")


class _Sink:
    """Keeps what the SMTP server is handed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Write the message down; names sort by the time of arrival."""
        # A few kilobytes to a local disk, one writer: not worth a thread.
        (self.folder / f"{new_id()}.eml").write_bytes(envelope.content)
        return "250 Kept"


@contextmanager
def serving(folder: Path, smtp_port: int, page_port: int) -> Iterator[None]:
    """Take mail on one port and show it on another, both on this machine only."""
    folder.mkdir(parents=True, exist_ok=True)
    smtp = Controller(_Sink(folder), hostname="127.0.0.1", port=smtp_port)
    pages = ThreadingHTTPServer(("127.0.0.1", page_port), _handler(folder))
    smtp.start()
    threading.Thread(target=pages.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    try:
        yield
    finally:
        pages.shutdown()
        pages.server_close()
        smtp.stop()


def list_page(folder: Path) -> str:
    """The received messages as a page."""
    found = [(path.stem, _read(path)) for path in sorted(folder.glob("*.eml"), reverse=True)[:SHOWN]]
    rows = "".join(
        f'<tr><td><a href="/{name}">{escape(str(one["subject"]))}</a></td><td>{escape(str(one["to"]))}</td>'
        f"<td>{escape(str(one['date']))}</td></tr>"
        for name, one in found
    )
    empty = "" if found else "<p>No mail yet. Reload this page after something happened.</p>"
    return _page("Mail of the demo", f"<table><tr><th>Subject<th>To<th>Date</tr>{rows}</table>{empty}")


def message_page(path: Path) -> str:
    """One message as a page; links in its text can be followed."""
    message = _read(path)
    body = message.get_body(("plain", "html"))
    text = escape(str(body.get_content()) if body is not None else "", quote=False)
    linked = _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', text)
    heads = "".join(f"<dt>{name}</dt><dd>{escape(str(message[name]))}</dd>" for name in ("From", "To", "Date"))
    return _page(str(message["subject"]), f'<p><a href="/">All mail</a></p><dl>{heads}</dl><pre>{linked}</pre>')


def _read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _page(title: str, body: str) -> str:
    style = "body{font:1rem/1.5 system-ui;max-width:60rem;margin:1rem auto;padding:0 1rem}td,th{text-align:start;"
    style += "padding:.3rem 1rem .3rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere}:root{color-scheme:light dark}"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return (
        f'<!doctype html><html lang="en"><head>{head}<style>{style}</style></head><body><h1>{escape(title)}</h1>{body}'
    )


def _handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    class Pages(BaseHTTPRequestHandler):
        """GET / and GET /<message>; everything else is not there."""

        def do_GET(self) -> None:
            named = _NAME.fullmatch(self.path)
            path = folder / f"{named[1]}.eml" if named else None
            if self.path == "/":
                self._answer(200, list_page(folder))
            elif path is not None and path.is_file():
                self._answer(200, message_page(path))
            else:
                self._answer(404, _page("Nothing here", '<p><a href="/">All mail</a></p>'))

        def _answer(self, status: int, text: str) -> None:
            body = text.encode("utf-8", "replace")
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    return Pages
