"""Managers' pages of decision: the ranked table, a proposal, the second pair of eyes, the letter, release."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from starlette.responses import Response

from app.applications.rules import states
from app.applications.types import State
from app.kernel.errors import Invalid
from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.http.routing import pages_router
from app.kernel.i18n import Lazy
from app.kernel.work import Work
from app.reviews import forms, policy, queries
from app.reviews.pages import at_hand
from app.reviews.rules import marks, moments, standings
from app.reviews.service import decisions
from app.reviews.types import Constituency, Outcome

router = pages_router(prefix="/manage")
PROPOSED = ("outcome", "reason", "feedback", "conditions")
TYPED = (*PROPOSED, "release_at")


@router.get("/calls/{slug}/deliberation")
def deliberation(
    work: SignedReading, slug: str, *, stage: str = "", by: str = "", voice: str = "", after: str = ""
) -> Html:
    """The applications ranked, 50 a page, with means by criterion and by constituency; the order is in the address."""
    at = queries.stage_at_hand(work, slug, stage)
    measures = marks.read_rubric(at.stage.rubric)
    chosen = {"by": by if by in {one.key for one in measures} else "", "after": after}
    chosen["voice"] = voice if voice in list(Constituency) else ""
    found = queries.list_ranked(
        work, at.stage.stage_id, measures, criterion=chosen["by"], voice=chosen["voice"], after=after
    )
    return page(
        "reviews/deliberation.html",
        **at_hand.context(at),
        table=standings.table(at.stage.rubric, found.rows, queries.list_voices(work, at.stage.stage_id)),
        next=found.next,
        filter=chosen,
        words=forms,
        wide=True,
    )


@router.get("/applications/{reference}/decision")
def decision_detail(work: SignedReading, reference: str) -> Html:
    """Read the reviews of one application, and propose, or look at, the decision, with the letter as it will read."""
    return _decision(work, reference)


@router.post("/applications/{reference}/decision")
def decision_propose(work: Writing, reference: str, form: Form) -> Html | Response:
    """Propose an outcome."""
    typed = {name: form.text(name) for name in PROPOSED}
    problems = {} if typed["outcome"] in list(Outcome) else {"outcome": "choose_outcome"}
    problems |= {} if typed["reason"] else {"reason": "no_reason"}
    if problems:
        return _decision(work, reference, typed, problems)
    application_id, stage_id, _programme = queries.stage_of(work, reference)
    stage = queries.get_stage(work, stage_id)
    standing = queries.get_standing(work, stage_id, application_id)
    decisions.propose(
        work,
        reference,
        outcome=Outcome(typed["outcome"]),
        reason=typed["reason"],
        feedback=typed["feedback"],
        conditions=typed["conditions"],
        evidence=standings.evidence(stage.rubric, standing),
    )
    return redirect(f"/manage/applications/{reference}/decision", note="decision_proposed")


@router.post("/decisions/{decision_id}/confirm")
def decision_confirm(work: Writing, decision_id: UUID, form: Form) -> Html | Response:
    """Confirm, and say from when it may be read."""
    reference, typed = form.text("reference"), form.text("release_at")
    try:
        release_at = moments.read(typed, "release_at")
    except Invalid as refusal:
        return _decision(work, reference, {"release_at": typed}, refusal.fields)
    decisions.confirm(work, decision_id, release_at or work.now)
    return redirect(f"/manage/applications/{reference}/decision", note="decision_confirmed")


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


def _decision(
    work: Work, reference: str, typed: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None
) -> Html:
    application_id, stage_id, _programme = queries.stage_of(work, reference)
    stage = queries.get_stage(work, stage_id)
    standing = queries.get_standing(work, stage_id, application_id)
    history = queries.list_history(work, application_id)
    return page(
        "reviews/decision_detail.html",
        status=422 if problems else 200,
        stage=stage,
        reference=reference,
        standing=standing,
        score=standings.score_of(stage.rubric, standing),
        decisions=history,
        written=queries.list_comments(work, application_id) if history else {},
        offered=_offered(standing, history),
        me=work.actor.id,
        may_read=queries.may_read_reviews(work, application_id),
        may_decide=bool(policy.can_run_panel(work.actor, stage.programme_id)),
        words=forms,
        typed=dict.fromkeys(TYPED, "") | dict(typed or {}),
        errors=forms.worded(problems or {}),
    )


def _offered(standing: queries.Standing, history: Sequence[queries.DecisionRow]) -> list[tuple[Outcome, Lazy]]:
    """The outcomes that can be proposed now: none while a decision waits."""
    if any(one.released_at is None for one in history):
        return []
    state = State(standing.state)
    return [pair for pair in forms.OUTCOMES.items() if states.can_move(state, decisions.STATE[pair[0]])]
