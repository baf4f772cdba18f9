"""A rubric's versions: what is refused, what waits, what comes into force."""

import pytest

from app.calls import queries
from app.calls.errors import BadDefinition, NothingToAdopt
from app.calls.service import calls, rubrics
from app.kernel.errors import Forbidden, NotFound
from tests.calls.conftest import RUBRIC, work_of

UNFINISHED = RUBRIC | {"criteria": []}
BROKEN = RUBRIC | {"criteria": [{"key": "!"}]}


def test_what_is_wrong_is_refused_whole(session, scene):
    work = work_of(session, scene.manager)
    for deed, definition in ((rubrics.change, UNFINISHED), (rubrics.change, BROKEN), (rubrics.draft, BROKEN)):
        with pytest.raises(BadDefinition) as caught:
            deed(work, scene.stage.id, definition)
        assert len(caught.value.problems) == caught.value.facts["count"]
    assert queries.get_stage(work, scene.stage.id).rubric == RUBRIC


def test_only_what_waits_and_is_whole_is_adopted(session, scene):
    work = work_of(session, scene.manager)
    with pytest.raises(NothingToAdopt):
        rubrics.adopt(work, scene.stage.id)
    calls.publish(work, scene.call.id)
    rubrics.draft(work, scene.stage.id, UNFINISHED)
    with pytest.raises(BadDefinition):
        rubrics.adopt(work, scene.stage.id)
    assert queries.get_stage(work, scene.stage.id).rubric == RUBRIC
    assert rubrics.change(work, scene.stage.id, RUBRIC).number == 2
    with pytest.raises(NothingToAdopt):
        rubrics.adopt(work, scene.stage.id)


@pytest.mark.parametrize(
    "deed", [rubrics.change, rubrics.draft, lambda work, stage, _definition: rubrics.adopt(work, stage)]
)
def test_who_may(session, scene, deed):
    with pytest.raises(Forbidden):
        deed(work_of(session, scene.observer), scene.stage.id, RUBRIC)
    with pytest.raises(NotFound):
        deed(work_of(session, scene.stranger), scene.stage.id, RUBRIC)


def test_the_builder_adopts_refuses_and_removes(desk, session, scene):
    place = f"/manage/calls/{scene.call.slug}/rubric"
    assert desk.post(f"{place}/adopt").status_code == 409
    calls.publish(work_of(session, scene.manager), scene.call.id)
    session.commit()
    assert desk.post(f"{place}/remove", data={"key": "team"}).status_code == 303
    assert queries.get_stage(work_of(session, scene.manager), scene.stage.id).rubric == RUBRIC
    assert desk.post(f"{place}/adopt").status_code == 303
    session.expire_all()
    rubric = queries.get_stage(work_of(session, scene.manager), scene.stage.id).rubric
    assert rubric is not None
    assert [one["key"] for one in rubric["criteria"]] == ["value"]
