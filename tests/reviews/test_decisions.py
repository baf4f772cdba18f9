"""A decision ends a review and nothing else; of many, what cannot take effect stops no other."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.applications.service import withdrawals
from app.kernel import postgres
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.errors import Invalid, NotFound, Refusal
from app.kernel.events import EventRecord
from app.kernel.principals import Person, System
from app.reviews import jobs, queries
from app.reviews.errors import AlreadyDecided, NotInReview
from app.reviews.models import Decision
from app.reviews.service import assignments, decisions
from app.reviews.types import Outcome
from tests.reviews.conftest import Board

WORDS = {"reason": "Good", "feedback": "Good", "conditions": ""}


def propose(board: Board, actor: Person, reference: str, outcome: Outcome = Outcome.ACCEPTED) -> UUID:
    """Propose as `actor`."""
    return decisions.propose(board.work(actor), reference, outcome=outcome, evidence={}, **WORDS)


def told(session: Session, decision_id: UUID) -> list[tuple[str, str | None]]:
    """(event, state it names) of a decision, in order."""
    session.flush()
    found = select(EventRecord).where(EventRecord.subject_id == decision_id).order_by(EventRecord.id)
    return [(event.name, event.facts.get("state")) for event in session.scalars(found)]


@pytest.mark.parametrize("state", ["submitted", "returned", "invited", "accepted", "declined", "ineligible"])
def test_what_is_not_in_review_cannot_be_decided(board: Board, state: str) -> None:
    application = board.sent(state)
    with pytest.raises(NotInReview):
        propose(board, board.first, application.reference)
    assert board.session.query(Decision).count() == 0


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_is_in_review_can(board: Board, outcome: Outcome) -> None:
    application = board.sent()
    decision = propose(board, board.first, application.reference, outcome)
    with pytest.raises(AlreadyDecided):
        propose(board, board.second, application.reference, outcome)
    decisions.confirm(board.work(board.second), decision, board.now)
    decisions.release(board.work(board.second), decision)
    assert application.state == outcome


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_nothing_is_decided_without_a_reason(board: Board, reason: str) -> None:
    words = {**WORDS, "reason": reason}
    with pytest.raises(Invalid) as caught:
        decisions.propose(
            board.work(board.first), board.sent().reference, outcome=Outcome.DECLINED, evidence={}, **words
        )
    assert (caught.value.fields, board.session.query(Decision).count()) == ({"reason": "no_reason"}, 0)


@pytest.mark.parametrize("year", [1, 1989, 2200, 9999])
def test_nothing_is_confirmed_for_a_year_that_cannot_be_kept(board: Board, year: int) -> None:
    decision = propose(board, board.first, board.sent().reference)
    board.session.flush()
    with pytest.raises(Invalid) as caught:
        decisions.confirm(board.work(board.second), decision, datetime(year, 12, 31, tzinfo=UTC))
    kept = board.session.get_one(Decision, decision)
    assert (caught.value.fields, kept.confirmed_at) == ({"release_at": "not_a_date"}, None)


def test_the_page_says_why_in_plain_words(board: Board, client_as: Callable[..., TestClient]) -> None:
    application = board.sent("submitted")
    board.session.commit()
    place = f"/manage/applications/{application.reference}/decision"
    answer = client_as(board.first).post(place, data={**WORDS, "outcome": "accepted"})
    assert answer.status_code == 409
    assert "Only an application in review or on the waiting list can be decided." in answer.text


def test_one_withdrawn_meanwhile_is_not_released(board: Board) -> None:
    lead = board.person("Lea")
    application = board.sent("in_review", (lead, "lead"))
    decision = board.decision(application)
    withdrawals.withdraw(board.work(lead), application.id)
    board.session.flush()
    with pytest.raises(NotInReview):
        decisions.release(board.work(board.second), decision.id)
    assert (application.state, decision.released_at) == ("withdrawn", None)


def test_of_many_the_one_that_cannot_take_effect_is_reported_and_stops_no_other(board: Board) -> None:
    lead, elsewhere = board.person("Lea"), Board(board.session)
    team = [board.sent("in_review", (lead, "lead")) for _ in range(4)]
    many = [board.decision(one, outcome) for one, outcome in zip(team, ["accepted", "declined"] * 2, strict=True)]
    unconfirmed = board.decision(board.sent(), confirmed_at=None)
    foreign = elsewhere.decision(elsewhere.sent())
    withdrawals.withdraw(board.work(lead), team[1].id)
    board.session.flush()
    work = board.work(board.second)
    given = [one.id for one in (*many, unconfirmed, foreign)]
    assert decisions.release_many(work, given) == [many[1].id]
    board.session.flush()
    assert [one.state for one in team] == ["accepted", "withdrawn", "accepted", "declined"]
    released = [one.released_at is not None for one in (*many, unconfirmed, foreign)]
    assert released == [True, False, True, True, False, False]
    assert told(board.session, many[0].id) == [("decision.released", None)]
    assert told(board.session, many[1].id) == [("decision.held", "withdrawn")]
    assert decisions.release_many(board.work(board.second), given[:4]) == [many[1].id]
    assert told(board.session, many[0].id) == [("decision.released", None)]


def test_by_the_clock_one_stuck_does_not_hold_up_the_rest_nor_come_back(board: Board) -> None:
    stuck, fine = board.decision(board.sent("withdrawn")), board.decision(board.sent())
    for _ in range(2):
        jobs.release_due(board.work(System("release_decisions")))
        board.session.flush()
    assert (stuck.released_at, stuck.release_at, fine.released_at is not None) == (None, None, True)
    assert told(board.session, stuck.id) == [("decision.held", "withdrawn")]
    assert queries.due_decisions(board.work(System("release_decisions"))) == []


def test_a_page_shows_what_will_happen_and_what_cannot(board: Board, client_as: Callable[..., TestClient]) -> None:
    chosen, left, gone = board.sent(), board.sent(), board.sent("withdrawn")
    rows = [board.decision(one) for one in (chosen, left, gone)]
    board.session.commit()
    place = f"/manage/calls/{board.call.slug}/release"
    desk = client_as(board.second)
    page = desk.get(place)
    assert page.status_code == 200
    boxes = [
        f'value="{row.id}" aria-label="{ref}" checked' in page.text
        for row, ref in zip(rows, (chosen.reference, left.reference, gone.reference), strict=True)
    ]
    assert (boxes, page.text.count(gone.reference)) == ([True, True, False], 2)
    answer = desk.post(place, data={"decision": [str(rows[0].id), str(rows[2].id)]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{place}?note=some_decisions_held")
    after = desk.get(answer.headers["location"]).text
    assert (chosen.reference in after, left.reference in after, gone.reference in after) == (False, True, True)
    observer = board.person("Olu", ("observer", board.programme.id))
    board.session.commit()
    assert 'type="checkbox"' not in client_as(observer).get(place).text
    assert client_as(observer).post(place, data={"decision": str(rows[1].id)}).status_code == 403
    assert client_as(board.person("Stranger")).get(place).status_code == 404


def test_a_manager_is_an_applicant_to_what_their_own_team_sent(
    board: Board, client_as: Callable[..., TestClient]
) -> None:
    lead = board.first
    own, other = board.sent("in_review", (lead, "lead")), board.sent()
    review = board.reviewer(own, board.person("Rita"))
    waiting = board.decision(own, proposed_by=board.manager().id, confirmed_at=None, confirmed_by=None, release_at=None)
    board.session.commit()
    desk, work, managed = client_as(lead), board.work(lead), f"/manage/calls/{board.call.slug}"
    assert desk.get(f"/manage/applications/{own.reference}/decision").status_code == 404
    for page in ("assign", "deliberation"):
        shown = desk.get(f"{managed}/{page}").text
        assert (own.reference in shown, other.reference in shown) == (False, True)
    for deed in (
        lambda: propose(board, lead, own.reference),
        lambda: decisions.confirm(work, waiting.id, board.now),
        lambda: decisions.release(work, waiting.id),
        lambda: decisions.withdraw(work, waiting.id),
        lambda: assignments.assign(work, own.reference, review.panellist_id, None),
        lambda: queries.get_standing(work, board.stage.id, own.id),
    ):
        with pytest.raises(NotFound):
            deed()
    assert queries.list_history(work, own.id) == []
    decisions.confirm(board.work(board.second), waiting.id, board.now)
    assert (decisions.release_many(work, [waiting.id]), own.reference in desk.get(f"{managed}/release").text) == (
        [],
        False,
    )
    decisions.release_many(board.work(board.manager()), [waiting.id])
    told = queries.list_history(work, own.id)
    assert (len(told) == 1, board.session.get_one(Decision, waiting.id).released_at is not None) == (True, True)


@pytest.mark.slow
def test_two_managers_proposing_at_once_make_one_decision(fresh_addresses: postgres.Addresses) -> None:
    database = connect(fresh_addresses.app, pool_size=4, application_name="tests")
    with database.writing() as session:
        board = Board(session)
        reference = board.sent().reference
        managers = [board.first, board.second]
        session.commit()
    start, outcomes = threading.Barrier(2), []

    def act(who: Person) -> None:
        start.wait()
        try:
            with works.writing(database, works.acting_as(who)) as work:
                decisions.propose(work, reference, outcome=Outcome.ACCEPTED, evidence={}, **WORDS)
            outcomes.append("proposed")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=act, args=(who,)) for who in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()
    assert sorted(outcomes) == ["already_decided", "proposed"]
