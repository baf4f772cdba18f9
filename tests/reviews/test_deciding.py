"""What those who decide read of the reviews, and what reaches the applicant of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.applications.models import Member
from app.kernel.principals import Person
from app.reviews import queries
from app.reviews.models import Decision, ReviewVersion
from app.reviews.service import conflicts, decisions, marks
from app.reviews.types import ConflictKind, Recommendation
from tests.reviews.scenes import MARKS, Reviewed, Scene

Browser = Callable[..., TestClient]
SAID = ("Well thought out", "Weak on money", "On the value", "Discuss")


def send(scene: Scene, reviewed: Reviewed) -> None:
    """Rita sends her review."""
    given: dict[str, Any] = {**MARKS, "value": {"mark": "4", "comment": SAID[2]}}
    sheet = marks.Sheet(given, SAID[0], SAID[1], Recommendation.DISCUSS)
    marks.submit(scene.work(reviewed.reviewer), reviewed.mine.id, sheet)
    scene.session.flush()


def place(reviewed: Reviewed) -> str:
    return f"/manage/applications/{reviewed.first.reference}/decision"


def read(client: TestClient, reviewed: Reviewed) -> list[bool]:
    """Which of the things Rita wrote are on the page of the decision."""
    page = client.get(place(reviewed))
    assert page.status_code == 200, page.text[:500]
    assert "Rita" not in page.text
    return [said in page.text for said in SAID]


def test_whoever_decides_reads_the_reviews_by_pseudonym(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    first, second = scene.manager(), scene.manager()
    observer = scene.person("Obi", ("observer", scene.programme.id))
    assert "Nobody has submitted a review yet." in client_as(first).get(place(reviewed)).text
    send(scene, reviewed)
    scene.decision(reviewed.first, proposed_by=first.id)
    for reader in (first, second, observer):
        assert read(client_as(reader), reviewed) == [True] * 4
    page = client_as(second).get(place(reviewed)).text
    assert ["Reviewer 1 · Academia" in page, "sure: 4 of 5" in page] == [True, True]
    for deed in ("open again", "anew"):
        marks.reopen(scene.work(reviewed.reviewer), reviewed.mine.id)
        reviewed.mine.comment = deed
        scene.session.flush()
        assert read(client_as(second), reviewed) == [True] * 4


def test_nobody_else_reads_them(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    send(scene, reviewed)
    barred = scene.manager()
    scene.bar(reviewed.first, barred)
    for reader in (reviewed.lead, reviewed.reviewer, barred, scene.person("Ada", ("administrator", None))):
        assert client_as(reader).get(place(reviewed)).status_code == 404


def test_a_manager_of_the_team_or_with_a_review_to_send_reads_none(
    scene: Scene, reviewed: Reviewed, client_as: Browser
) -> None:
    send(scene, reviewed)
    applying, reviewing = scene.manager(), scene.manager()
    scene.add(Member(application_id=reviewed.first.id, person_id=applying.id, role="viewer", joined_at=scene.now))
    own = scene.review(reviewed.first, scene.seat(reviewing), "in_progress")
    assert client_as(applying).get(place(reviewed)).status_code == 404
    assert read(client_as(reviewing), reviewed)[:3] == [False] * 3
    marks.submit(scene.work(reviewing), own.id, marks.Sheet(MARKS, "", "", None))
    scene.session.flush()
    assert read(client_as(reviewing), reviewed) == [True] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_for_one_review_and_for_three(
    scene: Scene, reviewed: Reviewed, client_as: Browser, statements: list[str], count: int
) -> None:
    send(scene, reviewed)
    for number in range(count - 1):
        whose = scene.person(f"Nia {number}")
        review = scene.review(reviewed.first, scene.seat(whose))
        marks.submit(scene.work(whose), review.id, marks.Sheet(MARKS, "Fine", "", None))
    client = client_as(scene.manager())
    statements.clear()
    assert client.get(place(reviewed)).text.count("sure: 4 of 5") == count
    assert len(statements) == 5


def test_an_observer_is_offered_no_deed(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    observer = client_as(scene.person("Obi", ("observer", scene.programme.id)))
    deeds = ("Propose this decision", "/confirm", "/withdraw", "/release")
    decision = None
    for confirmed_at in (None, scene.now):
        if decision is not None:
            decision.confirmed_at = confirmed_at
            scene.session.flush()
        page = observer.get(place(reviewed)).text
        assert [deed in page for deed in deeds] == [False] * 4
        decision = decision or scene.decision(reviewed.first)


def decided(scene: Scene, reviewed: Reviewed, client_as: Browser) -> tuple[Decision, Person]:
    """A decision that saw Rita's review and Otto's; and who may confirm it."""
    send(scene, reviewed)
    marks.submit(scene.work(reviewed.other), reviewed.theirs.id, marks.Sheet(MARKS, "Add a budget", "Hush", None))
    scene.session.flush()
    words = {"outcome": "declined", "reason": "Second best", "feedback": "Thanks", "conditions": ""}
    assert client_as(scene.manager()).post(place(reviewed), data=words).status_code == 303
    return scene.session.scalars(select(Decision)).one(), scene.manager()


def told(page: str) -> list[str]:
    """What reviewers wrote to the applicant, as the letter has it."""
    return re.findall(r'<div class="cw-to-applicant" dir="auto"><p[^>]*>([^<]*)</p>', page.partition("wrote to you")[2])


def test_after_release_the_applicant_reads_what_reviewers_wrote_to_them_and_no_more(
    scene: Scene, reviewed: Reviewed, client_as: Browser
) -> None:
    decision, second = decided(scene, reviewed, client_as)
    mine = f"/applications/{reviewed.first.reference}"
    hidden = (
        "Weak on money",
        "Hush",
        "On the value",
        "Rita",
        "Otto",
        "Reviewer 1",
        "Reviewer 2",
        "Academia",
        "Discuss",
    )
    decisions.confirm(scene.work(second), decision.id, scene.now)
    scene.session.flush()
    preview = client_as(second).get(place(reviewed)).text
    assert sorted(told(preview)) == ["Add a budget", "Well thought out"]
    before = client_as(reviewed.lead).get(mine)
    assert (before.status_code, [word in before.text for word in ("Add a budget", *hidden)]) == (200, [False] * 10)
    decisions.release(scene.work(second), decision.id)
    scene.session.flush()
    page = client_as(reviewed.lead).get(mine).text
    assert told(page) == told(preview)
    assert [word in page for word in hidden] == [False] * 9


def test_what_a_decision_did_not_see_is_not_in_its_letter(scene: Scene, reviewed: Reviewed, client_as: Browser) -> None:
    decision, second = decided(scene, reviewed, client_as)
    marks.reopen(scene.work(reviewed.reviewer), reviewed.mine.id)
    marks.submit(scene.work(reviewed.reviewer), reviewed.mine.id, marks.Sheet(MARKS, "Second thoughts", "", None))
    late = scene.person("Nia")
    review = scene.review(reviewed.first, scene.seat(late))
    marks.submit(scene.work(late), review.id, marks.Sheet(MARKS, "Too late", "", None))
    scene.session.flush()
    assert sorted(queries.list_comments(scene.work(second), reviewed.first.id)[decision.id]) == [
        "Add a budget",
        "Well thought out",
    ]
    conflicts.declare(scene.work(reviewed.other), reviewed.theirs.id, ConflictKind.PERSONAL)
    scene.session.flush()
    assert queries.list_comments(scene.work(second), reviewed.first.id)[decision.id] == ["Well thought out"]
    for reader in (reviewed.lead, reviewed.reviewer, scene.person("Eve"), Scene(scene.session).manager()):
        assert queries.list_comments(scene.work(reader), reviewed.first.id) == {}


def test_the_order_of_comments_says_nothing_of_who_wrote_first(scene: Scene) -> None:
    reviewers = [scene.person(f"Nia {number}") for number in range(4)]
    seats, orders, manager = [scene.seat(one) for one in reviewers], set(), scene.work(scene.manager())
    for _ in range(8):
        application = scene.sent(state="in_review")
        sent = []
        for number, (reviewer, seat) in enumerate(zip(reviewers, seats, strict=True)):
            review = scene.review(application, seat)
            marks.submit(scene.work(reviewer), review.id, marks.Sheet(MARKS, f"{number}", "", None))
            scene.session.flush()
            sent += scene.session.scalars(select(ReviewVersion.id).where(ReviewVersion.review_id == review.id)).all()
        decision = scene.decision(application, evidence={"versions": [str(one) for one in sent]})
        orders.add("".join(queries.list_comments(manager, application.id)[decision.id]))
    assert {"".join(sorted(order)) for order in orders} == {"0123"}
    assert len(orders) > 1


@pytest.mark.parametrize("comment", ["", " \n"])
def test_no_comment_is_no_heading(scene: Scene, reviewed: Reviewed, client_as: Browser, comment: str) -> None:
    marks.submit(scene.work(reviewed.reviewer), reviewed.mine.id, marks.Sheet(MARKS, comment, "", None))
    scene.session.flush()
    versions = [str(one) for one in scene.session.scalars(select(ReviewVersion.id))]
    scene.decision(reviewed.first, evidence={"versions": versions}, released_at=scene.now)
    page = client_as(reviewed.lead).get(f"/applications/{reviewed.first.reference}").text
    assert ("Fine" in page, "What reviewers wrote to you" in page) == (True, False)
