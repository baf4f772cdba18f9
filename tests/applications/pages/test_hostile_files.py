"""The hostile files, given through the page: each is refused in words, or kept where it can do nothing."""

import html
import io

from sqlalchemy import select

from app.applications import forms as words
from app.applications.models import Attachment
from tests.applications.conftest import Scene
from tests.kernel.inspection import hostile

INERT = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
}


def sentence(code: str) -> str:
    """What a refusal says, up to its first number."""
    shown = {"wrong_file_type": "Choose a PDF, Word"}.get(code, words.PROBLEMS[code])
    return shown.partition("%")[0]


def test_each_is_refused_in_words_or_kept_inert(scene: Scene, client_as) -> None:
    """And what was typed beside it is saved, whatever the file is."""
    assert len(hostile.CASES) >= 50
    wrong = []
    for case, (name, build, expected) in hostile.CASES.items():
        lead = scene.person("Lea")
        reference = scene.application((lead, "lead")).reference
        client, content = client_as(lead), build()
        address = f"/applications/{reference}/sections/team"
        typed = {"upload": "plan", "country": "FR", "version": "0"}
        answer = client.post(f"{address}/files", data=typed, files={"plan": (name, io.BytesIO(content))})
        kept = scene.session.scalars(select(Attachment).where(Attachment.uploaded_by == lead.id)).all()
        if expected == hostile.STORED:
            down = client.get(f"/applications/{reference}/files/{kept[0].id}") if kept else None
            is_right = answer.status_code == 303 and down is not None and is_inert(down, content)
        else:
            is_right = answer.status_code == 422 and sentence(expected) in html.unescape(answer.text) and not kept
        if not is_right or 'value="FR" selected' not in client.get(address).text:
            wrong.append(case)
    assert wrong == []


def is_inert(down, content: bytes) -> bool:
    """Whether a download is the file to the letter, and nothing a browser would run."""
    is_download = down.headers["content-disposition"].startswith("attachment;")
    return is_download and down.content == content and {name: down.headers[name] for name in INERT} == INERT
