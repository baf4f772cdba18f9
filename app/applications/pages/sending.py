"""Check answers, submit, and the receipt."""

from typing import Any

from starlette.responses import Response

from app.applications import forms as words
from app.applications import gateways, policy, queries
from app.applications.errors import Incomplete
from app.applications.pages.common import file_facts, own, router
from app.applications.rules import readable, receipts
from app.applications.service import submissions
from app.applications.types import Entry, Sight
from app.calls.rules import forms
from app.calls.rules.texts import translate
from app.kernel import i18n
from app.kernel.errors import NotFound
from app.kernel.http import answers, rendering
from app.kernel.http.answers import Html
from app.kernel.http.deps import Request, SignedReading, Writing, site
from app.kernel.http.routing import slow
from app.kernel.work import Work


@router.get("/applications/{reference}/check")
def application_check(work: SignedReading, reference: str) -> Html:
    """Every answer with a way to change it, and what is still missing."""
    return _check_page(work, own(work, reference))


@router.post("/applications/{reference}/submit")
def application_submit(work: Writing, reference: str) -> Html | Response:
    """Send it; what is missing is shown on the page that checks."""
    entry = own(work, reference)
    try:
        submissions.submit(work, entry.id)
    except Incomplete:
        return _check_page(work, entry, status=422)
    return answers.redirect(f"/applications/{reference}/receipt")


@router.get("/applications/{reference}/receipt")
def application_receipt(work: SignedReading, reference: str) -> Html:
    """Reference, time and digest of what was sent."""
    entry, submission = _sent(work, reference)
    return answers.page(
        "applications/application_receipt.html",
        entry=entry,
        submission=submission,
        can_edit=policy.can_edit(work.actor, entry, work.now),
        now=work.now,
    )


@router.get("/applications/{reference}/receipt.pdf")
@slow
def application_receipt_pdf(work: SignedReading, request: Request, reference: str) -> Response:
    """The receipt as a PDF to keep."""
    entry, submission = _sent(work, reference)
    locale = rendering.locale_of(request, work.actor)
    with i18n.use(locale, getattr(work.actor, "zone", None) or ""):
        facts = _facts(entry, submission, locale, site(request).settings.operator_name)
    headers = {
        "content-disposition": f'attachment; filename="{entry.reference}-receipt-{submission.number}.pdf"',
        "cache-control": "private, no-store",
    }
    return Response(gateways.receipt_pdf(facts), media_type="application/pdf", headers=headers)


@router.get("/applications/{reference}/receipt.json")
def application_receipt_content(work: SignedReading, reference: str) -> Response:
    """What was sent, byte for byte as its SHA-256 was taken: `sha256sum` of the file gives the receipt's."""
    entry, submission = _sent(work, reference)
    headers = {
        "content-disposition": f'attachment; filename="{entry.reference}-submission-{submission.number}.json"',
        "cache-control": "private, no-store",
    }
    return Response(receipts.canonical(submission.content), media_type="application/json", headers=headers)


def _check_page(work: Work, entry: Entry, status: int = 200) -> Html:
    definition, given, problems = queries.check_drafts(work, entry)
    return answers.page(
        "applications/application_check.html",
        status=status,
        entry=entry,
        parts=readable.readable(definition, given, file_facts(work, entry), sight=Sight.TEAM),
        problems=_worded(definition, problems),
        is_refused=status != 200,
        can_submit=policy.can_submit(work.actor, entry, work.now),
        now=work.now,
    )


def _worded(definition: forms.Definition, problems: list[forms.Problem]) -> list[tuple[str, str, words.Labelled]]:
    """(section, field id, sentence) of each question with a problem."""
    found: dict[str, tuple[str, str, words.Labelled]] = {}
    for part in definition["sections"]:
        asked = {question["key"]: question for question in part["questions"]}
        for problem in (one for one in problems if one.question in asked):
            question = asked[problem.question]
            sentence = words.Labelled(question["label"], words.word(problem))
            found.setdefault(problem.question, (part["key"], words.field_id(question), sentence))
    return list(found.values())


def _sent(work: Work, reference: str) -> tuple[Entry, queries.SubmissionRow]:
    entry = own(work, reference)
    submission = queries.latest_submission(work, entry.id)
    if submission is None:
        raise NotFound
    return entry, submission


def _facts(entry: Entry, submission: queries.SubmissionRow, locale: str, issuer: str) -> dict[str, Any]:
    _ = i18n.gettext
    rows = [
        (_("Reference"), entry.reference),
        (_("Application"), entry.title or _("Untitled application")),
        (_("Call"), translate(entry.call_title, locale)[0]),
        (_("Version"), i18n.number(submission.number)),
        (_("Submitted"), i18n.datetime(submission.submitted_at)),
        ("SHA-256", submission.sha256),
    ]
    note = _("The SHA-256 is taken over the answers and files as sent. If they changed, it would change too.")
    direction = i18n.language(locale).direction
    return {"title": _("Receipt"), "lang": locale[:2], "dir": direction, "rows": rows, "note": note, "issuer": issuer}
