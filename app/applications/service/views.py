"""Saved views of managers' lists."""

from uuid import UUID

from sqlalchemy import select

from app.applications import policy
from app.applications.models import SavedView
from app.applications.queries import Scope
from app.kernel.access import authorize
from app.kernel.errors import Invalid, NotFound
from app.kernel.work import Work

LONGEST_NAME = 60


def save(work: Work, scope: Scope, name: str, query: str, *, is_shared: bool) -> None:
    """Keep a list under a name; one's own view of that name is written over. Raises Invalid without a name."""
    authorize(policy.can_save_view(work.actor, scope.programme_id, is_shared=is_shared))
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Invalid(name="no_name")
    assert work.actor.id is not None
    kept = work.session.scalar(
        select(SavedView).where(
            SavedView.programme_id == scope.programme_id,
            SavedView.call_id.is_not_distinct_from(scope.call_id),
            SavedView.owner_id == work.actor.id,
            SavedView.name == name,
        )
    )
    view = kept or SavedView(
        programme_id=scope.programme_id,
        call_id=scope.call_id,
        owner_id=work.actor.id,
        name=name,
        created_at=work.now,
    )
    view.query, view.is_shared = query, is_shared
    work.session.add(view)


def delete(work: Work, view_id: UUID) -> None:
    """Forget a view. Raises NotFound, Forbidden."""
    view = work.session.scalar(
        select(SavedView).where(SavedView.id == view_id, policy.views_visible_to(work.actor)).with_for_update()
    )
    if view is None:
        raise NotFound
    authorize(policy.can_delete_view(work.actor, view.programme_id, view.owner_id))
    work.session.delete(view)
