"""Writing down whom an event owes a notice or a letter: once, however often the event is heard."""

from collections.abc import Iterable, Mapping
from typing import cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from app.kernel import queue
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.notifications import policy
from app.notifications.models import Mail, Notice
from app.notifications.types import Addressee, Letter, Recipient

SEND = "send_mail"
_ADD_NOTICE = insert(cast("Table", Notice.__table__)).on_conflict_do_nothing()
_ADD_MAIL = insert(cast("Table", Mail.__table__)).on_conflict_do_nothing()
_WOKEN = "notifications: the sender is woken"


def tell(work: Work, told: Iterable[tuple[UUID, Recipient]], *, code: str, path: str) -> None:
    """Put a notice of an event before each person; `path` may hold `{names}` of the recipient's facts."""
    authorize(policy.can_notify(work.actor))
    rows = [
        {
            "id": new_id(),
            "person_id": person.person_id,
            "event_id": event_id,
            "code": code,
            "facts": dict(person.facts),
            "path": path.format(**person.facts),
            "created_at": work.now,
        }
        for event_id, person in told
    ]
    if rows:
        work.session.execute(_ADD_NOTICE, rows)


def write(work: Work, owed: Iterable[tuple[UUID, Recipient | Addressee, Mapping[str, UUID]]], letter: Letter) -> None:
    """Owe a letter about an event to everybody who has an address, with the ids its words are found by."""
    authorize(policy.can_notify(work.actor))
    rows = [
        {
            "id": new_id(),
            "event_id": event_id,
            "template": str(letter),
            "recipient": person.email,
            "locale": person.locale,
            "zone": person.zone,
            "facts": {name: str(value) for name, value in facts.items()},
            "created_at": work.now,
            "attempts": 0,
            "next_try_at": work.now,
        }
        for event_id, person, facts in owed
        if person.email
    ]
    if rows:
        work.session.execute(_ADD_MAIL, rows)
        _wake_sender(work)


def _wake_sender(work: Work) -> None:
    """One job a transaction; should it be rolled back with its event, the worker's sweep sees the mail."""
    if not work.session.info.get(_WOKEN):
        queue.defer(work.session, SEND)
        work.session.info[_WOKEN] = True
