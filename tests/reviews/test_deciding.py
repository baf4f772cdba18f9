"""What those who decide read of the reviews, and what reaches the applicant of them."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.applications.models import Member
from app.reviews.service import marks
from app.reviews.types import Recommendation
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
