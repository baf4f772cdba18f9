"""Drafts keep every word; a submission is complete, in time, once and for good."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.applications import queries
from app.applications.errors import DraftStale, Incomplete, WrongState
from app.applications.models import Application, Member, Submission
from app.applications.rules import receipts
from app.applications.service import applications, drafts, submissions, withdrawals
from app.calls.errors import CallNotOpen, DeadlinePassed
from app.calls.models import FormVersion
from app.calls.rules import forms
from app.kernel import work as works
from app.kernel.db import connect
from app.kernel.errors import Forbidden, NotFound
from app.kernel.events import EventRecord
from app.kernel.principals import Client
from tests.applications.conftest import PROJECT, TEAM, Scene


def events(scene: Scene, application_id: UUID) -> list[str]:
    """What happened to the application, in order."""
    scene.session.flush()
    found = select(EventRecord.name).where(EventRecord.subject_id == application_id).order_by(EventRecord.id)
    return list(scene.session.scalars(found))


@pytest.fixture
def lead(scene: Scene):
    return scene.person("Lea")


@pytest.fixture
def complete(scene: Scene, lead) -> Application:
    """A draft with every required answer."""
    application = scene.application((lead, "lead"))
    drafts.save(scene.work(lead), application.id, "project", PROJECT, 0)
    drafts.save(scene.work(lead), application.id, "team", TEAM, 0)
    return application


def test_starting_gives_a_reference_and_a_lead(scene, lead) -> None:
    reference = applications.start(scene.work(lead), scene.call.slug, locale="fr")
    entry = queries.get_by_reference(scene.work(lead), reference)
    assert (entry.reference, entry.role, entry.state, entry.locale) == (
        f"{scene.call.prefix}-2026-0001",
        "lead",
        "draft",
        "fr",
    )
    assert events(scene, entry.id) == ["application.started"]


def test_starting_twice_gives_the_untouched_draft_again(scene, lead) -> None:
    first = applications.start(scene.work(lead), scene.call.slug)
    assert applications.start(scene.work(lead), scene.call.slug) == first
    entry = queries.get_by_reference(scene.work(lead), first)
    drafts.save(scene.work(lead), entry.id, "team", TEAM, 0)
    assert applications.start(scene.work(lead), scene.call.slug) != first


def test_a_call_takes_applications_only_while_it_is_open(scene, lead) -> None:
    day = timedelta(days=1)
    for times, refusal in (
        ({"opens_at": scene.now + day}, CallNotOpen),
        ({"opens_at": scene.now - 2 * day, "closes_at": scene.now - day}, DeadlinePassed),
        ({"published_at": None}, NotFound),
        ({"cancelled_at": scene.now}, NotFound),
    ):
        with pytest.raises(refusal):
            applications.start(scene.work(lead), scene.make_call(**times).slug)


def test_a_draft_takes_whatever_is_typed(scene, lead) -> None:
    application = scene.application((lead, "lead"))
    typed = {"title": "W\x00ells", "about": "word " * 20, "people": "many", "unknown": 1, "plan": ["x"]}
    saved = drafts.save(scene.work(lead), application.id, "project", typed, 0)
    assert [problem.code for problem in saved.problems] == ["too_many_words", "not_a_number"]
    draft = queries.get_draft(scene.work(lead), queries.get_entry(scene.work(lead), application.id), "project")
    assert draft.answers == {"title": "Wells", "about": "word " * 20, "people": "many"}
    assert (draft.version, draft.saved_by, application.title) == (1, lead.id, "Wells")


def test_a_clash_carries_both_texts_and_changes_nothing(scene, lead) -> None:
    other = scene.person("Ed")
    application = scene.application((lead, "lead"), (other, "editor"))
    drafts.save(scene.work(other), application.id, "project", {"title": "Theirs"}, 0)
    with pytest.raises(DraftStale) as caught:
        drafts.save(scene.work(lead), application.id, "project", {"title": "Mine"}, 0)
    assert (caught.value.mine, caught.value.theirs) == ({"title": "Mine"}, {"title": "Theirs"})
    assert (
        drafts.save(scene.work(lead), application.id, "project", {"title": "Mine"}, caught.value.version).version == 2
    )


def test_the_same_save_twice_is_one(scene, lead) -> None:
    application = scene.application((lead, "lead"))
    for _ in range(2):
        assert drafts.save(scene.work(lead), application.id, "project", PROJECT, 0).version == 1


def test_files_of_others_are_not_taken_as_answers(scene, lead) -> None:
    application = scene.application((lead, "lead"))
    foreign = ["0198c0de-0000-7000-8000-000000000000"]
    drafts.save(scene.work(lead), application.id, "team", {**TEAM, "plan": foreign}, 0)
    entry = queries.get_entry(scene.work(lead), application.id)
    assert queries.get_draft(scene.work(lead), entry, "team").answers == TEAM


def test_submitting_keeps_the_content_and_its_digest(scene, lead, complete) -> None:
    sent = submissions.submit(scene.work(lead), complete.id)
    assert sent.content == {
        "answers": {**PROJECT, **TEAM},
        "attachments": [],
        "call": scene.call.slug,
        "form_version": 1,
        "stage": str(scene.stage.id),
    }
    assert sent.sha256 == receipts.sha256(sent.content)
    assert (sent.number, complete.state, complete.submitted_at) == (1, "submitted", sent.submitted_at)
    assert queries.latest_submission(scene.work(lead), complete.id) == sent
    assert events(scene, complete.id) == ["application.submitted"]


def test_a_double_click_is_one_submission_and_a_change_another(scene, lead, complete) -> None:
    first = submissions.submit(scene.work(lead), complete.id)
    assert submissions.submit(scene.work(lead), complete.id) == first
    drafts.save(scene.work(lead), complete.id, "project", {**PROJECT, "title": "Springs"}, 1)
    second = submissions.submit(scene.work(lead), complete.id)
    assert (second.number, second.content["answers"]["title"]) == (2, "Springs")
    assert second.sha256 != first.sha256
    assert events(scene, complete.id) == ["application.submitted"] * 2


def test_the_title_others_read_is_of_what_was_sent(scene, lead, complete) -> None:
    submissions.submit(scene.work(lead), complete.id)
    drafts.save(scene.work(lead), complete.id, "project", {**PROJECT, "title": "Not sent yet"}, 1)
    assert complete.title == "Wells"
    submissions.submit(scene.work(lead), complete.id)
    assert complete.title == "Not sent yet"


def test_a_name_hidden_from_reviewers_is_no_title_but_the_reference_is(scene, lead) -> None:
    hidden = [{"key": "body", "type": "short_text", "label": {"en": "Organisation"}, "blind_hidden": True}]
    definition = {"sections": [{"key": "who", "title": {"en": "Who"}, "questions": hidden}]}
    schema = forms.compile_schema(definition, title="Form")
    form = FormVersion(stage_id=scene.stage.id, number=2, definition=definition, schema=schema, created_at=scene.now)
    scene.add(form)
    scene.stage.form_version = 2
    application = scene.application((lead, "lead"), title="")
    drafts.save(scene.work(lead), application.id, "who", {"body": "Atelier Awa"}, 0)
    assert application.title == ""
    submissions.submit(scene.work(lead), application.id)
    assert application.title == application.reference


def test_an_incomplete_application_is_not_sent(scene, lead) -> None:
    application = scene.application((lead, "lead"))
    with pytest.raises(Incomplete) as caught:
        submissions.submit(scene.work(lead), application.id)
    assert [problem.question for problem in caught.value.problems] == ["title", "about", "country"]
    assert (application.state, events(scene, application.id)) == ("draft", [])


def test_a_late_one_keeps_its_draft(scene, lead, complete) -> None:
    scene.call.opens_at, scene.call.closes_at = scene.now - timedelta(days=2), scene.now - timedelta(seconds=1)
    scene.session.flush()
    with pytest.raises(DeadlinePassed):
        submissions.submit(scene.work(lead), complete.id)
    with pytest.raises(DeadlinePassed):
        drafts.save(scene.work(lead), complete.id, "project", {}, 1)
    entry = queries.get_entry(scene.work(lead), complete.id)
    assert queries.get_draft(scene.work(lead), entry, "project").answers == PROJECT
    assert complete.state == "draft"


def test_the_deadline_is_the_databases_and_not_the_works(scene, lead, complete) -> None:
    work = scene.work(lead)
    scene.call.closes_at = work.now + timedelta(milliseconds=150)
    scene.session.flush()
    scene.session.execute(text("SELECT pg_sleep(0.3)"))
    with pytest.raises(DeadlinePassed):
        submissions.submit(work, complete.id)


def test_viewers_managers_and_strangers_do_not_submit(scene, complete) -> None:
    viewer = scene.person("Vi")
    complete.state, complete.submitted_at = "submitted", scene.now
    scene.add(Member(application_id=complete.id, person_id=viewer.id, role="viewer", joined_at=scene.now))
    for actor, refusal in ((viewer, Forbidden), (scene.manager(), Forbidden), (scene.person("Eve"), NotFound)):
        with pytest.raises(refusal):
            submissions.submit(scene.work(actor), complete.id)
        with pytest.raises(refusal):
            drafts.save(scene.work(actor), complete.id, "project", {}, 1)


def test_a_client_applies_for_its_organisation(scene) -> None:
    scopes = frozenset({"applications:read", "applications:write"})
    client = Client(id=scene.person().id, organisation_id=scene.organisation().id, scopes=scopes)
    reference = applications.start(scene.work(client), scene.call.slug)
    entry = queries.get_by_reference(scene.work(client), reference)
    drafts.save(scene.work(client), entry.id, "project", PROJECT, 0)
    drafts.save(scene.work(client), entry.id, "team", TEAM, 0)
    assert submissions.submit(scene.work(client), entry.id).number == 1
    assert queries.get_entry(scene.work(client), entry.id).organisation == "Org"


def test_withdrawing_and_undoing(scene, lead, complete) -> None:
    submissions.submit(scene.work(lead), complete.id)
    withdrawals.withdraw(scene.work(lead), complete.id)
    assert complete.state == "withdrawn"
    with pytest.raises(Forbidden):
        submissions.submit(scene.work(lead), complete.id)
    withdrawals.undo(scene.work(lead), complete.id)
    assert complete.state == "submitted"
    names = ["application.submitted", "application.withdrawn", "application.withdrawal_undone"]
    assert events(scene, complete.id) == names


def test_a_decided_application_is_not_withdrawn(scene, lead, complete) -> None:
    complete.state = "accepted"
    with pytest.raises(Forbidden):
        withdrawals.withdraw(scene.work(lead), complete.id)
    assert WrongState.code == "wrong_state"


@pytest.mark.slow
def test_eight_clicks_at_once_are_one_submission(fresh_addresses) -> None:
    database = connect(fresh_addresses.app, pool_size=9, application_name="tests")
    with database.writing() as session:
        scene = Scene(session)
        lead = scene.person("Lea")
        application_id = scene.application((lead, "lead")).id
        drafts.save(scene.work(lead), application_id, "project", PROJECT, 0)
        drafts.save(scene.work(lead), application_id, "team", TEAM, 0)
        session.commit()
    numbers: list[int] = []

    def click() -> None:
        with works.writing(database, works.acting_as(lead)) as work:
            numbers.append(submissions.submit(work, application_id).number)

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.query(Submission).filter_by(application_id=application_id).count() == 1
    assert numbers == [1] * 8
    database.dispose()
