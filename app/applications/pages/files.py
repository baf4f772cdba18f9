"""Files given as answers: up to the store in chunks, and down as downloads that cannot run."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from app.applications import policy, queries
from app.applications.errors import DraftStale, FileRefused
from app.applications.gateways import intake
from app.applications.pages import asked, clashes
from app.applications.pages.common import own, router, signed, snapshot
from app.applications.pages.sections import not_saved, section_page
from app.applications.rules import readable
from app.applications.service import attachments, drafts
from app.applications.types import Entry, File, Sight
from app.calls.errors import DeadlinePassed
from app.calls.rules import forms
from app.calls.rules.problems import Problem
from app.kernel import limits
from app.kernel.errors import Forbidden, NotFound
from app.kernel.http import answers
from app.kernel.http.answers import Html, Json
from app.kernel.http.deps import Form, Opener, Opening, Posted, Request, Writing, site
from app.kernel.http.proxies import client_address
from app.kernel.http.routing import slow
from app.kernel.work import Work

PER_HOUR = 60
INERT = "default-src 'none'; sandbox"


@router.post("/applications/{reference}/sections/{key}/files")
@slow
def file_upload(opening: Opening, request: Request, form: Form, reference: str, key: str) -> Html | Json | Response:
    """Save the section as typed, then take the chosen file: checked, stored, and only then counted."""
    question = form.text("upload")
    with signed(opening).writing() as work:
        _count(work, request)
        entry = own(work, reference)
        clash = _keep_typed(work, entry, key, form)
    if clash is not None:
        return clash
    try:
        _take(opening, entry, question, form.files(question))
    except FileRefused as refusal:
        return _refused(opening, reference, key, refusal.problem)
    return answers.redirect(f"/applications/{reference}/sections/{key}", note="file_added", fragment=question)


@router.post("/applications/{reference}/sections/{key}/files/remove")
def file_remove(work: Writing, form: Form, reference: str, key: str) -> Html | Json | Response:
    """Save the section as typed, then take a file out of it."""
    entry = own(work, reference)
    clash = _keep_typed(work, entry, key, form)
    if clash is not None:
        return clash
    attachments.remove(work, entry.id, _file_id(form.text("remove")))
    return answers.redirect(f"/applications/{reference}/sections/{key}", note="file_removed")


@router.get("/applications/{reference}/files/{file_id}")
@slow
def file_download(opening: Opening, request: Request, reference: str, file_id: UUID) -> Response:
    """The bytes, to whoever may read the answer they belong to; always a download."""
    with signed(opening).reading() as work:
        file, name = _readable_file(work, reference, file_id)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-length": str(file.size),
        "content-security-policy": INERT,
        "cache-control": "private, no-store",
    }
    return StreamingResponse(site(request).store.read(file.key), media_type=file.media_type, headers=headers)


def _file_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _count(work: Work, request: Request) -> None:
    limits.count(work.session, "upload", str(work.actor.id), limit=PER_HOUR, seconds=3600)
    address = client_address(request, site(request).settings)
    limits.count(work.session, "upload", address, limit=PER_HOUR * 10, seconds=3600)


def _keep_typed(work: Work, entry: Entry, key: str, form: Posted) -> Html | Json | None:
    """Save what stands in the other fields; the page of the clash where somebody else saved meanwhile."""
    section = asked.section_of(work, entry, key)
    typed = asked.read_section(work, entry, section, form)
    try:
        drafts.save(work, entry.id, key, typed, asked.version_of(form), base=asked.base_of(form))
    except DraftStale as clash:
        return clashes.clashed(work, entry, section, clash)
    except (DeadlinePassed, Forbidden) as refusal:
        return not_saved(work, entry, section, typed, refusal)
    return None


def _take(opening: Opener, entry: Entry, question: str, given: list[UploadFile]) -> None:
    if not given:
        raise FileRefused(Problem(question, "no_file"))
    chosen = given[0]
    intake.take(opening, entry.id, question, chosen.filename or "", _on_disk(chosen))


def _on_disk(upload: UploadFile) -> BinaryIO:
    """The file under the upload, where another process can read it: what is small is kept in memory at first."""
    file = upload.file
    if isinstance(file, SpooledTemporaryFile):
        file.rollover()
    return file


def _refused(opening: Opener, reference: str, key: str, problem: Problem) -> Html:
    with opening.reading() as work:
        entry = own(work, reference)
        draft = queries.get_draft(work, entry, key)
        section = asked.section_of(work, entry, key)
        status = 413 if problem.code == "file_too_large" else 422
        return section_page(
            work, entry, section, draft.answers, problems=[problem], version=draft.version, status=status
        )


def _readable_file(work: Work, reference: str, file_id: UUID) -> tuple[File, str]:
    """The file and the name to give it. Outside the team only what was sent, and only for the reader's sight."""
    entry = queries.get_by_reference(work, reference)
    file = queries.get_file(work, entry.id, file_id)
    sight = policy.sight_of(work.actor, entry, blind=readable.is_blind(entry.stage_policy))
    if sight == Sight.TEAM:
        return file, file.name
    sent = snapshot(queries.latest_submission(work, entry.id))["answers"].get(file.question, [])
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    question = next((one for one in forms.questions(definition) if one["key"] == file.question), None)
    if str(file_id) not in sent or question is None or not readable.is_seen(question, sight):
        raise NotFound
    return file, readable.blind_name(file.question, file.name) if sight == Sight.BLIND else file.name
