"""Making, changing and publishing calls."""

from dataclasses import fields
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.calls import policy, queries
from app.calls.errors import AlreadyPublished, NotCancellable, NotOver, NotReady
from app.calls.events import CallArchived, CallCancelled, CallChanged, CallCreated, CallPublished
from app.calls.models import Call
from app.calls.rules.dates import Phase
from app.calls.types import CallFacts, Provenance, Text
from app.kernel.access import authorize
from app.kernel.errors import Invalid, Stale
from app.kernel.work import Work

_CONSTRAINTS = {"uq_call_slug": {"slug": "slug_taken"}, "uq_call_prefix_year": {"prefix": "prefix_taken"}}


def create(
    work: Work,
    *,
    programme_id: UUID,
    slug: str,
    prefix: str,
    year: int,
    facts: CallFacts,
    provenance: Provenance = Provenance.LIVE,
) -> Call:
    """A draft call. Invalid(slug="slug_taken" | prefix="prefix_taken") if the address or the numbering is in use."""
    authorize(policy.can_run(work.actor, programme_id))
    _check_dates(facts)
    call = Call(
        programme_id=programme_id,
        slug=slug,
        prefix=prefix,
        year=year,
        provenance=provenance,
        last_number=0,
        created_at=work.now,
        version=1,
        **_values(facts),
    )
    try:
        with work.session.begin_nested():
            work.session.add(call)
    except IntegrityError as error:
        raise _taken(error) from error
    work.emit(CallCreated(subject_id=call.id, programme_id=programme_id))
    return call


def change(work: Work, call_id: UUID, facts: CallFacts, *, expected_version: int | None = None) -> Call:
    """Set what is said about a call. Stale if `expected_version` is not its version any more."""
    call = queries.lock_call(work, call_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if expected_version not in {None, call.version}:
        raise Stale
    _check_dates(facts)
    changed = [name for name, value in _values(facts).items() if getattr(call, name) != value]
    if changed:
        for name in changed:
            setattr(call, name, getattr(facts, name))
        call.version += 1
        work.session.flush()
        work.emit(CallChanged(subject_id=call.id, programme_id=call.programme_id, changed=changed))
    return call


def publish(work: Work, call_id: UUID, *, at: datetime | None = None) -> Call:
    """Make a call public, since `at` if it was so before (loaders). NotReady with what is missing."""
    call = queries.lock_call(work, call_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if call.published_at is not None:
        raise AlreadyPublished
    if gaps := queries.find_gaps(work, call):
        raise NotReady(gaps)
    call.published_at = at or work.now
    call.version += 1
    work.emit(CallPublished(subject_id=call.id, programme_id=call.programme_id))
    return call


def cancel(work: Work, call_id: UUID, reason: Text) -> Call:
    """Call off a public call for good; its notice gives the `reason` first. What was sent is kept."""
    call = queries.lock_call(work, call_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if queries.phase_of(call, work.now) not in {Phase.PUBLISHED, Phase.OPEN, Phase.CLOSED}:
        raise NotCancellable
    call.notice = {**call.notice, **{code: _joined(text, call.notice.get(code)) for code, text in reason.items()}}
    call.cancelled_at = work.now
    call.version += 1
    work.emit(CallCancelled(subject_id=call.id, programme_id=call.programme_id))
    return call


def archive(work: Work, call_id: UUID) -> Call:
    """Put away a call that is over: out of the lists, still at its address. Safe to repeat."""
    call = queries.lock_call(work, call_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if call.archived_at is not None:
        return call
    if queries.phase_of(call, work.now) not in {Phase.CLOSED, Phase.CANCELLED}:
        raise NotOver
    call.archived_at = work.now
    call.version += 1
    work.emit(CallArchived(subject_id=call.id, programme_id=call.programme_id))
    return call


def _joined(*texts: str | None) -> str:
    return "\n\n".join(text for text in texts if text)


def _values(facts: CallFacts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _check_dates(facts: CallFacts) -> None:
    if facts.opens_at and facts.closes_at and facts.closes_at <= facts.opens_at:
        raise Invalid(closes="closes_before_opening")


def _taken(error: IntegrityError) -> Invalid:
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", "")
    return Invalid(**_CONSTRAINTS.get(str(name), {"slug": "slug_taken"}))
