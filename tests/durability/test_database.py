"""Nothing acknowledged is lost or doubled when the database is killed: it, web and worker come back by themselves."""

import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy.exc import OperationalError

from app.kernel import postgres, schema
from tests.durability.checks import apply_while, check_all_is_there, check_the_chain
from tests.durability.conftest import wait_for
from tests.kernel.postgres.looking import has_ended, postmaster_of, supervisor_of

SEED = 7
AWAY = {500, 503}


@pytest.fixture
def data(tmp_path) -> Iterator[Path]:
    folder = tmp_path / "database"
    yield folder
    postgres.remove(folder)


@pytest.fixture
def fresh_addresses(data, monkeypatch) -> Iterator[postgres.Addresses]:
    """A server of the test's own, with writes as safe as in real use."""
    monkeypatch.delenv("COMMONWEAL_POSTGRES_UNSAFE_FAST", raising=False)
    with postgres.running(data) as addresses:
        schema.migrate(addresses.owner)
        yield addresses


def end(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)
    wait_for(lambda: has_ended(process), 60, "its end")


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_killing_the_database_loses_nothing(site, box, live, look, call, cookies, data, tmp_path):
    chance = random.Random(SEED)
    victims: list[Callable[[Path], psutil.Process]] = [postmaster_of, supervisor_of] * 3
    chance.shuffle(victims)

    def kill_it() -> None:
        time.sleep(chance.uniform(0, 0.4))
        end(victims.pop()(data))

    acknowledged = apply_while(site, box, cookies, call, kill_it, rounds=len(victims), excused=AWAY)
    wait_for(lambda: is_back(look), 120, "the database")
    live.dispose()  # so that no connection of before is used for what follows
    check_all_is_there(acknowledged, box, look)
    check_the_chain(live, tmp_path / "anchors")


def is_back(look: Callable[..., list[tuple]]) -> bool:
    try:
        return look("SELECT 1") == [(1,)]
    except OperationalError:
        return False
