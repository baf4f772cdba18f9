"""Who sees which calls, and in what order."""

from datetime import timedelta

import pytest

from app.calls import queries
from app.calls.service import calls
from app.calls.types import Provenance
from app.kernel.errors import Invalid, NotFound
from app.kernel.principals import Anonymous, System
from tests.calls.conftest import NOW, facts, work_of


def test_drafts_are_for_those_who_run_the_programme(session, scene):
    for actor in (scene.manager, scene.observer, scene.administrator, System("test")):
        assert queries.find_call(work_of(session, actor), scene.call.slug).id == scene.call.id
    for actor in (scene.stranger, Anonymous()):
        with pytest.raises(NotFound):
            queries.find_call(work_of(session, actor), scene.call.slug)
        assert queries.list_programmes(work_of(session, actor)) == []


def test_what_is_published_is_for_everybody_but_its_inside_is_not(session, scene):
    calls.publish(work_of(session, scene.manager), scene.call.id)
    visitor = work_of(session, Anonymous())
    assert queries.find_current_stage(visitor, scene.call.id).form is not None
    assert [row.slug for row in queries.list_programmes(visitor)] == ["programme-of-tests"]
    with pytest.raises(NotFound):
        queries.get_run_call(visitor, scene.call.slug)
    assert queries.list_run_calls(visitor) == []


def test_calls_stand_in_the_list_of_their_phase(session, scene):
    work = work_of(session, scene.manager)
    calls.publish(work, scene.call.id)

    def slugs(at):
        visitor = work_of(session, Anonymous(), at)
        lists = queries.list_upcoming_calls(visitor), queries.list_open_calls(visitor)
        closed = queries.list_calls(visitor, phase="closed").rows
        return [[row.slug for row in rows if row.id == scene.call.id] for rows in (*lists, closed)]

    assert slugs(NOW - timedelta(days=11)) == [[scene.call.slug], [], []]
    assert slugs(NOW + timedelta(days=20)) == [[], [scene.call.slug], []]
    assert slugs(NOW + timedelta(days=20, microseconds=1)) == [[], [], [scene.call.slug]]


def test_lists_go_on_by_cursor(session, scene):
    system = work_of(session, System("test"))
    for number in range(3):
        old = calls.create(
            system, programme_id=scene.programme_id, slug=f"old-{number}", prefix="OLD", year=2020 + number,
            facts=facts(opens_at=None, closes_at=None), provenance=Provenance.HISTORICAL,
        )  # fmt: skip
        old.published_at = NOW
    session.flush()
    visitor = work_of(session, Anonymous())
    first = queries.list_calls(visitor, phase="closed", size=2)
    assert [row.slug for row in first.rows] == ["old-2", "old-1"]
    assert first.next is not None
    rest = queries.list_calls(visitor, phase="closed", after=first.next, size=2)
    assert ([row.slug for row in rest.rows], rest.next) == (["old-0"], None)
    with pytest.raises(Invalid):
        queries.list_calls(visitor, after="nonsense")
