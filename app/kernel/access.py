"""Seeing is SQL, doing is Python: a ruling says whether a deed is allowed, and why not."""

from dataclasses import dataclass

from app.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Ruling:
    """Allowed, or refused with a reason code."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Ruling(True)


def deny(reason: str) -> Ruling:
    """A refusal for `reason`, a code the edge has a sentence for."""
    return Ruling(False, reason)


def authorize(ruling: Ruling) -> None:
    """Raise Forbidden unless the ruling allows."""
    if not ruling:
        raise Forbidden(ruling.reason)
