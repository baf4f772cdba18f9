"""A reviewer's queue: in pages, and at the same cost however long it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.kernel.errors import Invalid
from app.kernel.principals import Person
from app.reviews import queries
from tests.reviews import scenes


def filled(scene: scenes.Scene, count: int) -> Person:
    """A reviewer with so many reviews: open and sent ones, with and without a deadline."""
    reviewer = scene.person("Rita")
    seat = scene.seat(reviewer)
    for number in range(count):
        due = scene.now + timedelta(days=number % 4) if number % 3 else None
        state = ("accepted", "submitted", "in_progress")[number % 3 - number % 2]
        scene.review(scene.sent(state="in_review"), seat, state, due_at=due)
    return reviewer


def test_pages_follow_one_another_without_gap_or_repetition(scene: scenes.Scene) -> None:
    work = scene.work(filled(scene, 23))
    whole, found, after = queries.list_mine(work), [], ""
    for _ in range(6):
        page = queries.list_mine(work, after=after, size=4)
        found.append(page.rows)
        after = page.next or ""
    assert [len(rows) for rows in found] == [4, 4, 4, 4, 4, 3]
    assert after == ""
    assert [row for rows in found for row in rows] == list(whole.rows)
    states = [row.state == "submitted" for row in whole.rows]
    assert states == sorted(states)
    assert set(states) == {False, True}
    assert queries.count_open(work) == states.count(False)


@pytest.mark.parametrize("state", ["withdrawn", "ineligible"])
def test_what_is_gone_waits_for_nobody(scene: scenes.Scene, state: str) -> None:
    reviewer = scene.person("Rita")
    seat = scene.seat(reviewer)
    kept = scene.review(scene.sent(state="in_review"), seat)
    scene.review(scene.sent(state=state), seat)
    done = scene.review(scene.sent(state=state), seat, "submitted")
    work = scene.work(reviewer)
    assert [row.id for row in queries.list_mine(work).rows] == [kept.id, done.id]
    assert (queries.count_open(work), queries.next_open(work)) == (1, kept.id)


def test_of_a_cancelled_call_nothing_waits_either(scene: scenes.Scene) -> None:
    reviewer = scene.person("Rita")
    seat = scene.seat(reviewer)
    scene.review(scene.sent(state="in_review"), seat)
    done = scene.review(scene.sent(state="in_review"), seat, "submitted")
    work = scene.work(reviewer)
    assert queries.count_open(work) == 1
    scene.call.cancelled_at = scene.now
    scene.session.flush()
    assert [row.id for row in queries.list_mine(work).rows] == [done.id]
    assert (queries.count_open(work), queries.next_open(work)) == (0, None)


@pytest.mark.parametrize("cursor", ["x", "WyIwIiwgIngiLCAieSJd", "WyIwIiwgImluZmluaXR5IiwgInkiXQ"])
def test_a_cursor_of_nobodys_is_refused(scene: scenes.Scene, cursor: str) -> None:
    with pytest.raises(Invalid):
        queries.list_mine(scene.work(scene.person()), after=cursor)


@pytest.mark.parametrize("count", [1, 3])
def test_costs_the_same_number_of_statements_for_one_and_for_three(
    scene: scenes.Scene, client_as: Callable[..., Any], statements: list[str], count: int
) -> None:
    client = client_as(filled(scene, count))
    statements.clear()
    answer = client.get("/reviews")
    assert (answer.status_code, answer.text.count('href="/reviews/') > count - 1, len(statements)) == (200, True, 2)


def test_the_page_leads_to_the_rest_and_counts_all_that_waits(
    scene: scenes.Scene, client_as: Callable[..., Any]
) -> None:
    reviewer = filled(scene, 60)
    waiting = queries.count_open(scene.work(reviewer))
    client = client_as(reviewer)
    first = client.get("/reviews").text
    assert f"{waiting} reviews wait for you." in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = client.get(following).text
    assert f"{waiting} reviews wait for you." in second
    assert 'rel="next"' not in second
    assert second.count('<a class="govuk-link" href="/reviews/') == 10
