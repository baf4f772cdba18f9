"""Stages move and go while a call is a draft; a public call is cancelled with a reason, and put away when over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.calls import queries
from app.calls.errors import NotCancellable, NotOver, StageInUse, StagesFixed
from app.calls.models import FormVersion, RubricVersion, Stage
from app.calls.service import calls, stages
from app.kernel.errors import Forbidden
from app.kernel.events import EventRecord
from app.kernel.principals import Person, System
from app.reviews.models import Panel
from tests.calls.conftest import NOW, Scene, facts, work_of

WHY = {"en": "The funds did not come.", "fr": "Les fonds ne sont pas venus."}


def order(session: Session, scene: Scene) -> list[tuple[int, str]]:
    """(position, name) of the stages."""
    session.expire_all()
    found = session.execute(select(Stage.position, Stage.name).where(Stage.call_id == scene.call.id))
    return sorted((row[0], row[1]["en"]) for row in found)


def posting(person: Person) -> Person:
    """The person without a session, whose posts need no token."""
    return replace(person, session_id=None)


@pytest.fixture
def three(scene: Scene, session: Session) -> list[Stage]:
    """A draft call with three stages."""
    work = work_of(session, System("test"))
    return [scene.stage, *(stages.add(work, scene.call.id, name={"en": name}) for name in ("Interview", "Visit"))]


def test_stages_change_places(scene: Scene, session: Session, three: list[Stage]) -> None:
    work = work_of(session, scene.manager)
    stages.move(work, three[2].id, -1)
    assert order(session, scene) == [(1, "Proposal"), (2, "Visit"), (3, "Interview")]
    stages.move(work, three[0].id, -1)
    stages.move(work, three[1].id, 1)
    assert order(session, scene) == [(1, "Proposal"), (2, "Visit"), (3, "Interview")]
    stages.move(work, three[0].id, 1)
    assert order(session, scene) == [(1, "Visit"), (2, "Proposal"), (3, "Interview")]


def test_a_stage_goes_with_its_form_and_rubric(scene: Scene, session: Session, three: list[Stage]) -> None:
    stages.remove(work_of(session, scene.manager), three[0].id)
    assert order(session, scene) == [(1, "Interview"), (2, "Visit")]
    assert (session.query(FormVersion).count(), session.query(RubricVersion).count()) == (0, 0)


def test_a_stage_with_a_panel_stays(scene: Scene, session: Session, three: list[Stage]) -> None:
    session.add(Panel(stage_id=three[1].id, name="Panel", created_at=NOW))
    session.flush()
    with pytest.raises(StageInUse):
        stages.remove(work_of(session, scene.manager), three[1].id)
    assert order(session, scene) == [(1, "Proposal"), (2, "Interview"), (3, "Visit")]


def test_a_public_calls_stages_stay_as_they_are(scene: Scene, session: Session) -> None:
    calls.publish(work_of(session, scene.manager), scene.call.id)
    for act in (lambda work: stages.move(work, scene.stage.id, 1), lambda work: stages.remove(work, scene.stage.id)):
        with pytest.raises(StagesFixed):
            act(work_of(session, scene.manager))
    with pytest.raises(Forbidden):
        stages.remove(work_of(session, scene.observer), scene.stage.id)


def test_pages_move_and_remove(
    scene: Scene, session: Session, three: list[Stage], client_as: Callable[..., TestClient]
) -> None:
    session.commit()
    desk, base = client_as(posting(scene.manager)), f"/manage/calls/{scene.call.slug}/stages"
    page = desk.get(base).text
    assert (page.count(f'{base}/1/move"'), page.count(f'{base}/2/move"'), page.count('/remove"')) == (1, 2, 3)
    assert desk.post(f"{base}/2/move", data={"by": "up"}).status_code == 303
    assert desk.post(f"{base}/1/remove").headers["location"] == f"{base}?note=stage_removed"
    assert order(session, scene) == [(1, "Proposal"), (2, "Visit")]
    assert desk.post(f"{base}/9/remove").status_code == 404
    assert client_as(posting(scene.observer)).post(f"{base}/1/remove").status_code == 403


def test_cancelling_says_why_and_takes_no_more(
    scene: Scene, session: Session, client_as: Callable[..., TestClient]
) -> None:
    calls.change(work_of(session, scene.manager), scene.call.id, facts(notice={"en": "Mind the gap."}))
    calls.publish(work_of(session, scene.manager), scene.call.id)
    session.commit()
    desk, base = client_as(posting(scene.manager)), f"/manage/calls/{scene.call.slug}"
    assert desk.get(f"{base}/cancel").status_code == 200
    empty = desk.post(f"{base}/cancel", data={"reason-fr": " "})
    assert (empty.status_code, "Fill this in" in empty.text) == (422, True)
    sent = {f"reason-{code}": text for code, text in WHY.items()}
    assert desk.post(f"{base}/cancel", data=sent).headers["location"] == f"{base}?note=call_cancelled"
    public = client_as().get(f"/calls/{scene.call.slug}").text
    assert (WHY["en"] in public, "Mind the gap." in public, "/apply" in public) == (True, True, False)
    assert scene.call.slug not in client_as().get("/calls").text
    assert client_as(posting(scene.stranger)).post(f"/calls/{scene.call.slug}/apply").status_code == 404
    names = session.scalars(select(EventRecord.name).where(EventRecord.subject_id == scene.call.id))
    assert "call.cancelled" in list(names)
    desk = client_as(posting(scene.manager))
    twice = desk.post(f"{base}/cancel", data=sent)
    assert (twice.status_code, "can be cancelled" in twice.text) == (409, True)
    assert desk.post(f"{base}/archive").headers["location"] == f"{base}?note=call_archived"


def test_what_can_be_cancelled_and_put_away_when(scene: Scene, session: Session) -> None:
    def at(days: int):
        return work_of(session, scene.manager, NOW + timedelta(days=days))

    with pytest.raises(NotCancellable):
        calls.cancel(at(0), scene.call.id, WHY)
    with pytest.raises(NotOver):
        calls.archive(at(0), scene.call.id)
    calls.publish(at(0), scene.call.id)
    with pytest.raises(NotOver):
        calls.archive(at(0), scene.call.id)
    with pytest.raises(Forbidden):
        calls.archive(work_of(session, scene.observer, NOW + timedelta(days=30)), scene.call.id)
    calls.archive(at(30), scene.call.id)
    first = scene.call.archived_at
    calls.archive(at(31), scene.call.id)
    assert (scene.call.archived_at, queries.phase_of(scene.call, NOW)) == (first, "archived")
    with pytest.raises(NotCancellable):
        calls.cancel(at(31), scene.call.id, WHY)
