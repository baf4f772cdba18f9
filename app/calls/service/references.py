"""Public numbers of what is sent to a call."""

from uuid import UUID

from app.calls import policy, queries
from app.kernel.access import authorize
from app.kernel.work import Work


def take_reference(work: Work, call_id: UUID) -> str:
    """The next public number of a call, such as PIA-2026-0042; the call stays locked until the work ends."""
    authorize(policy.can_take_reference(work.actor))
    return take_references(work, call_id, 1)[0]


def take_references(work: Work, call_id: UUID, count: int) -> list[str]:
    """The next `count` public numbers of a call, in order."""
    authorize(policy.can_take_reference(work.actor))
    call = queries.lock_call(work, call_id)
    first = call.last_number + 1
    call.last_number += count
    work.session.flush()
    return [f"{call.prefix}-{call.year}-{number:04d}" for number in range(first, first + count)]
