"""Locks the process it is called in: from then on it can compute, read and write what it has open, and end.

Everywhere: limits of the system on memory, processor time, open files, file sizes and processes. On Linux
(x86-64 and ARM64) besides: no privilege is ever gained, root is left for `nobody`, the process dies with
its parent, and a filter of system calls (seccomp) refuses all but some thirty: no file can be opened, no
socket made, no process begun or signalled. Time and what was loaded before stay readable.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys

_SET_DEATH_SIGNAL, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES, _FILTER = 1, 22, 38, 2
_NOBODY = 65534
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050001

# read write close fstat newfstatat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
# pread64 readv writev sched_yield mremap madvise getpid exit exit_group fcntl gettimeofday sigaltstack gettid
# futex sched_getaffinity clock_gettime clock_nanosleep getrandom rseq membarrier
_X86_64 = (
    *(0, 1, 3, 5, 262, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 24, 25, 28, 39, 60, 231, 72, 96, 131, 186),
    *(202, 204, 228, 230, 318, 334, 324),
)
_AARCH64 = (
    *(63, 64, 57, 80, 79, 73, 62, 222, 226, 215, 214, 134, 135, 139, 67, 65, 66, 124, 216, 233, 172, 93, 94, 25),
    *(169, 132, 178, 98, 123, 113, 115, 278, 293, 283),
)
_KINDS = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}


def confine(*, memory: int, seconds: int) -> None:
    """Lock this process for good: at most so many bytes of memory and seconds of processor time."""
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _limit(resource.RLIMIT_AS, memory, memory)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_NOFILE, 16, 16)
    _limit(resource.RLIMIT_NPROC, 0, 0)
    if sys.platform == "linux":
        _confine_linux()


def _confine_linux() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    # After the change of user, which would clear it.
    _control(_SET_DEATH_SIGNAL, int(signal.SIGKILL))
    _control(_SET_NO_NEW_PRIVILEGES, 1)
    program = filter_program(platform.machine())
    if program is None:
        return
    held = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions, and where they are.
    whole = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    _control(_SET_SECCOMP, _FILTER, ctypes.create_string_buffer(whole, len(whole)))


def filter_program(machine: str) -> bytes | None:
    """The filter as instructions of 8 bytes (code, if true, if false, value); None for a machine not known."""
    if machine not in _KINDS:
        return None
    kind, calls = _KINDS[machine]
    steps = [(_LOAD, 0, 0, 4), (_IF_EQUAL, 1, 0, kind), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    for at, call in enumerate(calls):
        steps.append((_IF_EQUAL, len(calls) - at, 0, call))
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("@HBBI", *step) for step in steps)


def _control(what: int, value: int, more: object = 0) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(what, value, more, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {what} was refused")


def _limit(what: int, soft: int, hard: int) -> None:
    # Some systems know not all of these; the others still hold.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, hard))
