"""Deciding: propose, a second pair of eyes, release, and taking back before release."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from app.applications.errors import WrongState
from app.applications.service import outcomes
from app.applications.types import State
from app.kernel.access import Ruling, authorize
from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.reviews import policy, queries
from app.reviews.errors import (
    AlreadyDecided,
    AlreadyReleased,
    AlreadyWaitlisted,
    NotConfirmed,
    NotInReview,
    ReasonMissing,
)
from app.reviews.events import (
    DecisionConfirmed,
    DecisionEvent,
    DecisionHeld,
    DecisionProposed,
    DecisionReleased,
    DecisionWithdrawn,
)
from app.reviews.models import Decision
from app.reviews.queries import releases
from app.reviews.rules import moments
from app.reviews.types import Outcome

Told = TypeVar("Told", bound=DecisionEvent)
STATE = {Outcome.ACCEPTED: State.ACCEPTED, Outcome.WAITLISTED: State.WAITLISTED, Outcome.DECLINED: State.DECLINED}
_FINAL = (Outcome.ACCEPTED, Outcome.DECLINED)


def propose(
    work: Work,
    reference: str,
    *,
    outcome: Outcome,
    reason: str,
    feedback: str,
    conditions: str,
    evidence: dict[str, Any],
) -> UUID:
    """Propose an outcome with its reason and the evidence it rests on.

    Raises Invalid without a reason, AlreadyDecided, AlreadyReleased, AlreadyWaitlisted, NotInReview.
    """
    application_id, stage_id, programme_id = queries.stage_of(work, reference)
    ruling = policy.can_run_panel(work.actor, programme_id)
    authorize(ruling)
    if not reason.strip():
        raise Invalid(reason="no_reason")
    _check_open(work, ruling, application_id, outcome)
    decision = Decision(
        id=new_id(),
        application_id=application_id,
        stage_id=stage_id,
        outcome=outcome,
        reason=reason,
        feedback=feedback,
        conditions=conditions,
        evidence=evidence,
        proposed_by=work.actor.id,
        proposed_at=work.now,
        confirmed_by=None,
        confirmed_at=None,
        release_at=None,
        released_at=None,
        withdrawn_at=None,
    )
    work.session.add(decision)
    work.emit(_told(DecisionProposed, decision))
    return decision.id


def confirm(work: Work, decision_id: UUID, release_at: datetime) -> None:
    """A second person confirms, and says from when the applicant may read it; Invalid for what is no such date.

    Raises AlreadyReleased, and ReasonMissing for a proposal of the time before reasons were asked for.
    """
    decision, programme_id = queries.get_decision(work, decision_id)
    authorize(policy.can_confirm(work.actor, programme_id, decision.proposed_by))
    moments.check(release_at, "release_at")
    if decision.released_at is not None:
        raise AlreadyReleased
    if not decision.reason.strip():
        raise ReasonMissing
    decision.release_at = release_at
    if decision.confirmed_at is None:
        decision.confirmed_by, decision.confirmed_at = work.actor.id, work.now
        work.emit(_told(DecisionConfirmed, decision))


def release(work: Work, decision_id: UUID) -> None:
    """Let the applicant read the decision, and make it take effect; repeating it changes nothing.

    Raises NotConfirmed, and NotInReview where the application has left review since, by withdrawal say.
    """
    decision, programme_id = queries.get_decision(work, decision_id)
    ruling = policy.can_run_panel(work.actor, programme_id)
    authorize(ruling)
    if decision.released_at is not None:
        return
    if decision.confirmed_at is None:
        raise NotConfirmed
    if outcomes.settle(work, ruling, {decision.application_id: STATE[Outcome(decision.outcome)]}):
        raise NotInReview
    decision.released_at = work.now
    work.emit(_told(DecisionReleased, decision))


def release_many(work: Work, decision_ids: Collection[UUID]) -> list[UUID]:
    """Release those that are confirmed, in one act; returns the decisions that could not take effect.

    Such a one keeps its place but loses its date, so that nothing waits for it; the log says why.
    """
    held: list[UUID] = []
    for programme_id, decisions in releases.lock_waiting(work, decision_ids).items():
        ruling = policy.can_run_panel(work.actor, programme_id)
        authorize(ruling)
        wanted = {decision.application_id: STATE[Outcome(decision.outcome)] for decision in decisions}
        left = outcomes.settle(work, ruling, wanted)
        released = [decision for decision in decisions if decision.application_id not in left]
        for decision in released:
            decision.released_at = work.now
        work.emit_all([_told(DecisionReleased, decision) for decision in released])
        held += [_hold(work, one, left[one.application_id]) for one in decisions if one.application_id in left]
    return held


def _check_open(work: Work, ruling: Ruling, application_id: UUID, outcome: Outcome) -> None:
    """Raise what stands against a decision; the application stays locked, so that of two proposals one is first."""
    refused = _refused(work, ruling, application_id, outcome)
    history = queries.list_history(work, application_id)
    if any(one.released_at is None for one in history):
        raise AlreadyDecided
    if not refused:
        return
    last = next((one.outcome for one in history), None)
    if last == outcome == Outcome.WAITLISTED:
        raise AlreadyWaitlisted
    raise AlreadyReleased if last in _FINAL else NotInReview


def _refused(work: Work, ruling: Ruling, application_id: UUID, outcome: Outcome) -> bool:
    try:
        outcomes.check(work, ruling, application_id, STATE[outcome])
    except WrongState:
        return True
    return False


def _hold(work: Work, decision: Decision, state: State) -> UUID:
    decision.release_at = None
    held = DecisionHeld(
        subject_id=decision.id,
        application_id=decision.application_id,
        decision_id=decision.id,
        outcome=decision.outcome,
        state=state,
    )
    work.emit(held)
    return decision.id


def withdraw(work: Work, decision_id: UUID) -> None:
    """Take a decision back before the applicant reads it."""
    decision, programme_id = queries.get_decision(work, decision_id)
    authorize(policy.can_run_panel(work.actor, programme_id))
    if decision.released_at is not None:
        raise AlreadyReleased
    decision.withdrawn_at = work.now
    work.emit(_told(DecisionWithdrawn, decision))


def _told(kind: type[Told], decision: Decision) -> Told:
    return kind(
        subject_id=decision.id,
        application_id=decision.application_id,
        decision_id=decision.id,
        outcome=decision.outcome,
    )
