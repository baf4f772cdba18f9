"""Deeds on programmes, calls, stages, forms and rubrics."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.calls import queries
from app.calls.errors import AlreadyPublished, BadDefinition, NothingToAdopt, NotReady
from app.calls.rules import publishing
from app.calls.service import calls, forms, programmes, references, rubrics, stages
from app.identity.models import Person, RoleGrant
from app.kernel import principals
from app.kernel.errors import Forbidden, Invalid, NotFound, Stale
from app.kernel.events import EventRecord
from app.kernel.principals import Anonymous
from tests.calls.conftest import FORM, NOW, RUBRIC, facts, work_of


def names(session, subject_id):
    found = session.execute(
        select(EventRecord.name).where(EventRecord.subject_id == subject_id).order_by(EventRecord.id)
    )
    return [row.name for row in found]


def test_publishing_needs_everything(session, scene):
    work = work_of(session, scene.manager)
    bare = calls.create(
        work, programme_id=scene.programme_id, slug="bare-call", prefix="BAR", year=2027,
        facts=facts(summary={}, eligibility={}, process={}, opens_at=None, closes_at=NOW - timedelta(1)),
    )  # fmt: skip
    with pytest.raises(NotReady) as refused:
        calls.publish(work, bare.id)
    assert [gap.code for gap in refused.value.gaps] == [
        "no_summary", "no_eligibility", "no_process", "no_opens_at", "closes_in_the_past", "no_stages",
    ]  # fmt: skip
    stages.add(work, bare.id, name={"en": "One"})
    assert queries.find_gaps(work, bare)[-2:] == [
        publishing.Gap("form_unfinished", 1), publishing.Gap("rubric_unfinished", 1),
    ]  # fmt: skip


def test_a_call_is_published_once(session, scene):
    work = work_of(session, scene.manager)
    assert calls.publish(work, scene.call.id).published_at == NOW
    with pytest.raises(AlreadyPublished):
        calls.publish(work, scene.call.id)
    session.flush()
    assert names(session, scene.call.id) == ["call.created", "call.changed", "call.published"]


def test_only_managers_change_a_call(session, scene):
    with pytest.raises(Forbidden):
        calls.change(work_of(session, scene.observer), scene.call.id, facts())
    with pytest.raises(NotFound):
        calls.change(work_of(session, scene.stranger), scene.call.id, facts())
    calls.publish(work_of(session, scene.manager), scene.call.id)
    with pytest.raises(Forbidden):
        calls.change(work_of(session, scene.stranger), scene.call.id, facts())
    with pytest.raises(Forbidden):
        programmes.create(work_of(session, scene.stranger), slug="other", name={"en": "Other"}, summary={})


def test_whoever_creates_a_programme_manages_it(session):
    creator = Person(name="Ada Example", sort_key="ada example", created_at=NOW)
    session.add(creator)
    session.flush()
    administrator = principals.Person(id=creator.id, roles=frozenset({("administrator", None)}))
    programme = programmes.create(work_of(session, administrator), slug="new-line", name={"en": "New"}, summary={})
    session.flush()
    found = session.execute(select(RoleGrant.role, RoleGrant.scope_id).where(RoleGrant.person_id == creator.id)).all()
    assert [tuple(row) for row in found] == [("manager", programme.id)]


def test_a_change_says_what_changed_and_refuses_a_lost_update(session, scene):
    work = work_of(session, scene.manager)
    moved = facts(closes_at=NOW + timedelta(days=30))
    assert calls.change(work, scene.call.id, moved, expected_version=1).version == 2
    with pytest.raises(Stale):
        calls.change(work, scene.call.id, facts(), expected_version=1)
    session.flush()
    told = session.scalars(
        select(EventRecord).where(EventRecord.subject_id == scene.call.id).order_by(EventRecord.id)
    ).all()
    assert told[-1].facts["changed"] == ["closes_at"]


def test_addresses_and_numbers_are_unique(session, scene):
    work = work_of(session, scene.manager)
    same = {"programme_id": scene.programme_id, "facts": facts(), "year": 2027}
    with pytest.raises(Invalid) as refused:
        calls.create(work, slug="first-round-of-tests", prefix="NEW", **same)
    assert refused.value.fields == {"slug": "slug_taken"}
    with pytest.raises(Invalid) as refused:
        calls.create(work, slug="another-round", prefix="TST", **same)
    assert refused.value.fields == {"prefix": "prefix_taken"}


def test_references_are_numbered_without_gaps(session, scene):
    work = work_of(session, scene.manager)
    assert references.take_reference(work, scene.call.id) == "TST-2027-0001"
    assert references.take_references(work, scene.call.id, 2) == ["TST-2027-0002", "TST-2027-0003"]
    with pytest.raises(Forbidden):
        references.take_reference(work_of(session, Anonymous()), scene.call.id)


def test_a_draft_keeps_one_version_and_a_public_call_makes_new_ones(session, scene):
    work = work_of(session, scene.manager)
    assert forms.change(work, scene.stage.id, FORM).number == 1
    calls.publish(work, scene.call.id)
    longer = {"sections": [*FORM["sections"], {"key": "more", "title": {"en": "More"}, "questions": []}]}
    assert forms.draft(work, scene.stage.id, longer).number == 2
    assert queries.get_stage(work, scene.stage.id).form_version == 1
    with pytest.raises(BadDefinition):
        forms.adopt(work, scene.stage.id)
    assert forms.change(work, scene.stage.id, FORM).number == 2
    sheet = queries.get_stage(work, scene.stage.id)
    assert (sheet.form_version, sheet.form) == (2, FORM)
    assert sheet.schema is not None
    assert sheet.schema["required"] == ["summary"]
    with pytest.raises(NothingToAdopt):
        forms.adopt(work, scene.stage.id)


def test_a_working_copy_of_a_rubric_waits(session, scene):
    work = work_of(session, scene.manager)
    calls.publish(work, scene.call.id)
    heavier = RUBRIC | {"criteria": [RUBRIC["criteria"][0] | {"weight": "70"}, RUBRIC["criteria"][1]]}
    rubrics.draft(work, scene.stage.id, heavier)
    assert queries.get_stage(work, scene.stage.id).rubric == RUBRIC
    with pytest.raises(NotFound):
        queries.get_rubric_version(work_of(session, scene.stranger), scene.stage.id, 2)
    rubrics.adopt(work, scene.stage.id)
    assert queries.get_stage(work, scene.stage.id).rubric == heavier


def test_a_broken_definition_is_refused(session, scene):
    work = work_of(session, scene.manager)
    with pytest.raises(BadDefinition) as refused:
        forms.change(work, scene.stage.id, {"sections": []})
    assert [problem.code for problem in refused.value.problems] == ["no_sections"]
    with pytest.raises(BadDefinition):
        forms.draft(work, scene.stage.id, {"sections": "all"} | {"sections": [{"key": "!"}]})
