"""A small HTTP/1.1 client that costs little: kept-alive connections, each asking one thing after another."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import httptools

HOST = "bench.example"
HEADERS = (
    f"host: {HOST}\r\naccept: text/html\r\naccept-encoding: gzip, deflate, br\r\naccept-language: en\r\n"
    "user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
)
WAIT = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Call:
    """One request: method, path, who asks, what is posted, and the status that means success."""

    method: str
    path: str
    session: str = ""
    bearer: str = ""
    body: bytes = b""
    status: int = 200

    def headers(self) -> dict[str, str]:
        """What tells who asks, and from where a post comes."""
        found = {"cookie": f"__Host-session={self.session}"} if self.session else {}
        if self.bearer:
            found["authorization"] = f"Bearer {self.bearer}"
        if self.method == "POST":
            found |= {"origin": f"https://{HOST}", "content-type": "application/x-www-form-urlencoded"}
        return found

    def bytes(self) -> bytes:
        """The request as it goes over the wire."""
        head = f"{self.method} {self.path} HTTP/1.1\r\n{HEADERS}"
        head += "".join(f"{name}: {value}\r\n" for name, value in self.headers().items())
        if self.method == "POST":
            head += f"content-length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body


@dataclass(slots=True)
class Tally:
    """What came of a run: seconds each answer took, their bytes on the wire, and how long it all lasted."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    lasted: float = 0.0


class Connection(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._begin()

    def _begin(self) -> None:
        self.parser, self.parts = httptools.HttpResponseParser(self), list[bytes]()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self.parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionError("the server hung up"))

    def on_body(self, part: bytes) -> None:
        """Called by the parser."""
        self.parts.append(part)

    def on_message_complete(self) -> None:
        """Called by the parser."""
        status, body = self.parser.get_status_code(), b"".join(self.parts)
        self._begin()
        if self.answer is not None and not self.answer.done():
            self.answer.set_result((status, body))

    async def ask(self, call: Call) -> bytes:
        """The body of the answer; RuntimeError when its status is another than expected."""
        assert self.transport is not None
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(call.bytes())
        async with asyncio.timeout(WAIT):
            status, body = await self.answer
        if status != call.status:
            raise RuntimeError(f"{call.method} {call.path} answered {status}, not {call.status}: {body[:300]!r}")
        return body


async def connect(port: int) -> Connection:
    """A new connection to a server on this machine."""
    _transport, made = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return made


async def drive(ports: Sequence[int], tracks: Sequence[Iterator[Call]], seconds: float) -> Tally:
    """Ask along every track at once, spread over the servers, until the time is over or the tracks end."""
    tally, until = Tally(), time.perf_counter() + seconds

    async def follow(connection: Connection, track: Iterator[Call]) -> None:
        while time.perf_counter() < until:
            call = next(track, None)
            if call is None:
                return
            asked = time.perf_counter()
            body = await connection.ask(call)
            tally.seconds.append(time.perf_counter() - asked)
            tally.sizes.append(len(body))

    connections = [await connect(ports[at % len(ports)]) for at in range(len(tracks))]
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for connection, track in zip(connections, tracks, strict=True):
            group.create_task(follow(connection, track))
    tally.lasted = time.perf_counter() - began
    for connection in connections:
        if connection.transport is not None:
            connection.transport.close()
    return tally
