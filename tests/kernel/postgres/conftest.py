"""Processes that hold the embedded server, to be killed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from app.kernel import postgres
from tests.kernel.postgres.looking import wait_until_stopped

ROOT = Path(__file__).resolve().parents[3]

HOLD = """
import os, resource, signal, sys
from pathlib import Path
from app.kernel import postgres
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background work deaf to it
if os.environ.get("TEST_FILE_LIMIT"):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["TEST_FILE_LIMIT"]),) * 2)
try:
    with postgres.running(Path(sys.argv[1])) as addresses:
        print(addresses.app, flush=True)
        sys.stdin.read()
except postgres.PostgresError as error:
    print("ERROR", error, flush=True)
"""


@dataclass
class Holder:
    """A process in `running()`; `url` is what it got, or ERROR and the message."""

    process: subprocess.Popen[str]
    url: str = ""

    def wait_until_holding(self) -> str:
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        return self.url

    def leave(self) -> None:
        self.process.communicate(timeout=30)


@pytest.fixture
def hold() -> Iterator[Callable[..., Holder]]:
    """`hold(data)`: a new process that holds the server, holding already unless `wait=False`."""
    started: list[Holder] = []

    def make(
        data: Path, *, wait: bool = True, python: str = sys.executable, uid: int | None = None, **env: str
    ) -> Holder:
        path = os.pathsep.join([str(ROOT), str(Path(psycopg.__file__).parents[1])])
        process = subprocess.Popen(
            [python, "-c", HOLD, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env=os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"} | env,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else (),
        )
        holder = Holder(process)
        started.append(holder)
        if wait:
            holder.wait_until_holding()
        return holder

    yield make
    for holder in started:
        if holder.process.poll() is None:
            holder.leave()
        else:
            for stream in (holder.process.stdin, holder.process.stdout):
                if stream is not None:
                    stream.close()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with spaces and letters beyond ASCII, used by one test after another."""
    folder = tmp_path_factory.mktemp("été à Dakar – données") / "postgres data"
    yield folder
    wait_until_stopped(folder)
    postgres.remove(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """A data folder of the test's own."""
    folder = tmp_path / "fresh"
    yield folder
    wait_until_stopped(folder)
    postgres.remove(folder)
