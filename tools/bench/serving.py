"""Starts what is measured, as production runs it, and reads the processor time it took."""

import multiprocessing
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from tools.bench import bare
from tools.bench.asking import HOST
from tools.bench.bare import Recipe

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
READY = 240.0  # seconds: a machine that is busy with other things is slow to start


@dataclass(frozen=True, slots=True)
class Times:
    """Processor seconds taken so far."""

    server: float
    database: float


@dataclass(frozen=True, slots=True)
class Served:
    """Servers that listen, and the processes whose time counts."""

    ports: tuple[int, ...]
    pids: tuple[int, ...]
    postmaster: int

    def times(self) -> Times:
        """What the servers and PostgreSQL have taken, with every process they started."""
        return Times(sum(map(_taken, self.pids)), _taken(self.postmaster))


def environment(url: str, data: Path) -> dict[str, str]:
    """The settings of a production site on this machine."""
    return {
        "COMMONWEAL_ENV": "production",
        "COMMONWEAL_BASE_URL": f"https://{HOST}",
        "COMMONWEAL_SECRET": secrets.token_hex(32),
        "COMMONWEAL_DATA": str(data),
        "COMMONWEAL_LOG_LEVEL": "WARNING",
        "DATABASE_URL": url,
    }


@contextmanager
def site(url: str, settings: Mapping[str, str]) -> Iterator[Served]:
    """Our site: two web processes, each `commonweal serve`."""
    ports = [_free_port() for _ in range(PROCESSES)]
    with ExitStack() as stack:
        pids = []
        for port in ports:
            command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
            process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)
            stack.callback(_end, process)
            pids.append(process.pid)
        for port in ports:
            _wait(port)
        yield Served(tuple(ports), tuple(pids), _postmaster(url))


@contextmanager
def bare_site(url: str, recipes: Mapping[str, Recipe]) -> Iterator[Served]:
    """The bare pages: two processes too."""
    ports = [_free_port() for _ in range(PROCESSES)]
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=bare.serve, args=(plain(url), recipes, port), daemon=True) for port in ports]
    try:
        for process in processes:
            process.start()
        for port in ports:
            _wait(port)
        yield Served(tuple(ports), tuple(process.pid or 0 for process in processes), _postmaster(url))
    finally:
        for process in processes:
            process.terminate()
            process.join(10)


def plain(url: str) -> str:
    """A SQLAlchemy URL as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _taken(pid: int) -> float:
    """Processor seconds of a process, its living children and those it has outlived."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    found = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        times = child.cpu_times()
        found += times.user + times.system
    return found


def _postmaster(url: str) -> int:
    with psycopg.connect(plain(url)) as connection:
        return psutil.Process(connection.info.backend_pid).ppid()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(port: int) -> None:
    until = time.monotonic() + READY
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise RuntimeError("a server did not start; see above for what it said") from None
            time.sleep(0.05)
        else:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
