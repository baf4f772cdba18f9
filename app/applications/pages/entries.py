"""An applicant's applications: all of mine, and one as a task list."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from app.applications import forms, policy, queries
from app.applications.pages.common import own, panels, router
from app.applications.rules import sections
from app.applications.service import applications, withdrawals
from app.applications.types import Entry
from app.kernel.errors import NotFound
from app.kernel.http import answers, rendering
from app.kernel.http.answers import Html
from app.kernel.http.deps import Request, SignedReading, Writing
from app.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Task:
    """A section in the task list."""

    key: str
    title: dict[str, str]
    state: str


@router.get("/applications")
def application_list(work: SignedReading, after: str = "") -> Html:
    """My applications: what waits for me first, the nearest deadline on top."""
    page = queries.list_mine(work, after=after or None)
    waiting = [row for row in page.rows if row.state in {"draft", "returned", "invited"} and _is_open(row, work)]
    waiting.sort(key=lambda row: (row.closes_at is None, row.closes_at))
    rest = [row for row in page.rows if row not in waiting]
    return answers.page(
        "applications/application_list.html",
        waiting=waiting,
        rest=rest,
        next=page.next,
        words=forms.WORDS,
        now=work.now,
    )


def _is_open(row: queries.MineRow, work: Work) -> bool:
    return row.closes_at is None or row.closes_at >= work.now


@router.post("/calls/{slug}/apply")
def application_start(work: Writing, request: Request, slug: str) -> Response:
    """Begin an application."""
    reference = applications.start(work, slug, locale=rendering.locale_of(request, work.actor))
    return answers.redirect(f"/applications/{reference}")


@router.get("/applications/{reference}")
def application_detail(work: SignedReading, request: Request, reference: str) -> Html | Response:
    """One application as a task list; those who run the call are led to their own page of it."""
    entry = queries.get_by_reference(work, reference)
    if entry.role is None:
        if policy.runs(work.actor, entry):
            return answers.redirect(f"/manage/applications/{reference}")
        raise NotFound
    return answers.page(
        "applications/application_detail.html",
        **_detail(work, entry),
        panels=panels(request, "application", work, entry),
    )


def _detail(work: Work, entry: Entry) -> dict[str, Any]:
    definition = queries.get_form(work, entry.stage_id, entry.form_version)
    drafts = queries.list_drafts(work, entry)
    tasks = []
    for part in definition["sections"]:
        draft = drafts.get(part["key"])
        state = sections.state_of(definition, part["key"], draft.answers if draft else {}, saved=draft is not None)
        tasks.append(Task(part["key"], part["title"], state))
    submission = queries.latest_submission(work, entry.id, entry.stage_id)
    last = max((draft.saved_at for draft in drafts.values() if draft.saved_at), default=None)
    return {
        "entry": entry,
        "tasks": tasks,
        "done": sum(task.state == "done" for task in tasks),
        "members": queries.list_members(work, entry),
        "submission": submission,
        "is_changed": bool(submission and last and last > submission.submitted_at),
        "is_open": policy.while_open(entry, work.now),
        "can_edit": policy.can_edit(work.actor, entry, work.now),
        "can_withdraw": policy.can_withdraw(work.actor, entry),
        "can_undo": policy.can_undo_withdrawal(work.actor, entry, work.now),
        "words": forms.WORDS,
        "now": work.now,
    }


@router.get("/applications/{reference}/withdraw")
def application_withdraw(work: SignedReading, reference: str) -> Html:
    """What withdrawing means, before it happens."""
    return answers.page("applications/application_withdraw.html", entry=own(work, reference))


@router.post("/applications/{reference}/withdraw")
def application_withdrawn(work: Writing, reference: str) -> Response:
    """Withdraw the application."""
    withdrawals.withdraw(work, own(work, reference).id)
    return answers.redirect(f"/applications/{reference}", note="application_withdrawn")


@router.post("/applications/{reference}/restore")
def application_restored(work: Writing, reference: str) -> Response:
    """Undo the withdrawal."""
    withdrawals.undo(work, own(work, reference).id)
    return answers.redirect(f"/applications/{reference}", note="withdrawal_undone")
