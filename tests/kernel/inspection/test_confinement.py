"""A look has bounds of memory and time, and whoever breaks out of a decoder finds nothing to reach for."""

import platform
import signal
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

import pytest

from app.kernel import files, inspection
from app.kernel.files import kinds
from app.kernel.inspection import asking, confinement
from tests.kernel.inspection import hostile

pytestmark = pytest.mark.slow
ROOT = Path(inspection.__file__).parents[3]
CONFINED = """
import sys
sys.path.insert(0, {root!r})
import ctypes, os, socket
from app.kernel.inspection.confinement import confine
confine(memory=1 << 30, seconds=2)
{deed}
"""


def confined(deed: str) -> subprocess.CompletedProcess[str]:
    """What a confined process comes to that does this."""
    program = CONFINED.format(root=str(ROOT), deed=deed)
    return subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)


def temporary(content: bytes) -> BinaryIO:
    """A real file with this content."""
    file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed when forgotten, as the test ends
    file.write(content)
    file.flush()
    return file


DEEDS = {
    "read a file": "open('/etc/passwd')",
    "write a file": "os.open('/tmp/x', os.O_CREAT | os.O_WRONLY)",
    "reach the network": "socket.socket()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "begin a process": "os.fork()",
    "signal another": "os.kill(os.getppid(), 9)",
    "see what others are": "os.listdir('/proc')",
    "change who it is": "os.setuid(0)",
}


# On other machines only the limits of the system hold.
EVERYWHERE = ("write a file", "begin a process")


@pytest.mark.parametrize("deed", DEEDS if confinement.filter_program(platform.machine()) else EVERYWHERE)
def test_it_cannot(deed: str) -> None:
    done = confined(DEEDS[deed])
    assert (done.returncode, done.stderr.splitlines()[-1].partition(":")[0]) == (1, "PermissionError")


def test_memory_has_an_end() -> None:
    done = confined("bytearray(2 << 30)")
    assert (done.returncode, "MemoryError" in done.stderr.splitlines()) == (1, True)


def test_time_has_an_end() -> None:
    assert confined("while True: pass").returncode == -signal.SIGXCPU


def test_it_says_what_it_came_to() -> None:
    """Computing, reading what is open and writing to its output are left to it."""
    done = confined("print(sum(range(10)), os.fstat(0).st_size >= 0)")
    assert (done.returncode, done.stdout) == (0, "45 True\n")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_ends_where_it_says(machine: str) -> None:
    """Each call that is allowed jumps to the last instruction; the one before refuses."""
    steps = list(struct.iter_unpack("@HBBI", confinement.filter_program(machine) or b""))
    targets = {at + 1 + step[1] for at, step in enumerate(steps) if step[0] == 0x15 and at > 1}
    assert (targets, steps[-1], steps[-2]) == ({len(steps) - 1}, (6, 0, 0, 0x7FFF0000), (6, 0, 0, 0x00050001))


def test_machines_without_a_filter() -> None:
    assert confinement.filter_program("s390x") is None


@pytest.mark.parametrize("case", ["png bomb", "zip bomb", "pdf with a bomb of objects", "docx that laughs", "pdf"])
def test_a_confined_look_finds_the_same(case: str) -> None:
    """What the looks find in this process they find in theirs."""
    name, build, expected = hostile.CASES[case]
    with temporary(build()) as file:
        report = inspection.examine(file, files.kind_of(file, name) or "")
        assert (report.code or hostile.STORED, file.tell()) == (expected, 0)


def test_a_confined_process_draws() -> None:
    with temporary(hostile.pdf()) as file:
        drawn = inspection.draw(file, kinds.PDF) or b""
    assert (drawn[:4], drawn[8:12]) == (b"RIFF", b"WEBP")


@pytest.mark.parametrize(("content", "media_type"), [(b"text", kinds.TEXT), (b"%PDF-1.7", kinds.PDF)])
def test_what_cannot_be_drawn_has_no_picture(content: bytes, media_type: str) -> None:
    with temporary(content) as file:
        assert inspection.draw(file, media_type) is None


BROKEN = {
    "dies": "import os; os.abort()",
    "says nothing": "",
    "says too much": "import sys\nwhile True: sys.stdout.write('x' * 65536)",
    "sleeps": "import time; time.sleep(600)",
    "says something else": "print('[1, {}, {}]')",
    "says what is no number": """print('["", {"max": "<script>"}, {}]')""",
    "says true": """print('["", {}, {"pages": true}]')""",
    "says it is a list": "print('3')",
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_look_that_comes_to_no_end(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever becomes of the confined process, we are told that the file cannot be read."""
    script = tmp_path / "child.py"
    script.write_text(BROKEN[how])
    monkeypatch.setattr(asking, "_CHILD", script)
    monkeypatch.setattr(asking, "WALL_SECONDS", 1.0)
    with temporary(b"x") as file:
        assert inspection.examine(file, kinds.TEXT) == inspection.UNREADABLE


def test_bytes_that_are_no_picture_are_not_taken_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even from a process of ours: what it read may have taken it over."""
    script = tmp_path / "child.py"
    script.write_text("""print('["", {}, {}]\\n<script>alert(1)</script>')""")
    monkeypatch.setattr(asking, "_CHILD", script)
    with temporary(b"x") as file:
        assert inspection.draw(file, kinds.PNG) is None
