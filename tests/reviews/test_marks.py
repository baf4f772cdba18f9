"""Writing a review: drafts, sending, opening again, and what others may read of it."""

from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.errors import Forbidden, NotFound, Stale
from app.kernel.events import EventRecord
from app.kernel.principals import Anonymous, Client, System
from app.reviews import queries
from app.reviews.errors import IncompleteReview, WrongReviewState
from app.reviews.models import ReviewVersion
from app.reviews.service import marks
from app.reviews.service.marks import Sheet
from app.reviews.types import Recommendation, ReviewState
from tests.cast import CLIENT, ORGANISATION, SCOPES
from tests.reviews.scenes import MARKS, Reviewed, Scene

WHOLE = Sheet(MARKS, "Sound", "Between us", Recommendation.ACCEPT)
HALF = Sheet({"value": {"mark": "4"}}, "", "", None)


def happened(scene: Scene) -> list[str]:
    scene.session.flush()
    return list(scene.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def versions(scene: Scene) -> list[tuple[int, dict[str, Any]]]:
    scene.session.flush()
    found = select(ReviewVersion.number, ReviewVersion.content).order_by(ReviewVersion.number)
    return [(row[0], row[1]) for row in scene.session.execute(found)]


def test_a_draft_is_kept_whatever_is_in_it(scene: Scene, reviewed: Reviewed) -> None:
    work, review = scene.work(reviewed.reviewer), reviewed.mine
    odd = Sheet({"value": {"mark": "eleven"}}, "Half a", "", None)
    assert marks.save(work, review.id, odd, 0) == 1
    assert (review.state, review.marks, review.comment, review.saved_at) == (
        "in_progress",
        odd.marks,
        "Half a",
        work.now,
    )
    assert marks.save(work, review.id, HALF, 1) == 2
    assert (review.marks, review.comment) == (HALF.marks, "")
    assert happened(scene) == []


def test_a_lost_update_is_refused(scene: Scene, reviewed: Reviewed) -> None:
    work, review = scene.work(reviewed.reviewer), reviewed.mine
    marks.save(work, review.id, HALF, 0)
    for version in (0, 2):
        with pytest.raises(Stale):
            marks.save(work, review.id, WHOLE, version)
    assert (review.version, review.marks) == (1, HALF.marks)


def test_a_review_is_sent_once_however_often_the_button_is_pressed(scene: Scene, reviewed: Reviewed) -> None:
    work, review = scene.work(reviewed.reviewer), reviewed.mine
    assert [marks.submit(work, review.id, WHOLE) for _ in range(2)] == [1, 1]
    assert (review.state, review.submitted_at, happened(scene)) == ("submitted", work.now, ["review.submitted"])
    content = {"marks": MARKS, "comment": "Sound", "confidential": "Between us", "recommendation": "accept"}
    assert versions(scene) == [(1, content)]
    with pytest.raises(Forbidden) as caught:
        marks.submit(work, review.id, HALF)
    assert caught.value.reason == "review_not_writable"


def test_an_incomplete_review_is_not_sent(scene: Scene, reviewed: Reviewed) -> None:
    with pytest.raises(IncompleteReview):
        marks.submit(scene.work(reviewed.reviewer), reviewed.mine.id, HALF)
    assert (reviewed.mine.state, reviewed.mine.marks, versions(scene), happened(scene)) == ("accepted", {}, [], [])


def test_what_was_sent_stays_while_it_is_open_again(scene: Scene, reviewed: Reviewed) -> None:
    work, review = scene.work(reviewed.reviewer), reviewed.mine
    marks.submit(work, review.id, WHOLE)
    marks.reopen(work, review.id)
    marks.reopen(work, review.id)
    assert (review.state, happened(scene)) == ("reopened", ["review.submitted", "review.reopened"])
    better = Sheet({**MARKS, "value": {"mark": "5"}}, "Better", "", None)
    assert marks.submit(work, review.id, better) == 2
    assert [(number, content["marks"]["value"]["mark"]) for number, content in versions(scene)] == [(1, "4"), (2, "5")]


@pytest.mark.parametrize("state", list(ReviewState))
def test_only_a_sent_review_is_opened_again(scene: Scene, state: ReviewState) -> None:
    reviewer = scene.person("Rita")
    review = scene.review(scene.sent(state="in_review"), scene.seat(reviewer), state)
    if state in {"submitted", "reopened"}:
        marks.reopen(scene.work(reviewer), review.id)
        assert review.state == "reopened"
    else:
        with pytest.raises(WrongReviewState):
            marks.reopen(scene.work(reviewer), review.id)
        assert review.state == state


def test_nobody_writes_for_another(scene: Scene, reviewed: Reviewed) -> None:
    manager, review = scene.manager(), reviewed.mine
    for actor in (reviewed.other, reviewed.lead, Anonymous(), Client(CLIENT, ORGANISATION, SCOPES)):
        with pytest.raises(NotFound):
            marks.save(scene.work(actor), review.id, WHOLE, 0)
        with pytest.raises(NotFound):
            marks.submit(scene.work(actor), review.id, WHOLE)
        with pytest.raises(NotFound):
            marks.reopen(scene.work(actor), review.id)
    for deed in (
        lambda: marks.save(scene.work(manager), review.id, WHOLE, 0),
        lambda: marks.submit(scene.work(manager), review.id, WHOLE),
        lambda: marks.reopen(scene.work(manager), review.id),
    ):
        with pytest.raises(Forbidden) as caught:
            deed()
        assert caught.value.reason == "not_the_reviewer"
    marks.submit(scene.work(reviewed.reviewer), review.id, WHOLE)
    with pytest.raises(Forbidden):
        marks.submit(scene.work(manager), review.id, WHOLE)


def test_other_reviews_show_only_once_ones_own_is_sent(scene: Scene, reviewed: Reviewed) -> None:
    hers, his = scene.work(reviewed.reviewer), scene.work(reviewed.other)
    marks.submit(his, reviewed.theirs.id, WHOLE)
    assert queries.list_others(hers, reviewed.mine.id) == []
    marks.submit(hers, reviewed.mine.id, WHOLE)
    found = queries.list_others(hers, reviewed.mine.id)
    assert [(one.pseudonym, one.constituency, one.content["comment"]) for one in found] == [
        ("Reviewer 2", "academia", "Sound")
    ]
    assert queries.list_others(hers, reviewed.theirs.id) == []
    marks.reopen(hers, reviewed.mine.id)
    scene.session.flush()
    assert queries.list_others(hers, reviewed.mine.id) == []
    assert queries.list_others(his, reviewed.theirs.id) == []


def test_the_queue_has_what_is_open_first_and_by_deadline(scene: Scene) -> None:
    reviewer = scene.person("Rita")
    seat = scene.seat(reviewer)
    sent = [scene.sent(title=f"A{number}", state="in_review") for number in range(5)]
    states = ("submitted", "accepted", "invited", "declined_to_review", "in_progress")
    dues = (None, None, scene.soon, None, scene.now)
    made = [scene.review(a, seat, s, due_at=d) for a, s, d in zip(sent, states, dues, strict=True)]
    scene.review(scene.sent(title="Not mine"), scene.seat(scene.person("Otto")))
    rows = queries.list_mine(scene.work(reviewer)).rows
    assert [(row.title, row.state) for row in rows] == [
        ("A4", "in_progress"),
        ("A2", "invited"),
        ("A1", "accepted"),
        ("A0", "submitted"),
    ]
    assert queries.next_open(scene.work(reviewer)) == made[4].id
    for actor in (Anonymous(), System("tests"), scene.person("Eve")):
        assert (list(queries.list_mine(scene.work(actor)).rows), queries.next_open(scene.work(actor))) == ([], None)


def test_a_sheet_is_for_its_reviewer_alone(scene: Scene, reviewed: Reviewed) -> None:
    sheet = queries.get_sheet(scene.work(reviewed.reviewer), reviewed.mine.id)
    assert (sheet.reference, sheet.pseudonym, sheet.content) == (
        reviewed.first.reference,
        "Reviewer 1",
        {"answers": {"title": "first"}, "attachments": []},
    )
    for actor in (reviewed.other, scene.manager(), System("tests"), Anonymous()):
        with pytest.raises(NotFound):
            queries.get_sheet(scene.work(actor), reviewed.mine.id)
    scene.bar(reviewed.first, reviewed.reviewer)
    with pytest.raises(NotFound):
        queries.get_sheet(scene.work(reviewed.reviewer), reviewed.mine.id)
