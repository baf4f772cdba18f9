"""Many decisions released in one act, after a look at what will happen."""

from uuid import UUID

from starlette.responses import Response

from app.applications.rules import states
from app.applications.types import State
from app.kernel.errors import NotFound
from app.kernel.http.answers import Html, page, redirect
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.http.routing import pages_router
from app.reviews import forms, policy, queries
from app.reviews.pages import at_hand
from app.reviews.queries import releases
from app.reviews.service import decisions
from app.reviews.types import Outcome

router = pages_router(prefix="/manage/calls/{slug}/release")


@router.get("")
def release_list(work: SignedReading, slug: str, stage: str = "") -> Html:
    """The decisions that wait, and those among them that cannot take effect."""
    at = queries.stage_at_hand(work, slug, stage)
    rows = releases.list_waiting(work, at.stage.stage_id)
    ready = [row for row in rows if _can_settle(row)]
    return page(
        "reviews/release_list.html",
        **at_hand.context(at),
        ready=ready,
        held=[row for row in rows if not _can_settle(row)],
        counts={outcome: sum(row.outcome == outcome for row in ready) for outcome in Outcome},
        may_release=bool(policy.can_run_panel(work.actor, at.stage.programme_id)),
        now=work.now,
        words=forms,
    )


@router.post("")
def release_many(work: Writing, slug: str, form: Form, stage: str = "") -> Response:
    """Release those chosen; what cannot take effect stays on the page, with the reason."""
    at = queries.stage_at_hand(work, slug, stage)
    held = decisions.release_many(work, [_uuid(one) for one in form.texts("decision")])
    note = "some_decisions_held" if held else "decisions_released"
    return redirect(at_hand.place(at, "release"), note=note)


def _can_settle(row: releases.Waiting) -> bool:
    return states.can_move(State(row.state), decisions.STATE[Outcome(row.outcome)])


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
