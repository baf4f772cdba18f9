"""A process of the demo begins when it is told with what, and only for the demo."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def child(said: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONWEAL_")}
    return subprocess.run(
        [sys.executable, "-m", "app.demo.child", "web"],
        input=said,
        env=kept,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("said", ["", json.dumps({"environment": {"COMMONWEAL_ENV": "production"}, "port": 1}) + "\n"])
def test_without_a_demo_nothing_is_served(said: str) -> None:
    ended = child(said)
    assert (ended.returncode, ended.stderr.strip()) == (1, "This is started by `commonweal demo` only.")
