"""What a reviewer reads of an application: words, files to open, and nothing of who applies where it is blind."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.applications.models import Attachment, Submission
from tests.applications.conftest import PROJECT, TEAM
from tests.reviews.scenes import Reviewed, Scene

Browser = Callable[..., TestClient]
HIDDEN = "https://who.example.org/"


@pytest.fixture
def file(scene: Scene, reviewed: Reviewed) -> Attachment:
    """A file that was sent with the first application, beside an answer that says who applies."""
    facts: dict[str, Any] = {"name": "Plan of Awa.pdf", "media_type": "application/pdf", "size": 2048}
    made: Attachment = scene.add(
        Attachment(
            application_id=reviewed.first.id, question="plan", sha256="cd" * 32, key="cd/cd", uploaded_at=scene.now,
            **facts,
        )
    )  # fmt: skip
    sent = scene.session.query(Submission).filter_by(application_id=reviewed.first.id).one()
    answers = {**PROJECT, **TEAM, "site": HIDDEN, "start": "2027-03-01", "plan": [str(made.id)]}
    sent.content = {"answers": answers, "attachments": [{"question": "plan", "sha256": "cd" * 32, **facts}]}
    scene.session.flush()
    return made


def test_answers_are_in_words_and_files_can_be_opened(reviewed: Reviewed, file: Attachment, client_as: Browser) -> None:
    page = client_as(reviewed.reviewer).get(f"/reviews/{reviewed.mine.id}")
    assert page.status_code == 200, page.text[:500]
    link = f'href="/applications/{reviewed.first.reference}/files/{file.id}">Plan of Awa.pdf</a>'
    seen = [each in page.text for each in (link, "1 March 2027", "2,500", "France", HIDDEN)]
    assert seen == [True] * 5


def test_a_blind_stage_hides_who_applies(
    scene: Scene, reviewed: Reviewed, file: Attachment, client_as: Browser
) -> None:
    scene.stage.policy = {"blind": True}
    scene.session.flush()
    page = client_as(reviewed.reviewer).get(f"/reviews/{reviewed.mine.id}")
    seen = [each in page.text for each in (f"/files/{file.id}", "Awa.pdf", HIDDEN)]
    assert (page.status_code, seen) == (200, [True, False, False])
