"""The demo as a visitor has it: one command, everything there, and nothing left running."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo import parts, runner
from app.demo.places import Places, free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONWEAL_", "DATABASE_URL"))}
    return kept | {"COMMONWEAL_DATA": str(data), "COMMONWEAL_POSTGRES_UNSAFE_FAST": "1"}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], dict[str, Any]]]]:
    """Start the demo in a folder of its own; returns the process and what demo.json says."""
    started: list[subprocess.Popen[str]] = []
    data = tmp_path / "données of the demo"

    def run() -> tuple[subprocess.Popen[str], dict[str, Any]]:
        one = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo", "--port", "8100"],
            cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        started.append(one)
        assert one.stdout is not None
        said = ""
        while "Ctrl-C stops everything." not in said:
            line = one.stdout.readline()
            assert line, f"The demo ended while it started: {said}"
            said += line
        return one, json.loads(Places(data).facts.read_text(encoding="utf-8")) | {"said": said}

    yield run
    for one in started:
        if one.poll() is None:
            one.send_signal(signal.SIGINT)
            one.communicate(timeout=60)
    runner.reset(data)
    assert not data.exists()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def answers(url: str) -> bool:
    try:
        get(url)
    except OSError:
        return False
    return True


@pytest.mark.timeout(600)
def test_one_command_shows_everything_and_leaves_nothing_running(start: Any) -> None:
    demo, facts = start()
    names = {one["name"] for one in facts["personas"]}
    assert {"Amara Okafor", "Lena Fischer"} <= names
    assert "Digital public goods registry" in get(facts["base_url"] + "/calls")
    assert json.loads(get(facts["oidc_issuer"] + "/.well-known/openid-configuration"))["issuer"] == facts["oidc_issuer"]
    assert "No mail yet" in get(facts["mail_url"])
    assert set(facts["api_client"]) == {"id", "secret"}
    demo.send_signal(signal.SIGINT)
    said = facts["said"] + demo.communicate(timeout=60)[0]
    assert demo.returncode == 0
    for words in ("Loading demo data", facts["base_url"], facts["mail_url"], "Everything is stopped"):
        assert words in said
    assert [answers(facts[name]) for name in ("base_url", "oidc_issuer", "mail_url")] == [False, False, False]

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(facts["base_url"].rsplit(":", 1)[1])))
        taken.listen()
        again, later = start()
        assert later["base_url"] != facts["base_url"]
        assert later["api_client"] == facts["api_client"]
        assert "Digital public goods registry" in get(later["base_url"] + "/calls")
        again.terminate()
        said = later["said"] + again.communicate(timeout=60)[0]
    assert (again.returncode, "is taken; using" in said, "Loading demo data" in said) == (0, True, False)


def test_a_part_that_ends_says_why(tmp_path: Path) -> None:
    places = Places(tmp_path)
    part = parts.load(places, "web")
    parts.begin(part, {"COMMONWEAL_ENV": "production"}, 1)
    part.wait(timeout=120)
    with pytest.raises(parts.PartFailedError) as caught:
        parts.wait_until_ready({"web": part}, places, 1)
    words = "The web process ended (1). It said:\n  This is started by `commonweal demo` only."
    assert str(caught.value) == words


def test_a_part_that_is_gone_cannot_be_given_anything(tmp_path: Path) -> None:
    part = parts.load(Places(tmp_path), "nothing")
    part.wait(timeout=120)
    with pytest.raises(parts.PartFailedError):
        parts.begin(part, {"NAME": "x" * 100_000})
    parts.stop({"nothing": part})


def test_a_free_port_is_none_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = free_port(port, taken=[port + 1])
        assert port + 1 < found < port + 200


def test_without_a_free_port_that_is_said(monkeypatch: Any) -> None:
    monkeypatch.setattr("app.demo.places.TRIED", 1)
    with pytest.raises(OSError, match="No free port from 8100 to 8100"):
        free_port(8100, taken=[8100])


def test_the_signing_key_outlives_a_start_and_is_for_this_account_only(tmp_path: Path) -> None:
    places = Places(tmp_path)
    key = places.read_secret()
    assert (len(key), Places(tmp_path).read_secret()) == (64, key)
    assert places.secret.stat().st_mode & 0o777 == 0o600
