"""Reading one's notices."""

from uuid import UUID

from sqlalchemy import update

from app.kernel.access import authorize
from app.kernel.work import Work
from app.notifications import policy
from app.notifications.models import Notice


def mark_read(work: Work, notice_id: UUID | None = None) -> None:
    """One of the actor's notices is read, or all of them; those of others stay as they are."""
    authorize(policy.can_read(work.actor))
    mine = update(Notice).where(policy.visible_to(work.actor), Notice.read_at.is_(None))
    if notice_id is not None:
        mine = mine.where(Notice.id == notice_id)
    work.session.execute(mine.values(read_at=work.now).execution_options(synchronize_session=False))
