"""Saving views of lists, and a programme's labels."""

from uuid import UUID

from starlette.responses import Response

from app.applications import forms as words
from app.applications import policy, queries
from app.applications.errors import NameTaken
from app.applications.pages.common import router
from app.applications.pages.lists import filters_page
from app.applications.queries import Scope
from app.applications.rules import lists
from app.applications.service import labels, views
from app.kernel.errors import Invalid, Refusal
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Posted, SignedReading, Writing
from app.kernel.i18n import Lazy
from app.kernel.work import Work


@router.post("/manage/calls/{slug}/applications/views")
def manage_view_save(work: Writing, slug: str, form: Form) -> Html | Response:
    """Keep a call's list under a name."""
    return _save(work, queries.call_scope(work, slug), form)


@router.post("/manage/programmes/{slug}/applications/views")
def manage_programme_view_save(work: Writing, slug: str, form: Form) -> Html | Response:
    """Keep a programme's list under a name."""
    return _save(work, queries.programme_scope(work, slug), form)


@router.post("/manage/views/{view_id}/delete")
def manage_view_delete(work: Writing, view_id: UUID, form: Form) -> Response:
    """Forget a view."""
    views.delete(work, view_id)
    return answers.redirect(answers.local_path(form.text("back"), "/manage"), note="view_deleted")


@router.get("/manage/programmes/{slug}/labels")
def manage_label_list(work: SignedReading, slug: str) -> Html:
    """The labels of a programme."""
    return _labels_page(work, queries.programme_scope(work, slug))


@router.post("/manage/programmes/{slug}/labels")
def manage_label_make(work: Writing, slug: str, form: Form) -> Html | Response:
    """Make a label."""
    scope = queries.programme_scope(work, slug)
    try:
        labels.make(work, scope.programme_id, form.text("name"))
    except (Invalid, NameTaken) as refusal:
        return _labels_page(work, scope, form.text("name"), refusal)
    return answers.redirect(f"/manage/programmes/{slug}/labels", note="label_made")


@router.post("/manage/programmes/{slug}/labels/{label_id}/delete")
def manage_label_delete(work: Writing, slug: str, label_id: UUID) -> Response:
    """Forget a label, and take it off every application."""
    labels.delete(work, label_id)
    return answers.redirect(f"/manage/programmes/{slug}/labels", note="label_deleted")


def _save(work: Work, scope: Scope, form: Posted) -> Html | Response:
    asked = lists.parse(form.text("query"))
    try:
        views.save(work, scope, form.text("name"), lists.write(asked), is_shared=form.text("is_shared") == "yes")
    except Invalid as refusal:
        return filters_page(work, scope, asked, _errors(refusal))
    query = lists.write(asked)
    return answers.redirect(scope.path + (f"?{query}" if query else ""), note="view_saved")


def _labels_page(work: Work, scope: Scope, typed: str = "", refusal: Refusal | None = None) -> Html:
    return answers.page(
        "applications/manage_label_list.html",
        status=200 if refusal is None else 422,
        scope=scope,
        labels=queries.list_labels(work, scope.programme_id),
        may_label=bool(policy.can_label(work.actor, scope.programme_id)),
        typed=typed,
        errors=_errors(refusal),
    )


def _errors(refusal: Refusal | None) -> dict[str, Lazy]:
    return {"name": words.SENTENCES[refusal.fields.get("name", refusal.reason)]} if refusal else {}
