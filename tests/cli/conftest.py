"""The command line as an operator has it: in this process where it can be, and as a program where it must."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.kernel import postgres


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def commonweal(monkeypatch: Any, capsys: Any, tmp_path: Path) -> Callable[..., Said]:
    """`commonweal("grant-role", …, DATABASE_URL=…)`: run a command here, in an environment of its own."""

    def run(*arguments: str, **environment: str) -> Said:
        for name in [name for name in os.environ if name.startswith(("COMMONWEAL_", "DATABASE_URL"))]:
            if name != "COMMONWEAL_POSTGRES_UNSAFE_FAST":
                monkeypatch.delenv(name)
        given = {"COMMONWEAL_ENV": "test", "COMMONWEAL_DATA": str(tmp_path / "data")} | environment
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["commonweal", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The same as a program of its own."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONWEAL_")}
        given = {"COMMONWEAL_ENV": "test", "COMMONWEAL_DATA": str(tmp_path / "data")} | environment
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            env=kept | given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def empty(cluster: postgres.Addresses, template: Any) -> Any:
    """A database without a table."""
    name = f"empty_{os.urandom(6).hex()}"
    yield postgres.create_database(cluster, name)
    postgres.drop_database(cluster, name)
