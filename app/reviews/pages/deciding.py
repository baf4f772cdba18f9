"""Managers' pages of decision: the ranked table, a proposal, the second pair of eyes, the letter, release."""

from datetime import UTC, datetime
from uuid import UUID

from starlette.responses import Response

from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.http.routing import pages_router
from app.reviews import forms, queries
from app.reviews.rules import standings
from app.reviews.service import decisions
from app.reviews.types import Outcome

router = pages_router(prefix="/manage")


@router.get("/calls/{slug}/deliberation")
def deliberation(work: SignedReading, slug: str) -> Html:
    """Every application ranked, with means by criterion and by constituency."""
    stage = queries.list_stages(work, slug)[-1]
    table = standings.ranked(stage.rubric, queries.list_standings(work, stage.stage_id))
    return page("reviews/deliberation.html", stage=stage, table=table, words=forms, wide=True)


@router.get("/applications/{reference}/decision")
def decision_detail(work: SignedReading, reference: str) -> Html:
    """Propose, or look at, the decision on one application, with the letter as it will read."""
    application_id, stage_id, _programme = queries.stage_of(work, reference)
    stage = queries.get_stage(work, stage_id)
    standing = queries.get_standing(work, stage_id, application_id)
    return page(
        "reviews/decision_detail.html",
        stage=stage,
        reference=reference,
        standing=standing,
        table=standings.ranked(stage.rubric, [standing]),
        decision=queries.find_decision(work, application_id),
        me=work.actor.id,
        words=forms,
        problems={},
    )


@router.post("/applications/{reference}/decision")
def decision_propose(work: Writing, reference: str, form: Form) -> Response:
    """Propose an outcome."""
    application_id, stage_id, _programme = queries.stage_of(work, reference)
    stage = queries.get_stage(work, stage_id)
    standing = queries.get_standing(work, stage_id, application_id)
    outcome = form.text("outcome")
    decisions.propose(
        work,
        reference,
        outcome=Outcome(outcome) if outcome in list(Outcome) else Outcome.DECLINED,
        reason=form.text("reason"),
        feedback=form.text("feedback"),
        conditions=form.text("conditions"),
        evidence=standings.evidence(stage.rubric, standing),
    )
    return redirect(f"/manage/applications/{reference}/decision", note="decision_proposed")


@router.post("/decisions/{decision_id}/confirm")
def decision_confirm(work: Writing, decision_id: UUID, form: Form) -> Response:
    """Confirm, and say from when it may be read."""
    decisions.confirm(work, decision_id, _moment(form.text("release_at"), work.now))
    return redirect(f"/manage/applications/{form.text('reference')}/decision", note="decision_confirmed")


@router.post("/decisions/{decision_id}/release")
def decision_release(work: Writing, decision_id: UUID, form: Form) -> Response:
    """Release now."""
    decisions.release(work, decision_id)
    return redirect(f"/manage/applications/{form.text('reference')}/decision", note="decision_released")


@router.post("/decisions/{decision_id}/withdraw")
def decision_withdraw(work: Writing, decision_id: UUID, form: Form) -> Response:
    """Take a proposal back."""
    decisions.withdraw(work, decision_id)
    return redirect(f"/manage/applications/{form.text('reference')}/decision", note="decision_withdrawn")


def _moment(text: str, default: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(text) if text else default
    except ValueError:
        return default
    return found if found.tzinfo else found.replace(tzinfo=UTC)
