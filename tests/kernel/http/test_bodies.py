"""What is too large is stopped as it arrives, over a real server: nothing is stored, and nothing typed is lost."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette import formparsers
from starlette.testclient import TestClient

from app.applications.models import Attachment, SectionDraft
from app.kernel.settings import Settings
from tests.applications.conftest import Scene

MB = 1024 * 1024
ALLOWED = MB
BOUNDARY = "between-the-parts"
Headers = dict[str, str]


class Titles(HTMLParser):
    """The words of a page's h1."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside, self.h1 = False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "h1"

    def handle_data(self, data: str) -> None:
        self.h1 += data if self.inside else ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = False


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that takes files of up to a megabyte."""
    return settings.model_copy(update={"max_upload_bytes": ALLOWED})


@pytest.fixture
def scene(session: Session) -> Scene:
    """An open call."""
    return Scene(session)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much was written to each file that a form brought."""
    sizes: list[int] = []

    class Counted(SpooledTemporaryFile[bytes]):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            self.at = len(sizes)
            sizes.append(0)

        def write(self, data: Any) -> int:
            sizes[self.at] += len(data)
            return super().write(data)

    monkeypatch.setattr(formparsers, "SpooledTemporaryFile", Counted)
    return sizes


@pytest.fixture
def port(app: FastAPI) -> Iterator[int]:
    """The site behind a server as in production."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def chunks(size: int) -> Iterator[bytes]:
    """`size` megabytes."""
    return (b"x" * MB for _ in range(size))


def parts(size: int, **fields: str) -> Iterator[bytes]:
    """A form with a file of `size` megabytes between its fields."""
    texts = [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    yield texts[0]
    yield f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="plan"; filename="plan.pdf"\r\n\r\n'.encode()
    yield b"%PDF-1.7"
    yield from chunks(size)
    yield b"\r\n"
    yield from texts[1:]
    yield f"--{BOUNDARY}--\r\n".encode()


MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def send(port: int, path: str, body: Iterator[bytes], kind: str, *, announced: bool) -> tuple[int, str, str]:
    """(status, media type, text) of the answer to a post that says how much is coming, or does not."""
    headers: Headers = {"host": "testserver", "origin": "http://testserver", "content-type": kind}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        if announced:
            connection.request("POST", path, b"".join(body), headers)
        else:
            connection.request("POST", path, body, headers, encode_chunked=True)
        answer = connection.getresponse()
        return answer.status, answer.headers["content-type"], answer.read().decode()


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("place", ["files", "elsewhere"])
def test_forty_megabytes_are_refused_in_plain_words_and_not_stored(
    scene: Scene, client_as: Callable[..., TestClient], port: int, stored: list[int], announced: bool, place: str
) -> None:
    lead = scene.person("Lea")
    reference = scene.application((lead, "lead")).reference
    scene.session.commit()
    client_as(lead)
    path = f"/applications/{reference}/sections/team/files" if place == "files" else "/sign-in/link"
    status, _, page = send(port, path, parts(40, version="0", site="x"), MULTIPART, announced=announced)
    assert (status, Titles(page).h1) == (413, "This is too large to send")
    assert "what you saved before is safe" in page
    assert all(size <= 3 * ALLOWED for size in stored)
    assert stored == [] if announced else len(stored) == 1


def test_a_file_over_the_limit_leaves_what_was_typed_around_it(
    scene: Scene,
    client_as: Callable[..., TestClient],
    port: int,
    stored: list[int],
    session: Session,
) -> None:
    lead = scene.person("Lea")
    reference = scene.application((lead, "lead")).reference
    scene.session.commit()
    client_as(lead)
    typed = {"version": "0", "country": "fr", "site": "https://example.org/مياه", "upload": "plan"}
    path = f"/applications/{reference}/sections/team/files"
    status, _, page = send(port, path, parts(3, **typed), MULTIPART, announced=True)
    assert (status, "Choose a file of at most 1 MB" in page, typed["site"] in page) == (413, True, True)
    kept = session.query(SectionDraft).one().answers
    assert kept == {"country": "FRA", "site": "https://example.org/مياه"}
    assert session.query(Attachment).count() == 0
    assert len(stored) == 1
    assert ALLOWED < stored[0] < 2 * ALLOWED


@pytest.mark.parametrize("announced", [True, False])
def test_a_program_is_told_so_as_a_problem(port: int, client_as: Callable[..., TestClient], announced: bool) -> None:
    client_as()
    body = iter([b'{"call": "', *chunks(3), b'"}'])
    status, kind, text = send(port, "/api/v1/applications", body, "application/json", announced=announced)
    assert (status, kind, json.loads(text)["code"]) == (413, "application/problem+json", "too_large")


def test_what_is_just_small_enough_is_read(client_as: Callable[..., TestClient]) -> None:
    client, kind = client_as(), {"content-type": "application/x-www-form-urlencoded"}
    body = b"email=a%40example.org" + (b"&pad=" + b"x" * (MB // 2)) * 3 + b"&pad="
    body += b"x" * (2 * MB - len(body))
    answers = [client.post("/sign-in/link", content=body + more, headers=kind) for more in (b"", b"x")]
    assert [answer.status_code for answer in answers] == [200, 413]
