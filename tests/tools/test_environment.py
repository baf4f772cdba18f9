"""The environment is made from the user's own settings, and the tools that guard it see faults."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tools import browser, coverage_gate, environment


def test_uv_is_told_what_pip_is_told() -> None:
    listing = (
        "global.index-url='https://mirror.example/simple'\n"
        "global.extra-index-url='file:///a/simple file:///b/simple'\n"
        "install.find-links='/wheels\\n/more'\n"
        ":env:.cert='/etc/ca.pem'\n"
    )
    assert environment.index_settings(listing, {}) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "file:///a/simple file:///b/simple",
        "UV_FIND_LINKS": "/wheels,/more",
        "SSL_CERT_FILE": "/etc/ca.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_SYSTEM_CERTS": "true",
    }


def test_what_uv_was_told_itself_wins() -> None:
    own = {"UV_DEFAULT_INDEX": "mine", "UV_INDEX_STRATEGY": "first-index", "UV_SYSTEM_CERTS": "false"}
    assert environment.index_settings("global.index-url='theirs'", own) == {}


def test_a_python_without_venv_is_told_what_to_run() -> None:
    said = environment.explain(
        "The virtual environment was not created successfully because ensurepip is not available."
    )
    assert f"apt-get install -y python{sys.version_info.major}.{sys.version_info.minor}-venv" in said


@pytest.mark.slow
def test_a_browser_that_does_not_start_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 127\n")
    fake.chmod(0o755)
    monkeypatch.setenv("COMMONWEAL_BROWSER", str(fake))
    assert browser.find() is None
    fake.write_text("#!/bin/sh\nexit 0\n")
    assert browser.find() == fake


def entry(lines: list[int], branches: list[list[int]], covered: int, statements: int) -> dict[str, object]:
    """One file of coverage's report."""
    summary = {"covered_lines": covered, "num_statements": statements, "covered_branches": 0, "num_branches": 0}
    return {"missing_lines": lines, "missing_branches": branches, "summary": summary}


def test_a_rule_may_miss_nothing() -> None:
    files = {
        "app/calls/rules/dates.py": entry([4], [[7, -1]], 99, 100),
        "app/calls/policy.py": entry([], [], 10, 10),
        "app/calls/pages.py": entry([1, 2], [], 98, 100),
    }
    assert coverage_gate.complaints(files) == ["app/calls/rules/dates.py: not reached: 4, 7→exit"]


def test_the_rest_may_miss_one_line_in_twenty() -> None:
    files = {"app/calls/pages.py": entry(list(range(6)), [], 94, 100)}
    assert coverage_gate.complaints(files) == [
        "All other files: 94.0 % is below 95 %. Most is missing in:",
        "  app/calls/pages.py: 6 of 100",
    ]


@pytest.mark.slow
def test_a_python_too_old_is_named(tmp_path: Path) -> None:
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14", "python"):
        (old / name).write_text("#!/bin/sh\nexit 1\n")
        (old / name).chmod(0o755)
    tree = tmp_path / "a folder"
    (tree / "tools").mkdir(parents=True)
    (tree / "requirements").mkdir()
    (tree / "tools" / "setup").write_text((ROOT / "tools" / "setup").read_text())
    done = subprocess.run(
        ["/bin/sh", str(tree / "tools" / "setup"), "demo"],
        env={"PATH": f"{old}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "Commonweal needs Python 3.11 or newer, and none was found.",
    )
