"""Files given as answers: which are taken, and what their coming and going does to the draft."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.applications import queries
from app.applications.errors import FileRefused
from app.applications.models import Attachment
from app.applications.service import attachments, drafts
from app.applications.types import NewFile
from app.calls.errors import CallNotOpen, DeadlinePassed
from app.kernel.errors import Forbidden, NotFound
from app.kernel.events import EventRecord
from app.kernel.ids import new_id
from tests.applications.conftest import TEAM, Scene

PDF = "application/pdf"


@pytest.fixture
def lead(scene: Scene):
    return scene.person("Lea")


@pytest.fixture
def application(scene: Scene, lead):
    return scene.application((lead, "lead"))


def add(scene: Scene, actor, application, content: bytes = b"plan", **given):
    told = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    new = NewFile(**({"name": "plan.pdf", "media_type": PDF} | told | given))
    return attachments.add(scene.work(actor), application.id, "plan", new)


def answers(scene: Scene, actor, application):
    work = scene.work(actor)
    return queries.get_draft(work, queries.get_entry(work, application.id), "team").answers


def test_a_file_is_an_answer_beside_the_others(scene, lead, application) -> None:
    drafts.save(scene.work(lead), application.id, "team", TEAM, 0)
    first, second = add(scene, lead, application), add(scene, lead, application, b"other")
    assert answers(scene, lead, application) == {**TEAM, "plan": [str(first), str(second)]}
    with pytest.raises(FileRefused) as caught:
        add(scene, lead, application, b"third")
    assert (caught.value.problem.code, caught.value.problem.parameters) == ("too_many_files", {"max": 2})
    assert attachments.remove(scene.work(lead), application.id, first) == "team"
    assert answers(scene, lead, application) == {**TEAM, "plan": [str(second)]}
    attachments.remove(scene.work(lead), application.id, second)
    assert answers(scene, lead, application) == TEAM
    with pytest.raises(NotFound):
        attachments.remove(scene.work(lead), application.id, second)
    scene.session.flush()
    names = list(scene.session.scalars(select(EventRecord.name).order_by(EventRecord.id)))
    assert names == ["attachment.added", "attachment.added", "attachment.removed", "attachment.removed"]


@pytest.mark.parametrize(
    ("media_type", "size", "code"),
    [(None, 10, "wrong_file_type"), (PDF, 1_000_001, "file_too_large"), (PDF, 1_000_000, None)],
)
def test_what_is_taken(scene, lead, application, media_type, size, code) -> None:
    if code is None:
        assert attachments.check(scene.work(lead), application.id, "plan", media_type, size) == "team"
        return
    with pytest.raises(FileRefused) as caught:
        attachments.check(scene.work(lead), application.id, "plan", media_type, size)
    assert caught.value.problem.code == code


@pytest.mark.parametrize("question", ["title", "nothing", ""])
def test_only_a_question_for_files_takes_files(scene, lead, application, question) -> None:
    with pytest.raises(NotFound):
        attachments.check(scene.work(lead), application.id, question, PDF, 1)


def test_who_may_and_when(scene, lead, application) -> None:
    file = add(scene, lead, application)
    viewer = scene.person("Vi")
    application.state, application.submitted_at = "submitted", scene.now
    scene.session.flush()
    for actor, refusal in ((scene.manager(), Forbidden), (viewer, NotFound)):
        with pytest.raises(refusal):
            add(scene, actor, application)
        with pytest.raises(refusal):
            attachments.check(scene.work(actor), application.id, "plan", PDF, 1)
        with pytest.raises(refusal):
            attachments.remove(scene.work(actor), application.id, file)
    day = timedelta(days=1)
    for opens, closes, refused in (
        (scene.now - 2 * day, scene.now - day, DeadlinePassed),
        (scene.now + day, scene.now + 2 * day, CallNotOpen),
    ):
        scene.call.opens_at, scene.call.closes_at = opens, closes
        scene.session.flush()
        with pytest.raises(refused):
            attachments.remove(scene.work(lead), application.id, file)
        with pytest.raises(refused):
            attachments.check(scene.work(lead), application.id, "plan", PDF, 1)


def test_a_file_is_taken_out_of_its_own_application_only(scene, lead, application) -> None:
    other = scene.application((lead, "lead"), title="Other")
    file = add(scene, lead, application)
    for wrong in (file, new_id()):
        with pytest.raises(NotFound):
            attachments.remove(scene.work(lead), other.id, wrong)
    assert scene.session.get_one(Attachment, file).removed_at is None


def test_a_file_that_is_not_there_is_not_found(scene, lead, application) -> None:
    file = add(scene, lead, application)
    work = scene.work(lead)
    assert queries.get_file(work, application.id, file).name == "plan.pdf"
    for where, which in ((new_id(), file), (application.id, new_id())):
        with pytest.raises(NotFound):
            queries.get_file(work, where, which)
