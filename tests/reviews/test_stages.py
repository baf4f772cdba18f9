"""The pages of a panel work on the furthest stage in work, or on the one that is asked for, and keep it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.applications.models import Application
from app.calls.models import RubricVersion, Stage
from app.identity.models import Person as PersonRow
from app.kernel.errors import NotFound
from app.kernel.principals import System
from app.reviews import queries
from app.reviews.models import Panellist, Review
from tests.reviews.scenes import RUBRIC, Scene

Browser = Callable[..., TestClient]
PAGES = ("panel", "assign", "deliberation", "release")


class Twofold(Scene):
    """A call of two stages, each with a panel and applications in review."""

    def __init__(self, session: object) -> None:
        super().__init__(session)  # type: ignore[arg-type]  # as the fixture gives it
        facts = {"policy": {}, "form_version": 1, "rubric_version": 1}
        self.second = self.add(Stage(call_id=self.call.id, position=2, name={"en": "Full proposal"}, **facts))
        self.add(RubricVersion(stage_id=self.second.id, number=1, definition=RUBRIC, created_at=self.now))
        self.managed = f"/manage/calls/{self.call.slug}"

    def further(self, **given: object) -> Application:
        """An application in review at the second stage."""
        made = self.sent(**({"state": "in_review"} | given))
        made.stage_id = self.second.id
        self.session.flush()
        return made


@pytest.fixture
def twofold(session: object) -> Twofold:
    return Twofold(session)


def at_hand(scene: Twofold, asked: str = "") -> int:
    return queries.stage_at_hand(scene.work(System("tests")), scene.call.slug, asked).stage.position


def test_the_stage_at_hand_is_the_furthest_to_which_something_was_sent(twofold: Twofold) -> None:
    assert at_hand(twofold) == 1
    twofold.sent()
    assert at_hand(twofold) == 1
    application = twofold.further(state="invited")
    assert at_hand(twofold) == 1
    application.state = "submitted"
    twofold.session.flush()
    assert [at_hand(twofold, asked) for asked in ("", "1", "2")] == [2, 1, 2]


@pytest.mark.parametrize("asked", ["0", "3", "01", "one", "1 or 1=1"])
def test_a_stage_that_the_call_does_not_have_is_not_found(twofold: Twofold, client_as: Browser, asked: str) -> None:
    other = Twofold(twofold.session)
    facts = {"policy": {}, "form_version": 1, "rubric_version": 1}
    other.add(Stage(call_id=other.call.id, position=3, name={"en": "Interview"}, **facts))
    with pytest.raises(NotFound):
        at_hand(twofold, asked)
    desk = client_as(twofold.manager())
    assert [desk.get(f"{twofold.managed}/{page}?stage={asked}").status_code for page in PAGES] == [404] * 4
    assert [
        desk.post(f"{twofold.managed}/{page}?stage={asked}").status_code for page in PAGES if page != "deliberation"
    ] == [404] * 3


def test_each_page_leads_to_the_other_stage_and_shows_that_one(twofold: Twofold, client_as: Browser) -> None:
    early, late = twofold.sent(state="in_review"), twofold.further()
    desk = client_as(twofold.manager())
    for page in PAGES:
        here = desk.get(f"{twofold.managed}/{page}").text
        links = [f'href="{twofold.managed}/{page}?stage={number}"' in here for number in (1, 2)]
        assert (links, '?stage=2" aria-current="true"' in here) == ([True, True], True)
    for page in ("assign", "deliberation"):
        seen = [
            [one.reference in desk.get(f"{twofold.managed}/{page}?stage={number}").text for one in (early, late)]
            for number in (1, 2)
        ]
        assert seen == [[True, False], [False, True]]


def test_a_call_of_one_stage_offers_no_other(scene: Scene, client_as: Browser) -> None:
    scene.sent(state="in_review")
    desk = client_as(scene.manager())
    pages = [desk.get(f"/manage/calls/{scene.call.slug}/{page}").text for page in PAGES]
    assert ["stage=" in page for page in pages] == [False] * 4


def test_what_is_done_on_a_stage_stays_there(twofold: Twofold, client_as: Browser) -> None:
    """Also where another stage came into work since the page was opened."""
    early, desk = twofold.sent(state="in_review"), client_as(twofold.manager())
    reviewer = twofold.person("Rita")
    email = twofold.session.get_one(PersonRow, reviewer.id).email
    action = f'action="{twofold.managed}/panel?stage=1"'
    assert action in desk.get(f"{twofold.managed}/panel").text
    twofold.further()
    answer = desk.post(f"{twofold.managed}/panel?stage=1", data={"email": email, "constituency": "academia"})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{twofold.managed}/panel?stage=1&note=panellist_added",
    )
    seat = twofold.session.scalars(select(Panellist).where(Panellist.person_id == reviewer.id)).one()
    assert seat.panel_id == twofold.panel.id
    wrong = desk.post(f"{twofold.managed}/panel?stage=1", data={"email": email, "constituency": "academia"})
    assert (wrong.status_code, action in wrong.text) == (422, True)
    asked = desk.post(
        f"{twofold.managed}/assign?stage=1", data={"reference": early.reference, "panellist": str(seat.id)}
    )
    assert asked.headers["location"] == f"{twofold.managed}/assign?stage=1&note=assigned#{early.reference}"
    assert twofold.session.scalars(select(Review.stage_id)).all() == [twofold.stage.id]


def test_pages_of_a_list_and_filters_keep_the_stage(twofold: Twofold, client_as: Browser) -> None:
    for _ in range(51):
        twofold.sent(state="in_review")
    twofold.further()
    desk = client_as(twofold.manager())
    for page, kept in (("assign", ""), ("deliberation", "&by=value&voice=academia")):
        first = desk.get(f"{twofold.managed}/{page}?stage=1{kept}").text
        further = f"{twofold.managed}/{page}?stage=1{kept}&after=".replace("&", "&amp;")
        assert further in first
        cursor = first.partition(further)[2].partition('"')[0]
        assert desk.get(f"{twofold.managed}/{page}?stage=1{kept}&after={cursor}").status_code == 200
    assert '<input type="hidden" name="stage" value="1">' in desk.get(f"{twofold.managed}/deliberation?stage=1").text


def test_release_keeps_the_stage(twofold: Twofold, client_as: Browser) -> None:
    early, late = twofold.sent(state="in_review"), twofold.further()
    first, second = twofold.manager(), twofold.manager()
    confirmed = {"proposed_by": first.id, "confirmed_by": second.id, "confirmed_at": twofold.now}
    decisions = [twofold.decision(one, **confirmed) for one in (early, late)]
    desk = client_as(second)
    listed = [
        [one.reference in desk.get(f"{twofold.managed}/release?stage={n}").text for one in (early, late)]
        for n in (1, 2)
    ]
    assert listed == [[True, False], [False, True]]
    answer = desk.post(f"{twofold.managed}/release?stage=1", data={"decision": str(decisions[0].id)})
    assert answer.headers["location"] == f"{twofold.managed}/release?stage=1&note=decisions_released"
    released = [twofold.fresh(one).released_at is not None for one in decisions]
    assert released == [True, False]
