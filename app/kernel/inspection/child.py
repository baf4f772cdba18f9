"""The confined process: told in its arguments what to do, it looks at the file on its standard input and answers.

It runs as a script of its own (`python -I …/child.py TASK MEDIA_TYPE`). Everything it needs is loaded before it is
locked: after that it cannot open a file.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.kernel.inspection import looks
from app.kernel.inspection.bounds import CPU_SECONDS, MEMORY_BYTES, Report, Unsafe
from app.kernel.inspection.confinement import confine

Task = Callable[[BinaryIO], tuple[Report, bytes]]


def _task(name: str, media_type: str) -> Task:
    """What to do; its modules are loaded here, and only those it needs."""
    if name == "draw":
        draw = looks.drawer(media_type)
        return lambda file: (Report(), draw(file))
    look = looks.look(media_type)
    return lambda file: (Report(facts=look(file)), b"")


def main(name: str, media_type: str) -> None:
    """Answer with one line of JSON, and after it the bytes of a picture if one was asked for."""
    task = _task(name, media_type)
    confine(memory=MEMORY_BYTES, seconds=CPU_SECONDS)
    with open(0, "rb", closefd=False) as file:
        try:
            report, made = task(file)
        except Unsafe as found:
            report, made = Report(found.code, found.parameters), b""
    with open(1, "wb", closefd=False) as out:
        out.write(report.line() + made)


if __name__ == "__main__":
    main(*sys.argv[1:3])
