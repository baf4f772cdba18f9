"""Files given as answers: checked before their bytes are kept, counted in the draft after."""

from uuid import UUID

from app.applications import policy, queries
from app.applications.errors import FileRefused
from app.applications.events import AttachmentAdded, AttachmentRemoved
from app.applications.models import Attachment
from app.applications.rules import names
from app.applications.rules.versions import How
from app.applications.service import drafts
from app.applications.types import Entry, NewFile
from app.calls.rules import dates, forms
from app.calls.rules.problems import Problem
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.files import key_of
from app.kernel.work import Work


def check(work: Work, application_id: UUID, question: str, media_type: str | None, size: int, *, pages: int = 0) -> str:
    """The section of the question, if such a file may be added to it now; nothing is changed.

    Raises FileRefused, DeadlinePassed, Forbidden, NotFound. `media_type` None: no kind we take; `pages` 0: it
    has none, or they were not counted yet.
    """
    entry = queries.get_entry(work, application_id)
    dates.check_open(entry.opens_at, entry.closes_at, work.now)
    authorize(policy.can_edit(work.actor, entry, work.now))
    section, asked = _asked(work, entry, question)
    problems = list(forms.check_file(asked, media_type=media_type or "", size=size, pages=pages))
    if media_type is None and not problems:
        problems = [Problem(question, "wrong_file_type", {"allowed": ""})]
    given = queries.get_draft(work, entry, section).answers.get(question, [])
    if len(given) >= asked.get("max_files", 1):
        problems = [Problem(question, "too_many_files", {"max": asked.get("max_files", 1)})]
    if problems:
        raise FileRefused(problems[0])
    return section


def add(work: Work, application_id: UUID, question: str, new: NewFile) -> UUID:
    """Count a file whose bytes are in the store under its digest; returns its id. Refuses as `check` does."""
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_edit(work.actor, entry, work.now))
    section = check(work, application_id, question, new.media_type, new.size, pages=new.facts.get("pages", 0))
    attachment = Attachment(
        application_id=application_id,
        question=question,
        name=names.clean_name(new.name),
        media_type=new.media_type,
        size=new.size,
        sha256=new.sha256,
        key=key_of(new.sha256),
        facts=dict(new.facts),
        uploaded_at=work.now,
        uploaded_by=work.actor.id,
    )
    work.session.add(attachment)
    work.session.flush()
    before = queries.get_draft(work, entry, section).answers
    given = [*before.get(question, []), str(attachment.id)]
    drafts.put(work, application, entry, section, {**before, question: given}, how=How.FILES)
    event = AttachmentAdded(
        subject_id=application_id, application_id=application_id, attachment_id=attachment.id, size=new.size
    )
    work.emit(event)
    return attachment.id


def remove(work: Work, application_id: UUID, attachment_id: UUID) -> str:
    """Take a file out of its answer and return the section; sent versions keep it. Raises as `check` does."""
    application = queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    dates.check_open(entry.opens_at, entry.closes_at, work.now)
    authorize(policy.can_edit(work.actor, entry, work.now))
    attachment = work.session.get(Attachment, attachment_id)
    if attachment is None or attachment.application_id != application_id or attachment.removed_at is not None:
        raise NotFound
    attachment.removed_at = work.now
    section, asked = _asked(work, entry, attachment.question)
    before = queries.get_draft(work, entry, section).answers
    left = [one for one in before.get(asked["key"], []) if one != str(attachment_id)]
    kept = forms.drop_unanswered({**before, asked["key"]: left})
    drafts.put(work, application, entry, section, kept, how=How.FILES)
    event = AttachmentRemoved(subject_id=application_id, application_id=application_id, attachment_id=attachment_id)
    work.emit(event)
    return section


def _asked(work: Work, entry: Entry, question: str) -> tuple[str, forms.Question]:
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    for part in definition["sections"]:
        for asked in part["questions"]:
            if asked["key"] == question and asked["type"] == "file":
                return part["key"], asked
    raise NotFound
