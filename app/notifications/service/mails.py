"""A letter's way out: claimed for a short time, then sent, put off or given up."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.kernel.access import authorize
from app.kernel.work import Work
from app.notifications import policy
from app.notifications.models import Mail
from app.notifications.queries import notices
from app.notifications.types import Claimed, Letter

LEASE = timedelta(seconds=25)
MOST_REFUSALS = 10
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=5)  # as RFC 5321, 4.5.4.1 advises


def claim(work: Work) -> Claimed | None:
    """The next letter to send, ours for LEASE: longer than sending it may take."""
    authorize(policy.can_notify(work.actor))
    first = select(Mail.id).where(*notices.due()).order_by(Mail.next_try_at).limit(1).with_for_update(skip_locked=True)
    claimed = (
        update(Mail)
        .where(Mail.id == first.scalar_subquery())
        .values(attempts=Mail.attempts + 1, next_try_at=work.now + LEASE)
        .returning(
            *(Mail.id, Mail.template, Mail.recipient, Mail.locale, Mail.zone),
            *(Mail.facts, Mail.attempts, Mail.created_at),
        )
        .execution_options(synchronize_session=False)
    )
    row = work.session.execute(claimed).one_or_none()
    return None if row is None else Claimed(row[0], Letter(row[1]), *row[2:])


def mark_sent(work: Work, mail_id: UUID) -> None:
    """It was handed over."""
    authorize(policy.can_notify(work.actor))
    _set(work, mail_id, sent_at=work.now, last_error=None)


def put_off(work: Work, mail: Claimed, error: str, *, lasting: bool) -> None:
    """It was not taken: try later, with waits that double up to an hour.

    Given up after MOST_REFUSALS when the refusal is a lasting one, else only after GIVEN_UP_AFTER.
    """
    authorize(policy.can_notify(work.actor))
    hopeless = mail.attempts >= MOST_REFUSALS if lasting else work.now - mail.created_at > GIVEN_UP_AFTER
    if hopeless:
        _set(work, mail.id, failed_at=work.now, last_error=error)
    else:
        wait = min(timedelta(seconds=5 * 2 ** min(mail.attempts, 16)), LONGEST_WAIT)
        _set(work, mail.id, next_try_at=work.now + wait, last_error=error)


def drop(work: Work, mail_id: UUID) -> None:
    """What it was to tell is over: a link that was used, an invitation taken back."""
    authorize(policy.can_notify(work.actor))
    _set(work, mail_id, failed_at=work.now, last_error=notices.GONE)


def _set(work: Work, mail_id: UUID, **values: object) -> None:
    work.session.execute(update(Mail).where(Mail.id == mail_id).values(**values))
