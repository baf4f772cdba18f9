"""What review does by the clock, and when others do something."""

from uuid import UUID

from app.applications.events import MemberJoined
from app.kernel.delivery import Subscriber
from app.kernel.work import Work
from app.reviews import queries
from app.reviews.service import conflicts, decisions


def release_due(work: Work) -> None:
    """Release confirmed decisions whose date has come; one that cannot take effect stops no other."""
    decisions.release_many(work, queries.due_decisions(work))


def on_member_joined(work: Work, event: MemberJoined, _event_id: UUID) -> None:
    """Whoever joins the team they were to review, reviews it no more."""
    conflicts.find_joining(work, event.application_id, event.person_id)


SUBSCRIBER = Subscriber("reviews", {MemberJoined: on_member_joined})
