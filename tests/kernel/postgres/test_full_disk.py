"""A full disk is named as such, and there is no other remedy than room."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.kernel import postgres
from app.kernel.postgres import doctor, places
from tests.kernel.postgres.looking import connect, facts, remember, wait_for, wait_until_stopped

pytestmark = pytest.mark.slow

FULL = "is full"


@pytest.fixture(autouse=True)
def _safe_writes(monkeypatch):
    """As in real use: what is saved is on the disk."""
    monkeypatch.delenv("COMMONWEAL_POSTGRES_UNSAFE_FAST", raising=False)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of 200 MB."""
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: only root may mount a small disk; run the tests as root once for this")
    data = tmp_path / "data"
    where = places.locate(data)
    where.base.mkdir(parents=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "none", where.base], check=False)
    if mounted.returncode != 0:
        pytest.skip("NOT TESTED: this machine lets nobody mount a small disk")
    try:
        yield data
    finally:
        wait_until_stopped(data)
        subprocess.run(["umount", where.base], check=True)
        where.base.rmdir()


def fill(folder: Path) -> Path:
    """A file that takes all the room there is."""
    stuffing = folder / "stuffing"
    with stuffing.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(bytes(65_536)):
            pass
    return stuffing


def save_until_refused(url: str, acknowledged: list[str]) -> None:
    """Saves large rows one by one, and notes each that was acknowledged."""
    with connect(url) as connection:
        for number in range(1, 2_000):
            fact = f"{number} {'x' * 50_000}"
            connection.execute("INSERT INTO fact VALUES (%s)", [fact])
            acknowledged.append(fact)


def test_no_room_for_a_first_start_is_said_before_it_begins(small_disk):
    where = places.locate(small_disk)
    ballast = where.base / "ballast"
    ballast.write_bytes(bytes(100_000_000))
    with pytest.raises(postgres.PostgresError, match=FULL), postgres.running(small_disk):
        pytest.fail("it started")
    assert not where.staging.exists()
    assert [finding.level for finding in doctor.examine(small_disk)].count("problem") == 1
    ballast.unlink()
    with postgres.running(small_disk):
        pass


def test_a_full_disk_stops_a_start_and_room_mends_it(small_disk):
    with postgres.running(small_disk) as addresses:
        remember(addresses.app, "before the disk was full")
    stuffing = fill(places.locate(small_disk).base)
    with pytest.raises(postgres.PostgresError, match=FULL), postgres.running(small_disk):
        pytest.fail("it started")
    stuffing.unlink()
    with postgres.running(small_disk) as addresses:
        assert facts(addresses.app) == ["before the disk was full"]


def test_a_disk_that_fills_while_running_loses_nothing_acknowledged(small_disk):
    acknowledged = []
    with postgres.running(small_disk) as addresses:
        remember(addresses.app, "0")
        acknowledged.append("0")
        stuffing = fill(places.locate(small_disk).base)
        with pytest.raises(psycopg.Error):
            save_until_refused(addresses.app, acknowledged)
        stuffing.unlink()

        def is_back() -> bool:
            with contextlib.suppress(psycopg.OperationalError):
                return facts(addresses.app) == sorted(acknowledged)
            return False

        wait_for(is_back, seconds=15)


def test_a_limit_met_half_way_through_the_first_start_is_named(fresh, hold):
    """For any account, what a quota does: files may grow to 8 MB, and the log needs 16."""
    assert hold(fresh, TEST_FILE_LIMIT="8000000").url.startswith("ERROR The system allows only small files here")
    where = places.locate(fresh)
    assert not where.cluster.exists()
    assert hold(fresh).url.startswith("postgresql+psycopg://")
