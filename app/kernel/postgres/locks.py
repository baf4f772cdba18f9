"""Locks on files (flock): the kernel frees them when a process ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STEP = 0.01


def take(path: Path, *, shared: bool, wait: float) -> int | None:
    """An open file descriptor that holds the lock (close it to let go), or None after `wait` seconds."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(STEP)
        else:
            return descriptor


def wait_for(path: Path) -> int:
    """Blocks until the exclusive lock is ours; returns the descriptor that holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def is_free(path: Path, *, shared: bool = True) -> bool:
    """Whether the lock could be had at this moment; looks by taking it and letting go at once."""
    if not path.exists():
        return True
    descriptor = take(path, shared=shared, wait=0)
    if descriptor is None:
        return False
    os.close(descriptor)
    return True


@contextmanager
def exclusive(path: Path, wait: float) -> Iterator[bool]:
    """Holds the lock for the block; yields whether it was had within `wait` seconds."""
    descriptor = take(path, shared=False, wait=wait)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)
