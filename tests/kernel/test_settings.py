"""Settings: what production will not start without, and what follows from what is set."""

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.kernel.settings import Env, Settings

SAFE: dict[str, Any] = {"env": "production", "secret": "x" * 32, "base_url": "https://example.org"}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, ""),
        ({"secret": "x" * 31}, "Set COMMONWEAL_SECRET to at least 32 random characters"),
        ({"secret": ""}, "Set COMMONWEAL_SECRET to at least 32 random characters"),
        ({"base_url": "http://example.org"}, "Set COMMONWEAL_BASE_URL to the public https:// address"),
        ({"env": "staging"}, "Input should be 'development', 'demo', 'test' or 'production'"),
    ],
)
def test_production_is_safe_or_does_not_start(changes: dict[str, Any], wrong: str) -> None:
    if not wrong:
        assert Settings(**(SAFE | changes)).env is Env.PRODUCTION
        return
    with pytest.raises(ValidationError) as caught:
        Settings(**(SAFE | changes))
    assert wrong in str(caught.value)


@pytest.mark.parametrize("env", ["development", "demo", "test"])
def test_elsewhere_nothing_need_be_set(env: str) -> None:
    assert Settings(env=env).secure is False


def test_production_unless_something_else_is_said(monkeypatch: Any) -> None:
    monkeypatch.delenv("COMMONWEAL_ENV", raising=False)
    with pytest.raises(ValidationError):
        Settings()
    monkeypatch.setenv("COMMONWEAL_ENV", "")
    with pytest.raises(ValidationError):
        Settings()


def test_what_follows() -> None:
    given = Settings(
        **SAFE | {"base_url": "https://Calls.Example.org:8443/x", "allowed_hosts": ["WWW.Example.org"],
        "trusted_proxies": ["10.0.0.0/8", "::1"], "threads": 3, "slow_threads": 4},
    )  # fmt: skip
    assert (given.secure, given.origin, given.pool_size) == (True, "https://Calls.Example.org:8443", 7)
    assert given.hosts == {"calls.example.org", "www.example.org"}
    assert [ip_address("10.1.2.3") in network for network in given.proxies] == [True, False]
    assert Settings(**SAFE | {"files_url": "s3://bucket"}).store_url == "s3://bucket"
    assert Settings(**SAFE | {"data": Path("/srv/data")}).store_url == "file:///srv/data/files"


def test_a_secret_is_never_written_out() -> None:
    assert "x" * 32 not in repr(Settings(**SAFE))
