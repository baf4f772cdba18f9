"""Sending an application: complete, in time, and kept for good."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.applications import policy, queries
from app.applications.errors import Incomplete
from app.applications.events import ApplicationSubmitted
from app.applications.models import Application, Submission
from app.applications.queries.indexing import Sent
from app.applications.rules import names, receipts, states
from app.applications.rules.indexing import Facts
from app.applications.service import indexing
from app.applications.types import Entry, State
from app.calls.rules import dates, forms
from app.kernel import clock
from app.kernel.access import authorize
from app.kernel.work import Work


def submit(work: Work, application_id: UUID) -> queries.SubmissionRow:
    """Send what the drafts hold. May be repeated until the deadline: the last complete version counts.

    The deadline is compared with the database's clock after the lock is held, in this transaction.
    Content that was sent already gives the submission there is. Raises DeadlinePassed, Forbidden,
    Incomplete with every problem.
    """
    application = queries.lock(work, application_id)
    entry, now = queries.get_entry(work, application_id), clock.database(work.session)
    dates.check_open(entry.opens_at, entry.closes_at, now)
    ruling = policy.can_submit(work.actor, entry, now)
    authorize(ruling)
    content = _complete_content(work, entry)
    digest = receipts.sha256(content)
    before = queries.latest_submission(work, application_id, entry.stage_id)
    if before is not None and before.sha256 == digest and entry.state == State.SUBMITTED:
        return before
    work.now = now
    number = before.number + 1 if before else 1
    sent = _kept(work, application, entry, content=content, digest=digest, number=number)
    indexing.put(work, ruling, [_indexable(work, application, entry, sent)])
    return sent


def _indexable(work: Work, application: Application, entry: Entry, sent: queries.SubmissionRow) -> Sent:
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    facts = Facts(
        call_id=entry.call_id,
        reference=entry.reference,
        title=application.title,
        locale=entry.locale,
        sent_at=sent.submitted_at,
        organisation=entry.organisation,
        country=entry.country,
    )
    return Sent(entry.id, sent.id, definition, sent.content["answers"], facts)


def _complete_content(work: Work, entry: Entry) -> dict[str, Any]:
    definition, answers, problems = queries.check_drafts(work, entry)
    if problems:
        raise Incomplete(problems)
    named = {one for question in _files(definition) for one in answers.get(question["key"], ())}
    attached = [
        receipts.AttachedFile(question=file.question, name=file.name, sha256=file.sha256, size=file.size)
        for file in queries.list_files(work, entry.id)
        if str(file.id) in named
    ]
    return receipts.submission_content(
        call=entry.call_slug,
        stage=str(entry.stage_id),
        form_version=entry.form_version,
        answers=forms.drop_unanswered(answers),
        attachments=attached,
    )


def _files(definition: forms.Definition) -> list[forms.Question]:
    return [question for question in forms.questions(definition) if question["type"] == "file"]


def _title(work: Work, entry: Entry, answers: Mapping[str, Any]) -> str:
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    return names.title_of(definition, None, answers, entry.title) or entry.reference


def _kept(
    work: Work, application: Application, entry: Entry, *, content: Mapping[str, Any], digest: str, number: int
) -> queries.SubmissionRow:
    submission = Submission(
        application_id=entry.id,
        stage_id=entry.stage_id,
        number=number,
        form_version=entry.form_version,
        content=dict(content),
        sha256=digest,
        submitted_at=work.now,
        submitted_by=work.actor.id,
    )
    work.session.add(submission)
    application.title = _title(work, entry, content["answers"])
    application.state = states.move(State(application.state), State.SUBMITTED)
    application.submitted_at = application.changed_at = work.now
    application.version += 1
    work.session.flush()
    event = ApplicationSubmitted(subject_id=entry.id, call_id=entry.call_id, submission_id=submission.id, number=number)
    work.emit(event)
    return queries.SubmissionRow(
        submission.id, entry.id, entry.stage_id, number, entry.form_version, content, digest, work.now, work.actor.id
    )
