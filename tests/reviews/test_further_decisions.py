"""A place on the waiting list is followed by acceptance or a refusal; what was said before stays readable."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from app.applications.models import Application, Member
from app.applications.service import withdrawals
from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.principals import Client, Person
from app.reviews import queries
from app.reviews.errors import AlreadyDecided, AlreadyReleased, AlreadyWaitlisted, NotInReview, ReasonMissing
from app.reviews.models import Decision
from app.reviews.service import decisions
from app.reviews.types import Outcome
from app.spaces.errors import NotAccepted
from app.spaces.service import spaces
from tests.reviews.conftest import Board

Browser = Callable[..., TestClient]
DEED = "Propose this decision"


def follow(board: Board, application: Application, outcome: Outcome, **words: str) -> UUID:
    """The first manager proposes what follows."""
    given = {"reason": "A place came free", "feedback": "Welcome after all", "conditions": ""} | words
    work = board.work(board.first)
    work.now = board.now + timedelta(days=1)
    made = decisions.propose(work, application.reference, outcome=outcome, evidence={}, **given)
    board.session.flush()
    return made


def settle(board: Board, decision_id: UUID) -> None:
    """The second manager confirms, and releases at once."""
    decisions.confirm(board.work(board.second), decision_id, board.now)
    decisions.release(board.work(board.second), decision_id)
    board.session.flush()


def lead_of(board: Board, application: Application) -> Person:
    """Who leads its team."""
    return Person(board.session.query(Member).filter_by(application_id=application.id).one().person_id)


def waitlisted(board: Board, **given: object) -> Application:
    """An application whose place on the waiting list was released."""
    application = board.sent("waitlisted", (board.person("Lea"), "lead"), **given)
    board.decision(application, "waitlisted", feedback="Please wait", reason="Full", released_at=board.now)
    return application


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.DECLINED])
def test_a_place_on_the_waiting_list_leads_on(board: Board, outcome: Outcome) -> None:
    application = waitlisted(board)
    second = follow(board, application, outcome)
    with pytest.raises(NotAccepted):
        spaces.open_space(board.work(board.first), application.reference)
    settle(board, second)
    found = queries.list_history(board.work(board.first), application.id)
    assert [(one.outcome, one.released_at is not None) for one in found] == [(outcome, True), ("waitlisted", True)]
    assert application.state == outcome
    with pytest.raises(AlreadyReleased):
        follow(board, application, Outcome.DECLINED)
    if outcome is Outcome.ACCEPTED:
        assert spaces.open_space(board.work(board.first), application.reference).endswith(application.reference.lower())


def test_one_at_a_time_waits(board: Board) -> None:
    application = waitlisted(board)
    with pytest.raises(AlreadyWaitlisted):
        follow(board, application, Outcome.WAITLISTED)
    waiting = follow(board, application, Outcome.DECLINED)
    with pytest.raises(AlreadyDecided):
        follow(board, application, Outcome.ACCEPTED)
    decisions.withdraw(board.work(board.second), waiting)
    board.session.flush()
    follow(board, application, Outcome.ACCEPTED)
    with pytest.raises(IntegrityError, match="uq_decision_waiting"), board.session.begin_nested():
        board.decision(application, "declined")


def test_one_that_was_withdrawn_from_the_waiting_list_is_over(board: Board) -> None:
    application = waitlisted(board)
    waiting = follow(board, application, Outcome.ACCEPTED)
    decisions.confirm(board.work(board.second), waiting, board.now)
    withdrawals.withdraw(board.work(lead_of(board, application)), application.id)
    board.session.flush()
    assert decisions.release_many(board.work(board.second), [waiting]) == [waiting]
    assert application.state == "withdrawn"
    decisions.withdraw(board.work(board.second), waiting)
    board.session.flush()
    with pytest.raises(NotInReview):
        follow(board, application, Outcome.ACCEPTED)


def test_the_pages_show_what_was_decided_before(board: Board, client_as: Browser) -> None:
    application = waitlisted(board)
    place = f"/manage/applications/{application.reference}/decision"
    desk, table = client_as(board.first), f"/manage/calls/{board.call.slug}/deliberation"
    before = desk.get(place).text
    offered = [f'name="outcome" type="radio" value="{outcome}"' in before for outcome in Outcome]
    assert (DEED in before, offered) == (True, [True, False, True])
    words = {"outcome": "accepted", "reason": "A place came free", "feedback": "Welcome after all", "conditions": ""}
    assert desk.post(place, data=words).status_code == 303
    waiting = desk.get(place).text
    shown = [said in waiting for said in ("A place came free", "Full", "Welcome after all", "Please wait")]
    assert (DEED in waiting, "Earlier decisions" in waiting, shown) == (False, True, [True] * 4)
    row = desk.get(table).text
    assert [word in row for word in ("Accepted", "Waitlisted", "proposed", "released")] == [True] * 4
    lead = lead_of(board, application)
    mine = client_as(lead).get(f"/applications/{application.reference}").text
    assert ["Please wait" in mine, "Welcome after all" in mine] == [True, False]
    settle(board, queries.list_history(board.work(board.first), application.id)[0].id)
    mine = client_as(lead).get(f"/applications/{application.reference}").text
    assert ["Please wait" in mine, "Welcome after all" in mine, "Earlier decision: Waitlisted" in mine] == [True] * 3
    assert mine.index("Welcome after all") < mine.index("Please wait")
    after = client_as(board.first).get(place).text
    assert ["Open a space" in after, DEED in after] == [True, False]


def test_partners_read_both_and_no_page_loses_one(board: Board, client_as: Browser) -> None:
    body = board.organisation()
    application, other = waitlisted(board, organisation_id=body.id), waitlisted(board)
    settle(board, follow(board, application, Outcome.ACCEPTED))
    settle(board, follow(board, other, Outcome.ACCEPTED))
    partner = Client(new_id(), body.id, frozenset({"applications:read", "decisions:read"}))
    data = client_as(partner).get("/api/v1/decisions").json()["items"]
    assert [(one["reference"], one["outcome"]) for one in data] == [
        (application.reference, "waitlisted"),
        (application.reference, "accepted"),
    ]
    found, after = [], ""
    while not found or after:
        page = queries.list_released(board.work(partner), after=after, size=1)
        found, after = [*found, *(one.outcome for one in page.rows)], page.next or ""
    assert found == ["waitlisted", "accepted"]
    for bad in ("WyJhIiwiYiJd", "WyJhIl0", "no"):
        with pytest.raises(Invalid):
            queries.list_released(board.work(partner), after=bad)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_proposal_without_a_reason_is_not_confirmed(board: Board, client_as: Browser, reason: str) -> None:
    application = board.sent()
    unseen = {"confirmed_by": None, "confirmed_at": None, "release_at": None}
    decision = board.decision(application, reason=reason, **unseen)
    with pytest.raises(ReasonMissing):
        decisions.confirm(board.work(board.second), decision.id, board.now)
    desk = client_as(board.second)
    page = desk.get(f"/manage/applications/{application.reference}/decision").text
    assert ["says no reason" in page, "/confirm" in page, "/withdraw" in page] == [True, False, True]
    answer = desk.post(f"/manage/decisions/{decision.id}/confirm", data={"reference": application.reference})
    assert (answer.status_code, "Take it back, and propose it again with the reason." in answer.text) == (409, True)
    assert board.session.get_one(Decision, decision.id).confirmed_at is None


def test_what_is_missing_is_said_at_the_top(board: Board, client_as: Browser) -> None:
    place = f"/manage/applications/{board.sent().reference}/decision"
    answer = client_as(board.first).post(place, data={"feedback": "Kept as it was typed"})
    assert (answer.status_code, "<title>Error: " in answer.text) == (422, True)
    links = ['<a href="#outcome">Choose an outcome</a>', '<a href="#reason">Give the reason, for the record.</a>']
    assert [link in answer.text for link in (*links, "Kept as it was typed")] == [True] * 3
