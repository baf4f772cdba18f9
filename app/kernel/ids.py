"""Identifiers: UUID version 7 (RFC 9562), so that keys sort by the time they were made."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A fresh UUIDv7, strictly increasing within this process.

    48 bits of Unix milliseconds, then a 12-bit and a 62-bit field; the 60 bits below the
    millisecond are a counter seeded at random, which keeps order within one millisecond.
    """
    global _last  # noqa: PLW0603 - one counter a process, under the lock
    with _lock:
        moment = time.time_ns() // 1_000_000 << 74
        value = moment | int.from_bytes(os.urandom(9)) & ((1 << 73) - 1)
        _last = value if value > _last else _last + 1 + int.from_bytes(os.urandom(4))
        value = _last
    stamp, high, low = value >> 74, value >> 62 & 0xFFF, value & ((1 << 62) - 1)
    return UUID(int=stamp << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
