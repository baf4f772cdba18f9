"""What those who run a call see of its applications."""

from app.applications import forms as words
from app.applications import policy, queries
from app.applications.pages.common import file_facts, panels, router, snapshot
from app.applications.rules import readable
from app.applications.types import Sight
from app.kernel.errors import NotFound
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Request, SignedReading


@router.get("/manage/applications/{reference}")
def manage_application_detail(work: SignedReading, request: Request, reference: str) -> Html:
    """One application as it was sent, with what happened to it."""
    entry = queries.get_by_reference(work, reference)
    if not policy.runs(work.actor, entry):
        raise NotFound
    sight = policy.sight_of(work.actor, entry, blind=readable.is_blind(entry.stage_policy))
    submission = queries.latest_submission(work, entry.id)
    number = submission.form_version if submission else entry.form_version
    definition = queries.get_form(work, submission.stage_id if submission else entry.stage_id, number)
    files = file_facts(work, entry, removed=True)
    return answers.page(
        "applications/manage_application_detail.html",
        entry=entry,
        submission=submission,
        parts=readable.readable(definition, snapshot(submission)["answers"], files, sight=sight),
        is_blind=sight == Sight.BLIND,
        members=queries.list_members(work, entry),
        panels=panels(request, "manage_application", work, entry),
        timeline=[] if sight == Sight.BLIND else panels(request, "timeline", work, entry),
        words=words.WORDS,
    )
