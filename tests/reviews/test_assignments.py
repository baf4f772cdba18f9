"""Asking a reviewer to review: who may be asked, and what each answer does to what they see."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.applications.models import Application, ApplicationBar, ApplicationGrant, Invitation, Member
from app.identity.models import Person as PersonRow
from app.kernel import postgres
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import Person, System
from app.reviews import queries
from app.reviews.errors import (
    AlreadyAssigned,
    NoCapacity,
    NotReviewable,
    ReviewerConflicted,
    ReviewerInTeam,
    WrongReviewState,
)
from app.reviews.models import Conflict, Review
from app.reviews.service import assignments, conflicts, marks
from app.reviews.types import ConflictKind, ReviewState
from tests.reviews.scenes import MARKS, Reviewed, Scene


def happened(scene: Scene) -> list[str]:
    """The names of all events, in order."""
    scene.session.flush()
    return list(scene.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))


def grants(scene: Scene, person: Person) -> set[UUID]:
    """The causes for which the person sees an application."""
    found = select(ApplicationGrant.cause_id).where(ApplicationGrant.person_id == person.id)
    return set(scene.session.scalars(found))


def join(scene: Scene, application: Application, person: Person) -> None:
    """The person is in the application's team from now on."""
    scene.add(Member(application_id=application.id, person_id=person.id, role="viewer", joined_at=scene.now))


def invite(scene: Scene, application: Application, person: Person, **given: Any) -> None:
    """Somebody asks the person into the application's team."""
    email = str(scene.session.get_one(PersonRow, person.id).email).upper()
    facts = {"application_id": application.id, "email": email, "role": "editor", "invited_by": person.id}
    scene.add(Invitation(**facts, **({"created_at": scene.now, "expires_at": scene.soon} | given)))


def test_the_first_assignment_brings_an_application_into_review_and_shows_it(scene: Scene) -> None:
    reviewer, manager = scene.person("Rita"), scene.manager()
    application, seat = scene.sent(), scene.seat(reviewer)
    review_id = assignments.assign(scene.work(manager), application.reference, seat.id, scene.soon)
    review = scene.session.get_one(Review, review_id)
    assert (review.state, review.version, review.rubric_version, review.due_at) == ("invited", 0, 1, scene.soon)
    assert (application.state, grants(scene, reviewer)) == ("in_review", {review_id})
    assert happened(scene) == ["review.assigned"]
    second = scene.seat(scene.person("Otto"))
    assignments.assign(scene.work(manager), application.reference, second.id, None)
    assert application.state == "in_review"


def test_an_imported_reviewer_has_a_seat_and_sees_nothing(scene: Scene) -> None:
    application, seat = scene.sent(), scene.seat(None)
    assignments.assign(scene.work(System("tests")), application.reference, seat.id, None)
    assert list(scene.session.scalars(select(ApplicationGrant))) == []


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda scene, application, seat, person: scene.review(application, seat), AlreadyAssigned),
        (lambda scene, application, seat, person: scene.bar(application, person), ReviewerConflicted),
        (lambda scene, application, seat, person: join(scene, application, person), ReviewerInTeam),
        (lambda scene, application, seat, person: invite(scene, application, person), ReviewerInTeam),
        (lambda scene, application, seat, person: scene.review(scene.sent(title="Other"), seat), NoCapacity),
    ],
)
def test_who_cannot_be_asked(scene: Scene, prepare: Callable[..., object], refusal: type[Refusal]) -> None:
    reviewer = scene.person("Rita")
    application, seat = scene.sent(), scene.seat(reviewer, capacity=1)
    prepare(scene, application, seat, reviewer)
    with pytest.raises(refusal):
        assignments.assign(scene.work(scene.manager()), application.reference, seat.id, None)
    assert (application.state, happened(scene)) == ("submitted", [])


@pytest.mark.parametrize(
    "state", ["returned", "invited", "accepted", "waitlisted", "declined", "ineligible", "withdrawn"]
)
def test_nobody_is_asked_for_what_is_over_or_not_sent(scene: Scene, state: str) -> None:
    application, reviewer = scene.sent(state=state), scene.person("Rita")
    with pytest.raises(NotReviewable):
        assignments.assign(scene.work(scene.manager()), application.reference, scene.seat(reviewer).id, None)
    assert (application.state, grants(scene, reviewer), happened(scene)) == (state, set(), [])


@pytest.mark.parametrize("over", ["accepted_at", "revoked_at", "expires_at"])
def test_an_invitation_that_is_over_keeps_nobody_from_reviewing(scene: Scene, over: str) -> None:
    reviewer, application = scene.person("Rita"), scene.sent()
    invite(scene, application, reviewer, **{over: scene.now})
    assignments.assign(scene.work(scene.manager()), application.reference, scene.seat(reviewer).id, None)
    assert application.state == "in_review"


def test_whoever_joins_the_team_sees_and_scores_its_reviews_no_more(scene: Scene, reviewed: Reviewed) -> None:
    work = scene.work(reviewed.reviewer)
    assert queries.get_sheet(work, reviewed.mine.id).reference == reviewed.first.reference
    join(scene, reviewed.first, reviewed.reviewer)
    sheet = marks.Sheet(MARKS, "", "", None)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: queries.get_sheet(work, reviewed.mine.id),
        lambda: marks.save(work, reviewed.mine.id, sheet, 0),
        lambda: marks.submit(work, reviewed.mine.id, sheet),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    assert (list(queries.list_mine(work).rows), queries.count_open(work)) == ([], 0)


def test_a_declined_review_leaves_room_for_another(scene: Scene) -> None:
    seat = scene.seat(scene.person("Rita"), capacity=1)
    scene.review(scene.sent(title="Other"), seat, "declined_to_review")
    assignments.assign(scene.work(scene.manager()), scene.sent().reference, seat.id, None)
    assert queries.load_of(scene.work(System("tests")), seat.id) == 1


def test_only_managers_assign_and_only_from_the_stages_panel(scene: Scene) -> None:
    application, seat = scene.sent(), scene.seat(scene.person("Rita"))
    gone = scene.seat(scene.person("Gus"), left_at=scene.now)
    elsewhere = Scene(scene.session).seat(scene.person("Elsa"))
    observer = scene.person("Obi", ("observer", scene.programme.id))
    with pytest.raises(Forbidden) as caught:
        assignments.assign(scene.work(observer), application.reference, seat.id, None)
    assert caught.value.reason == "not_the_manager"
    for actor in (scene.person("Eve"), Scene(scene.session).manager(), scene.person("Ada", ("administrator", None))):
        with pytest.raises(NotFound):
            assignments.assign(scene.work(actor), application.reference, seat.id, None)
    for other in (gone.id, elsewhere.id, new_id()):
        with pytest.raises(NotFound):
            assignments.assign(scene.work(scene.manager()), application.reference, other, None)
    assert scene.session.scalars(select(Review)).all() == []


ANSWERS = {
    "accept": (assignments.accept, "accepted", "review.accepted"),
    "decline": (assignments.decline, "declined_to_review", "review.declined"),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("state", list(ReviewState))
def test_answers_by_state(scene: Scene, answer: str, state: str) -> None:
    deed, after, event = ANSWERS[answer]
    reviewer = scene.person("Rita")
    review = scene.review(scene.sent(state="in_review"), scene.seat(reviewer), state)
    allowed = {"accept": {"invited"}, "decline": {"invited", "accepted", "in_progress"}}[answer]
    if state == after:
        deed(scene.work(reviewer), review.id)
        assert (review.state, happened(scene)) == (after, [])
    elif state in allowed:
        deed(scene.work(reviewer), review.id)
        assert (review.state, happened(scene)) == (after, [event])
    else:
        with pytest.raises(WrongReviewState):
            deed(scene.work(reviewer), review.id)
        assert (review.state, happened(scene)) == (state, [])


def test_declining_takes_away_what_the_assignment_showed_and_nothing_else(scene: Scene, reviewed: Reviewed) -> None:
    assert grants(scene, reviewed.other) == {reviewed.theirs.id, reviewed.alone.id}
    assignments.decline(scene.work(reviewed.other), reviewed.theirs.id)
    assert grants(scene, reviewed.other) == {reviewed.alone.id}


def test_nobody_answers_for_another(scene: Scene, reviewed: Reviewed) -> None:
    manager = scene.manager()
    deeds: tuple[Callable[..., None], ...] = (
        assignments.accept,
        assignments.decline,
        lambda work, key: conflicts.declare(work, key, ConflictKind.PERSONAL),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed(scene.work(reviewed.other), reviewed.mine.id)
        with pytest.raises(Forbidden) as caught:
            deed(scene.work(manager), reviewed.mine.id)
        assert caught.value.reason == "not_the_reviewer"
    assert (reviewed.mine.state, happened(scene)) == ("accepted", [])


@pytest.mark.parametrize("state", ["invited", "accepted", "in_progress", "submitted", "reopened"])
def test_a_conflict_makes_the_application_vanish_for_its_reviewer(scene: Scene, state: str) -> None:
    reviewer = scene.person("Rita")
    application = scene.sent(state="in_review")
    review = scene.review(application, scene.seat(reviewer), state)
    assert [row.id for row in queries.list_mine(scene.work(reviewer)).rows] == [review.id]
    conflicts.declare(scene.work(reviewer), review.id, ConflictKind.FINANCIAL)
    scene.session.flush()
    conflict = scene.session.scalars(select(Conflict)).one()
    assert (conflict.person_id, conflict.kind, conflict.source) == (reviewer.id, "financial", "declared")
    bar = scene.session.scalars(select(ApplicationBar)).one()
    assert (bar.application_id, bar.person_id, bar.cause_id) == (application.id, reviewer.id, conflict.id)
    assert (review.state, grants(scene, reviewer), list(queries.list_mine(scene.work(reviewer)).rows)) == (
        "declined_to_review",
        set(),
        [],
    )
    conflicts.declare(scene.work(reviewer), review.id, ConflictKind.OTHER)
    assert (happened(scene), len(scene.session.scalars(select(Conflict)).all())) == (["conflict.declared"], 1)
    for deed in (assignments.accept, assignments.decline):
        with pytest.raises(NotFound):
            deed(scene.work(reviewer), review.id)


@pytest.mark.slow
def test_a_conflict_pressed_many_times_at_once_is_declared_once(fresh_addresses: postgres.Addresses) -> None:
    database = connect(fresh_addresses.app, pool_size=6, application_name="tests")
    with database.writing() as session:
        scene = Scene(session)
        reviewer = scene.person("Rita")
        review_id = scene.review(scene.sent(state="in_review"), scene.seat(reviewer)).id
        session.commit()
    start, outcomes = threading.Barrier(6), []

    def act() -> None:
        start.wait()
        try:
            with works.writing(database, works.acting_as(reviewer)) as work:
                conflicts.declare(work, review_id, ConflictKind.PERSONAL)
            outcomes.append("declared")
        except Refusal as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.writing() as session:
        kept = session.scalars(select(Conflict)).all()
        told = session.scalars(select(EventRecord).where(EventRecord.name == "conflict.declared")).all()
        assert (outcomes, len(kept), len(told)) == (["declared"] * 6, 1, 1)
    database.dispose()
