"""Has a file looked at by a confined process of its own; whatever happens to that, this one goes on."""

import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import BinaryIO

from app.kernel.inspection.bounds import LARGEST_PREVIEW, WALL_SECONDS, Report, read_report

_CHILD = Path(__file__).with_name("child.py")
_MOST_SAID = 4096
# Each may take as much memory as bounds allow: two at a time in a process of the program.
_places = BoundedSemaphore(2)

UNREADABLE = Report("file_unreadable")
"""What is said of a file at which the look came to no end: too much of time or memory, or a decoder's crash."""


def examine(file: BinaryIO, media_type: str) -> Report:
    """What is in a file (a real one, with a descriptor) whose type by content is `media_type`."""
    return _ask("look", file, media_type)[0]


def draw(file: BinaryIO, media_type: str) -> bytes | None:
    """A small WebP of a picture or of a PDF's first page; None if it cannot be drawn."""
    report, made = _ask("draw", file, media_type)
    is_webp = made[:4] == b"RIFF" and made[8:12] == b"WEBP"
    return made if not report.code and is_webp and len(made) <= LARGEST_PREVIEW else None


def _ask(task: str, file: BinaryIO, media_type: str) -> tuple[Report, bytes]:
    file.flush()
    # The child moves the place in the file that it shares with us.
    place = os.lseek(file.fileno(), 0, os.SEEK_CUR)
    # Isolated: neither the environment nor the folder says what is loaded.
    command = [sys.executable, "-I", "-B", str(_CHILD), task, media_type]
    with (
        _places,
        subprocess.Popen(  # noqa: S603 -- our own script
            command,
            stdin=file.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        ) as child,
    ):
        timer = Timer(WALL_SECONDS, child.kill)
        timer.start()
        try:
            assert child.stdout is not None
            said = child.stdout.read(_MOST_SAID + LARGEST_PREVIEW)
        finally:
            timer.cancel()
            child.kill()
    os.lseek(file.fileno(), place, os.SEEK_SET)
    line, _, made = said.partition(b"\n")
    return read_report(line) or UNREADABLE, made
