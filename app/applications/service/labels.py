"""Labels of a programme, and which applications have them."""

from uuid import UUID

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.applications import policy, queries
from app.applications.errors import NameTaken
from app.applications.events import ApplicationLabelled, ApplicationUnlabelled
from app.applications.models import ApplicationLabel, Label
from app.kernel.access import authorize
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.work import Work

LONGEST_NAME = 40


def make(work: Work, programme_id: UUID, name: str) -> UUID:
    """A new label. Raises Invalid without a name, NameTaken."""
    authorize(policy.can_label(work.actor, programme_id))
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Invalid(name="no_name")
    values = {"id": new_id(), "programme_id": programme_id, "name": name, "created_at": work.now}
    made: UUID | None = work.session.scalar(insert(Label).values(values).on_conflict_do_nothing().returning(Label.id))
    if made is None:
        raise NameTaken
    return made


def delete(work: Work, label_id: UUID) -> None:
    """Forget a label and take it off every application."""
    label = _label(work, label_id)
    authorize(policy.can_label(work.actor, label.programme_id))
    work.session.execute(delete_rows(ApplicationLabel).where(ApplicationLabel.label_id == label_id))
    work.session.delete(label)


def put(work: Work, application_id: UUID, label_id: UUID) -> None:
    """Put a label of its programme on an application; safe to repeat."""
    entry, label = queries.get_entry(work, application_id), _label(work, label_id)
    authorize(policy.can_screen(work.actor, entry))
    if label.programme_id != entry.programme_id:
        raise NotFound
    values = {"application_id": entry.id, "label_id": label_id, "added_at": work.now, "added_by": work.actor.id}
    statement = insert(ApplicationLabel).values(values).on_conflict_do_nothing()
    if work.session.scalar(statement.returning(ApplicationLabel.label_id)) is not None:
        work.emit(ApplicationLabelled(subject_id=entry.id, label_id=label_id))


def take_off(work: Work, application_id: UUID, label_id: UUID) -> None:
    """Take a label off an application; safe to repeat."""
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_screen(work.actor, entry))
    here = (ApplicationLabel.application_id == entry.id, ApplicationLabel.label_id == label_id)
    statement = delete_rows(ApplicationLabel).where(*here).returning(ApplicationLabel.label_id)
    if work.session.scalar(statement) is not None:
        work.emit(ApplicationUnlabelled(subject_id=entry.id, label_id=label_id))


def _label(work: Work, label_id: UUID) -> Label:
    statement = select(Label).where(Label.id == label_id, policy.labels_visible_to(work.actor))
    found = work.session.scalar(statement.with_for_update(read=True))
    if found is None:
        raise NotFound
    return found
