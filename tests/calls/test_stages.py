"""Stages: adding and changing them, by deed and by page."""

import pytest
from sqlalchemy import select

from app.calls import queries
from app.calls.service import calls, forms, rubrics, stages
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from app.kernel.principals import System
from tests.calls.conftest import FORM, RUBRIC, facts, work_of


def changes(session):
    session.flush()
    found = select(EventRecord).where(EventRecord.name == "call.changed").order_by(EventRecord.id)
    return [event.facts["changed"] for event in session.scalars(found)]


def test_stages_are_numbered_in_order_and_keep_what_nobody_changed(session, scene):
    work = work_of(session, scene.manager)
    second = stages.add(work, scene.call.id, name={"en": "Interview"}, review_policy={"blind": True})
    assert (second.position, second.policy) == (2, {"reviews_wanted": 3, "blind": True})
    changed = stages.change(work, second.id, name={"en": "Talk"}, review_policy={"reviews_wanted": 5})
    assert (changed.name, changed.policy) == ({"en": "Talk"}, {"reviews_wanted": 5, "blind": True})
    assert [sheet.name for sheet in queries.list_stages(work, scene.call.id)] == [{"en": "Proposal"}, {"en": "Talk"}]
    assert changes(session)[-2:] == [["stages"], ["stages"]]


def test_who_may(session, scene):
    for deed in (
        lambda work: stages.add(work, scene.call.id, name={"en": "More"}),
        lambda work: stages.change(work, scene.stage.id, name={"en": "More"}, review_policy={}),
    ):
        with pytest.raises(Forbidden):
            deed(work_of(session, scene.observer))
        with pytest.raises(NotFound):
            deed(work_of(session, scene.stranger))
    with pytest.raises(NotFound):
        stages.change(work_of(session, scene.manager), new_id(), name={"en": "More"}, review_policy={})


def place(scene, rest=""):
    return f"/manage/calls/{scene.call.slug}/stages{rest}"


def test_a_stage_is_added_and_changed_on_its_page(desk, session, scene):
    fields = {"name-en": "Interview", "reviews_wanted": "4", "blind": "yes"}
    made = desk.post(place(scene), data=fields)
    assert (made.status_code, made.headers["location"]) == (303, place(scene, "?note=stage_added"))
    changed = desk.post(place(scene, "/2"), data=fields | {"name-en": "Talk", "blind": ""})
    assert changed.headers["location"] == place(scene, "?note=stage_changed")
    sheet = queries.list_stages(work_of(session, scene.manager), scene.call.id)[1]
    assert (sheet.name, sheet.policy) == ({"en": "Talk"}, {"reviews_wanted": 4, "blind": False})
    assert "Talk" in desk.get(place(scene)).text
    assert desk.get(place(scene, "/2")).status_code == 200


@pytest.mark.parametrize("wanted", ["", "0", "21", "many", "-1", "²", "9" * 5000])
@pytest.mark.parametrize("rest", ["", "/1"])
def test_how_many_reviews_is_a_number_from_one_to_twenty(desk, session, scene, wanted, rest):
    answer = desk.post(place(scene, rest), data={"name-en": "Interview", "reviews_wanted": wanted})
    assert (answer.status_code, "Interview" in answer.text) == (422, True)
    assert len(queries.list_stages(work_of(session, scene.manager), scene.call.id)) == 1


@pytest.mark.parametrize("rest", ["", "/1"])
def test_a_stage_needs_a_name(desk, session, scene, rest):
    answer = desk.post(place(scene, rest), data={"name-en": " ", "reviews_wanted": "3"})
    assert answer.status_code == 422
    assert queries.list_stages(work_of(session, scene.manager), scene.call.id)[0].name == {"en": "Proposal"}


def test_there_is_no_second_stage_yet(desk, scene, client_as):
    for rest in ("/2", "/0", "/-1", "/x"):
        assert desk.get(place(scene, rest)).status_code == 404
    assert desk.post(place(scene, "/2"), data={"name-en": "X", "reviews_wanted": "3"}).status_code == 404
    observer = client_as(scene.observer)
    assert [observer.get(place(scene, rest)).status_code for rest in ("", "/1")] == [403, 403]


def test_versions_are_for_those_who_may_see_them(session, scene):
    manager, stranger = work_of(session, scene.manager), work_of(session, scene.stranger)
    calls.publish(manager, scene.call.id)
    forms.draft(
        manager,
        scene.stage.id,
        {"sections": [*FORM["sections"], {"key": "more", "title": {"en": "M"}, "questions": []}]},
    )
    rubrics.draft(manager, scene.stage.id, RUBRIC | {"criteria": []})
    for work, numbers in ((manager, {1, 2}), (stranger, {1}), (work_of(session, System("tests")), {1, 2})):
        for number in (1, 2, 3):
            for get in (queries.get_form_version, queries.get_rubric_version):
                if number in numbers:
                    assert get(work, scene.stage.id, number).number == number
                else:
                    with pytest.raises(NotFound):
                        get(work, scene.stage.id, number)
    assert queries.find_latest_form(stranger, scene.stage.id) is None
    assert queries.find_latest_rubric(stranger, scene.stage.id) is None
    with pytest.raises(NotFound):
        queries.find_current_stage(stranger, scene.call.id, 2)
    assert queries.find_current_stage(stranger, scene.call.id).id == scene.stage.id


def test_a_working_copy_of_a_form_waits_and_comes_into_force(session, scene):
    work = work_of(session, scene.manager)
    calls.publish(work, scene.call.id)
    longer = {"sections": [*FORM["sections"], {"key": "more", "title": {"en": "More"},
              "questions": [{"key": "when", "type": "date", "label": {"en": "When?"}}]}]}  # fmt: skip
    forms.draft(work, scene.stage.id, longer)
    assert queries.get_stage(work, scene.stage.id).form == FORM
    assert forms.adopt(work, scene.stage.id).number == 2
    assert queries.get_stage(work, scene.stage.id).form == longer


def test_a_draft_calls_working_copy_counts_at_once(session, scene):
    work = work_of(session, scene.manager)
    unfinished = {"sections": []}
    assert forms.draft(work, scene.stage.id, unfinished).number == 1
    sheet = queries.get_stage(work, scene.stage.id)
    assert (sheet.form, sheet.schema) == (unfinished, {})
    assert rubrics.draft(work, scene.stage.id, RUBRIC | {"criteria": []}).number == 1


@pytest.mark.parametrize(("opens", "closes"), [(1, 0), (1, 1)])
def test_a_call_closes_after_it_opens(session, scene, opens, closes):
    moments = [facts().opens_at, facts().closes_at]
    with pytest.raises(Invalid) as caught:
        calls.change(
            work_of(session, scene.manager), scene.call.id, facts(opens_at=moments[opens], closes_at=moments[closes])
        )
    assert caught.value.fields == {"closes": "closes_before_opening"}


def test_a_change_that_changes_nothing_tells_nothing(session, scene):
    before = changes(session)
    call = calls.change(work_of(session, scene.manager), scene.call.id, facts())
    assert (call.version, changes(session)) == (1, before)
