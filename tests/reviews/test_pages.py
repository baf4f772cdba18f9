"""The reviewer's pages and the manager's decision page, where what is posted is odd."""

from collections.abc import Callable
from datetime import timedelta
from html import escape

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.reviews.models import Conflict, Decision
from tests.reviews.scenes import MARKS, Reviewed, Scene

Browser = Callable[..., TestClient]
WHOLE = {"mark-value": "4", "mark-open": "yes", "confidence-open": "4", "recommendation": "discuss"}


def test_a_queue_of_what_waits_and_what_is_done(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    reviewed.theirs.state = "submitted"
    scene.session.flush()
    page = client_as(reviewed.other).get("/reviews").text
    assert page.index(reviewed.second.reference) < page.index(reviewed.first.reference)
    assert reviewed.first.reference not in client_as(scene.person("Eve")).get("/reviews").text


@pytest.mark.parametrize("version", ["x", "-1", "²", "9" * 40, "1.0"])
def test_a_version_that_is_none_is_an_old_one(
    scene: Scene, reviewed: Reviewed, client_as: Browser, version: str
) -> None:
    browser = client_as(reviewed.reviewer)
    place = f"/reviews/{reviewed.mine.id}/save"
    assert browser.post(place, data={"version": "0", "mark-value": "3"}).status_code == 303
    assert browser.post(place, data={"version": version, "mark-value": "4"}).status_code == 409
    assert scene.fresh(reviewed.mine).marks == {"value": {"mark": "3"}}


@pytest.mark.parametrize("odd", ["some", "²", "9" * 5000, "-1"])
def test_a_sheet_is_read_as_it_was_meant(scene: Scene, reviewed: Reviewed, client_as: Browser, odd: str) -> None:
    browser = client_as(reviewed.reviewer)
    typed = {
        "version": "0", "mark-value": "not_applicable", "comment-value": "Why", "mark-open": "no",
        "confidence-open": odd, "recommendation": "perhaps", "comment": " Fine ", "confidential": "Hush",
    }  # fmt: skip
    answer = browser.post(f"/reviews/{reviewed.mine.id}/save", data=typed | {"autosave": "1"})
    assert (answer.status_code, answer.headers["x-version"], answer.content) == (204, "1", b"")
    review = scene.fresh(reviewed.mine)
    assert review.marks == {"value": {"not_applicable": True, "comment": "Why"}, "open": {"yes": False}}
    assert (review.comment, review.confidential, review.recommendation) == ("Fine", "Hush", None)


def test_sending_leads_on_to_the_next(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    browser = client_as(reviewed.other)
    first = browser.post(f"/reviews/{reviewed.theirs.id}/submit", data=WHOLE | {"then": "next"})
    assert first.headers["location"] == f"/reviews/{reviewed.alone.id}?note=review_submitted"
    assert scene.fresh(reviewed.theirs).marks == MARKS
    last = browser.post(f"/reviews/{reviewed.alone.id}/submit", data=WHOLE | {"then": "next"})
    assert last.headers["location"] == f"/reviews/{reviewed.alone.id}?note=review_submitted"
    again = browser.post(f"/reviews/{reviewed.alone.id}/reopen")
    assert again.headers["location"] == f"/reviews/{reviewed.alone.id}?note=review_reopened"
    assert scene.fresh(reviewed.alone).state == "reopened"


def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    scene: Scene, reviewed: Reviewed, client_as: Browser
) -> None:
    browser = client_as(reviewed.reviewer)
    answer = browser.post(f"/reviews/{reviewed.mine.id}/submit", data={"mark-value": "4", "comment": "So far"})
    assert (answer.status_code, "So far" in answer.text) == (422, True)
    kept = scene.fresh(reviewed.mine)
    assert (kept.state, kept.marks) == ("in_progress", {"value": {"mark": "4"}})


def test_declining_and_conflicts_end_at_the_queue(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    browser = client_as(reviewed.other)
    declined = browser.post(f"/reviews/{reviewed.theirs.id}/decline")
    assert declined.headers["location"] == "/reviews?note=review_declined"
    conflict = browser.post(f"/reviews/{reviewed.alone.id}/conflict", data={"kind": "unheard of"})
    assert conflict.headers["location"] == "/reviews?note=conflict_declared"
    assert scene.session.scalars(select(Conflict.kind)).all() == ["other"]
    assert browser.get(f"/reviews/{reviewed.alone.id}").status_code == 404


PROPOSAL = {"outcome": "declined", "reason": "Late", "feedback": "Thanks", "conditions": ""}


@pytest.mark.parametrize("outcome", ["", "maybe", None])
def test_an_outcome_nobody_chose_is_not_a_refusal(
    scene: Scene, reviewed: Reviewed, client_as: Browser, outcome: str | None
) -> None:
    place, desk = f"/manage/applications/{reviewed.first.reference}/decision", client_as(scene.manager())
    given = {key: value for key, value in (PROPOSAL | {"outcome": outcome}).items() if value is not None}
    answer = desk.post(place, data=given)
    assert (answer.status_code, "Choose an outcome" in answer.text) == (422, True)
    assert ("Late" in answer.text, "Thanks" in answer.text) == (True, True)
    assert scene.session.scalars(select(Decision)).all() == []


def test_a_decision_is_looked_at_and_taken_back(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    place, manager = f"/manage/applications/{reviewed.first.reference}/decision", scene.manager()
    desk = client_as(manager)
    assert "Propose a decision" in desk.get(place).text
    assert desk.post(place, data=PROPOSAL).headers["location"] == f"{place}?note=decision_proposed"
    assert "You proposed this. Another manager confirms it." in desk.get(place).text
    decision = scene.session.scalars(select(Decision)).one()
    back = desk.post(f"/manage/decisions/{decision.id}/withdraw", data={"reference": reviewed.first.reference})
    assert back.headers["location"] == f"{place}?note=decision_withdrawn"
    assert "Propose a decision" in desk.get(place).text
    assert scene.fresh(decision).withdrawn_at is not None


@pytest.mark.parametrize(
    ("typed", "moment"),
    [("2027-03-01T09:30", "2027-03-01T09:30:00+00:00"), ("2027-03-01T09:30+02:00", "2027-03-01T07:30:00+00:00")],
)
def test_a_release_date_is_utc_unless_it_says_another(
    scene: Scene, reviewed: Reviewed, client_as: Browser, typed: str, moment: str
) -> None:
    decision = scene.decision(reviewed.first)
    fields = {"reference": reviewed.first.reference, "release_at": typed}
    assert client_as(scene.manager()).post(f"/manage/decisions/{decision.id}/confirm", data=fields).status_code == 303
    scene.fresh(decision)
    assert decision.release_at is not None
    assert (decision.release_at.isoformat(), decision.confirmed_at is not None) == (moment, True)


@pytest.mark.parametrize("typed", ["in spring", "9999-12-31T23:59:00-12:00", "0001-01-01T00:00+12:00", "2200-01-01"])
def test_a_release_date_that_cannot_be_kept_is_said_beside_its_field(
    scene: Scene, reviewed: Reviewed, client_as: Browser, typed: str
) -> None:
    decision, desk = scene.decision(reviewed.first), client_as(scene.manager())
    fields = {"reference": reviewed.first.reference, "release_at": typed}
    answer = desk.post(f"/manage/decisions/{decision.id}/confirm", data=fields)
    scene.fresh(decision)
    assert (answer.status_code, decision.confirmed_at, decision.release_at) == (422, None, None)
    assert ('id="release_at-error"' in answer.text, f'value="{escape(typed)}"' in answer.text) == (True, True)
    assert desk.get(f"/manage/applications/{reviewed.first.reference}/decision").status_code == 200
    assert desk.get(f"/manage/calls/{scene.call.slug}/release").status_code == 200


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_decision_without_a_reason_is_not_proposed(
    scene: Scene, reviewed: Reviewed, client_as: Browser, reason: str
) -> None:
    place, desk = f"/manage/applications/{reviewed.first.reference}/decision", client_as(scene.manager())
    answer = desk.post(place, data=PROPOSAL | {"reason": reason})
    seen = ['id="reason-error"' in answer.text, "Give the reason, for the record." in answer.text]
    assert (answer.status_code, seen, "Thanks" in answer.text) == (422, [True, True], True)
    assert scene.session.scalars(select(Decision)).all() == []


def test_without_a_date_it_may_be_read_at_once(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    decision = scene.decision(reviewed.first)
    fields = {"reference": reviewed.first.reference, "release_at": ""}
    client_as(scene.manager()).post(f"/manage/decisions/{decision.id}/confirm", data=fields)
    scene.fresh(decision)
    assert decision.release_at is not None
    assert abs(decision.release_at - scene.now) < timedelta(minutes=5)
