"""Applications, for programs that act for an organisation."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from app.applications import queries, schemas
from app.applications.service import applications, drafts, submissions
from app.applications.types import Entry
from app.calls.rules import forms
from app.kernel.errors import Invalid, NotFound
from app.kernel.http import api
from app.kernel.http.answers import Json
from app.kernel.http.deps import SignedReading, Writing
from app.kernel.http.routing import api_router
from app.kernel.work import Work

router = api_router(prefix="/applications", tags=["applications"])


@router.get("", response_model=api.Listing[schemas.ApplicationOut], responses=api.PROBLEMS)
def list_applications(work: SignedReading, request: Request, state: str = "", after: str = "") -> Json:
    """The organisation's applications, the newest first."""
    return api.many(request, queries.list_visible(work, state=state, after=after), schemas.ApplicationOut.of)


@router.post("", status_code=201, response_model=schemas.ApplicationDetail, responses=api.WRITE_PROBLEMS)
def create_application(work: Writing, request: Request, body: schemas.ApplicationIn) -> Json:
    """Begin an application for an open call."""
    entry = queries.get_by_reference(work, applications.start(work, body.call, locale=body.locale))
    _save(work, entry, body.answers)
    return _detail(work, request, entry.reference, status=201)


@router.get("/{reference}", response_model=schemas.ApplicationDetail, responses=api.PROBLEMS)
def get_application(work: SignedReading, request: Request, reference: str) -> Json:
    """One application with its answers."""
    return _detail(work, request, reference)


@router.patch("/{reference}", response_model=schemas.ApplicationDetail, responses=api.WRITE_PROBLEMS)
def change_application(work: Writing, request: Request, reference: str, body: schemas.AnswersIn) -> Json:
    """Change answers of a draft; send If-Match so that nobody's change is lost."""
    entry = queries.get_by_reference(work, reference)
    application = queries.lock(work, entry.id)
    api.check_match(request, api.tag(entry.id, application.version))
    _save(work, entry, body.answers)
    return _detail(work, request, reference)


@router.post("/{reference}/submit", response_model=schemas.SubmissionOut, responses=api.WRITE_PROBLEMS)
def submit_application(work: Writing, request: Request, reference: str) -> Json:
    """Send the application; until the deadline it may be sent again, and the last complete version counts.

    With If-Match only the version that was read is sent.
    """
    entry = queries.get_by_reference(work, reference)
    application = queries.lock(work, entry.id)
    api.check_match(request, api.tag(entry.id, application.version))
    sent = submissions.submit(work, entry.id)
    return Json(schemas.SubmissionOut.of(reference, sent))


@router.get("/{reference}/submission", response_model=schemas.SubmissionOut, responses=api.PROBLEMS)
def get_submission(work: SignedReading, request: Request, reference: str) -> Json:
    """What was sent last, whole, so that its SHA-256 can be taken again."""
    sent = queries.latest_submission(work, queries.get_by_reference(work, reference).id)
    if sent is None:
        raise NotFound
    return api.one(request, schemas.SubmissionOut.of(reference, sent), api.tag(sent.id, sent.number))


def _save(work: Work, entry: Entry, answers: Mapping[str, Any]) -> None:
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    _check(definition, answers)
    kept = queries.list_drafts(work, entry)
    for section in definition["sections"]:
        keys = {question["key"] for question in forms.questions(definition, section["key"])}
        given = {key: value for key, value in answers.items() if key in keys}
        if given:
            before = kept.get(section["key"])
            version = before.version if before else 0
            drafts.save(work, entry.id, section["key"], {**(before.answers if before else {}), **given}, version)


def _check(definition: forms.Definition, answers: Mapping[str, Any]) -> None:
    """Raise Invalid for what a draft could only drop: answers nobody asked for, files that are no list of ids."""
    types = {question["key"]: question["type"] for question in forms.questions(definition)}
    wrong = {key: "unknown_question" for key in answers if key not in types}
    for key in (key for key in answers if types.get(key) == "file" and answers[key] is not None):
        if not isinstance(answers[key], list) or not all(isinstance(one, str) for one in answers[key]):
            wrong[key] = "wrong_shape"
    if wrong:
        raise Invalid(**wrong)


def _detail(work: Work, request: Request, reference: str, *, status: int = 200) -> Json:
    entry = queries.get_by_reference(work, reference)
    _definition, answers, problems = queries.check_drafts(work, entry)
    sent = queries.latest_submission(work, entry.id)
    if sent is not None and not answers:
        answers, problems = dict(sent.content["answers"]), []
    body = schemas.ApplicationDetail(
        id=entry.id,
        reference=entry.reference,
        title=entry.title,
        state=entry.state,
        answers=answers,
        problems={problem.question: problem.code for problem in problems},
    )
    path = f"/api/v1/applications/{reference}"
    return api.one(
        request, body, api.tag(entry.id, entry.version), status=status, location=path if status == 201 else ""
    )
