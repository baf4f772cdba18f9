"""Sight given and taken by other capabilities, and what a panel and a decision do to a state."""

import pytest
from sqlalchemy import select

from app.applications import policy
from app.applications.errors import StillOpen, WrongState
from app.applications.models import Application, ApplicationBar, ApplicationGrant
from app.applications.service import outcomes, sight
from app.applications.types import State
from app.kernel.access import ALLOW, deny
from app.kernel.errors import Forbidden, NotFound
from app.kernel.ids import new_id
from tests.applications.conftest import Scene

NO = deny("not_the_manager")


def sees(scene: Scene, person, application) -> bool:
    scene.session.flush()
    found = select(Application.id).where(Application.id == application.id, policy.visible_to(person))
    return scene.session.scalar(found) is not None


@pytest.fixture
def sent(scene: Scene):
    return scene.application(state="submitted", submitted_at=scene.now)


def test_sight_lasts_as_long_as_any_cause(scene: Scene, sent) -> None:
    rita, work = scene.person("Rita"), scene.work(scene.manager())
    first, second = new_id(), new_id()
    for cause in (first, first, second):
        sight.grant(work, ALLOW, sent.id, rita.id, cause_id=cause, stage_id=scene.stage.id, sight="reviewer")
    assert len(scene.session.scalars(select(ApplicationGrant)).all()) == 2
    sight.ungrant(work, ALLOW, first)
    assert sees(scene, rita, sent)
    sight.ungrant(work, ALLOW, second)
    assert not sees(scene, rita, sent)


def test_a_bar_lasts_as_long_as_any_cause(scene: Scene, sent) -> None:
    manager = scene.manager()
    work = scene.work(manager)
    first, second = new_id(), new_id()
    for cause in (first, first, second):
        sight.bar(work, ALLOW, sent.id, manager.id, cause_id=cause)
    assert len(scene.session.scalars(select(ApplicationBar)).all()) == 2
    sight.unbar(work, ALLOW, first)
    assert not sees(scene, manager, sent)
    sight.unbar(work, ALLOW, second)
    assert sees(scene, manager, sent)


def test_nothing_happens_against_the_callers_ruling(scene: Scene, sent) -> None:
    work, person = scene.work(scene.manager()), scene.person("Rita").id
    deeds = (
        lambda: sight.grant(work, NO, sent.id, person, cause_id=new_id(), stage_id=scene.stage.id, sight="reviewer"),
        lambda: sight.ungrant(work, NO, new_id()),
        lambda: sight.bar(work, NO, sent.id, person, cause_id=new_id()),
        lambda: sight.unbar(work, NO, new_id()),
        lambda: outcomes.take_in_review(work, NO, sent.id),
        lambda: outcomes.check(work, NO, sent.id, State.ACCEPTED),
        lambda: outcomes.settle(work, NO, {sent.id: State.ACCEPTED}),
    )
    for deed in deeds:
        with pytest.raises(Forbidden) as caught:
            deed()
        assert caught.value.reason == "not_the_manager"
    assert (sent.state, scene.session.scalars(select(ApplicationGrant)).all()) == ("submitted", [])
    assert scene.session.scalars(select(ApplicationBar)).all() == []


@pytest.mark.parametrize("state", list(State))
def test_a_panel_takes_up_what_was_sent_and_refuses_the_rest(scene: Scene, state: State) -> None:
    scene.call.closes_at = scene.now
    application, work = scene.application(state=state), scene.work(scene.manager())
    if state in {State.SUBMITTED, State.IN_REVIEW}:
        outcomes.take_in_review(work, ALLOW, application.id)
        assert application.state == State.IN_REVIEW
    else:
        with pytest.raises(WrongState):
            outcomes.take_in_review(work, ALLOW, application.id)
        assert application.state == state


def test_what_its_team_may_still_change_is_not_taken_into_review(scene: Scene, sent) -> None:
    work = scene.work(scene.manager())
    with pytest.raises(StillOpen) as caught:
        outcomes.take_in_review(work, ALLOW, sent.id)
    assert caught.value.facts == {"closes_at": f"{scene.call.closes_at:%Y-%m-%d %H:%M} UTC"}
    assert sent.state == "submitted"
    outcomes.take_in_review(work, ALLOW, scene.application(state="in_review").id)


@pytest.mark.parametrize("change", ["closes_at", "cancelled_at"])
def test_a_call_without_an_end_or_called_off_is_reviewed_at_any_time(scene: Scene, sent, change: str) -> None:
    setattr(scene.call, change, None if change == "closes_at" else scene.now)
    outcomes.take_in_review(scene.work(scene.manager()), ALLOW, sent.id)
    assert sent.state == "in_review"


def test_an_application_that_is_not_there_is_not_found(scene: Scene) -> None:
    work = scene.work(scene.manager())
    with pytest.raises(NotFound):
        outcomes.take_in_review(work, ALLOW, new_id())
    assert outcomes.settle(work, ALLOW, {new_id(): State.ACCEPTED}) == {}
