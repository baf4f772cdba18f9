"""A withdrawal is undone to the state that was left, while the call allows it."""

from datetime import timedelta

import pytest

from app.applications.service import withdrawals
from app.applications.types import WITHDRAWABLE
from app.kernel.errors import Forbidden


@pytest.fixture
def lead(scene):
    return scene.person("Lea")


@pytest.mark.parametrize("state", sorted(WITHDRAWABLE))
def test_undoing_restores_the_state_that_was_left(scene, lead, state) -> None:
    sent = None if state == "draft" else scene.now
    application = scene.application((lead, "lead"), state=state, submitted_at=sent)
    withdrawals.withdraw(scene.work(lead), application.id)
    assert application.state == "withdrawn"
    scene.session.flush()
    withdrawals.undo(scene.work(lead), application.id)
    assert application.state == state


def test_the_last_withdrawal_counts(scene, lead) -> None:
    application = scene.application((lead, "lead"), state="submitted", submitted_at=scene.now)
    for state in ("submitted", "in_review"):
        application.state = state
        withdrawals.withdraw(scene.work(lead), application.id)
        scene.session.flush()
        withdrawals.undo(scene.work(lead), application.id)
        assert application.state == state


@pytest.mark.parametrize(("sent", "state"), [(False, "draft"), (True, "submitted")])
def test_one_loaded_as_withdrawn_comes_back_as_draft_or_sent(scene, lead, sent, state) -> None:
    times = {"submitted_at": scene.now if sent else None}
    application = scene.application((lead, "lead"), state="withdrawn", **times)
    withdrawals.undo(scene.work(lead), application.id)
    assert application.state == state


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"closes_at": timedelta(seconds=-1)}, "deadline_passed"), ({"cancelled_at": timedelta()}, "call_cancelled")],
)
def test_a_call_that_is_over_keeps_it_withdrawn(scene, lead, change, reason) -> None:
    application = scene.application((lead, "lead"), state="in_review", submitted_at=scene.now)
    withdrawals.withdraw(scene.work(lead), application.id)
    for name, by in change.items():
        setattr(scene.call, name, scene.now + by)
    scene.session.flush()
    with pytest.raises(Forbidden) as refused:
        withdrawals.undo(scene.work(lead), application.id)
    assert (refused.value.reason, application.state) == (reason, "withdrawn")
