"""News of others becomes notices and letters; letters that are due are sent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

import structlog

from app.applications.events import ApplicationSubmitted, MemberInvited
from app.applications.types import WITHDRAWABLE
from app.calls.events import CallCancelled
from app.identity.events import SignInLinkRequested
from app.kernel import mail as mails_out
from app.kernel import work as works
from app.kernel.db import Database
from app.kernel.delivery import Subscriber, Together
from app.kernel.mail import MailError
from app.kernel.principals import System
from app.kernel.settings import Settings
from app.kernel.work import Work
from app.notifications import gateways, queries
from app.notifications.service import mails, news
from app.notifications.types import Claimed, Letter, Purpose, Recipient
from app.reviews.events import DecisionReleased, ReviewAssigned
from app.spaces.events import SpaceMemberInvited, SpaceOpened

_AS_SENDER = works.acting_as(System("mail"))
log = structlog.get_logger()


def on_sign_in_link_requested(work: Work, event: SignInLinkRequested, event_id: UUID) -> None:
    """The link goes to the address it was asked for."""
    to = queries.find_addressee_of_link(work, event.link_id)
    if to is not None:
        letter = Letter.CONFIRM_EMAIL if to.purpose == Purpose.CONFIRM_EMAIL else Letter.SIGN_IN_LINK
        news.write(work, [(event_id, to, {"link_id": event.link_id})], letter)


def on_member_invited(work: Work, event: MemberInvited, event_id: UUID) -> None:
    """The invitation goes to the address that was typed."""
    to = queries.find_invited_to_team(work, event.invitation_id)
    if to is not None:
        news.write(work, [(event_id, to, {"invitation_id": event.invitation_id})], Letter.MEMBER_INVITED)


def on_applications_submitted(work: Work, events: Sequence[tuple[ApplicationSubmitted, UUID]]) -> None:
    """Each team gets its receipt."""
    teams = queries.find_teams(work, [event.subject_id for event, _ in events])
    heard = [(event, event_id, person) for event, event_id in events for person in teams[event.subject_id]]
    told = [(event_id, person) for _, event_id, person in heard]
    news.tell(work, told, code="application_submitted", path="/applications/{reference}")
    owed = [(event_id, person, {"submission_id": event.submission_id}) for event, event_id, person in heard]
    news.write(work, owed, Letter.APPLICATION_SUBMITTED)


def on_reviews_assigned(work: Work, events: Sequence[tuple[ReviewAssigned, UUID]]) -> None:
    """Each reviewer is asked."""
    reviewers = queries.find_reviewers(work, [event.review_id for event, _ in events])
    heard = [(event, event_id, person) for event, event_id in events for person in reviewers[event.review_id]]
    told = [(event_id, replace(person, facts={"review": str(event.review_id)})) for event, event_id, person in heard]
    news.tell(work, told, code="review_assigned", path="/reviews/{review}")
    owed = [(event_id, person, {"review_id": event.review_id}) for event, event_id, person in heard]
    news.write(work, owed, Letter.REVIEW_ASSIGNED)


def on_decisions_released(work: Work, events: Sequence[tuple[DecisionReleased, UUID]]) -> None:
    """Each team may read its decision."""
    teams = queries.find_teams(work, [event.application_id for event, _ in events])
    heard = [(event, event_id, person) for event, event_id in events for person in teams[event.application_id]]
    told = [(event_id, person) for _, event_id, person in heard]
    news.tell(work, told, code="decision_released", path="/applications/{reference}")
    owed = [(event_id, person, {"decision_id": event.decision_id}) for event, event_id, person in heard]
    news.write(work, owed, Letter.DECISION_RELEASED)


def on_spaces_opened(work: Work, events: Sequence[tuple[SpaceOpened, UUID]]) -> None:
    """Each team finds its space."""
    members = queries.find_space_members(work, [event.subject_id for event, _ in events])
    heard = [(event, event_id, person) for event, event_id in events for person in members[event.subject_id]]
    news.tell(work, [(event_id, person) for _, event_id, person in heard], code="space_opened", path="/spaces/{slug}")
    owed = [(event_id, person, {"space_id": event.subject_id}) for event, event_id, person in heard]
    news.write(work, owed, Letter.SPACE_OPENED)


def on_space_member_invited(work: Work, event: SpaceMemberInvited, event_id: UUID) -> None:
    """The invitation goes to the address that was typed."""
    to = queries.find_invited_to_space(work, event.invitation_id)
    if to is not None:
        news.write(work, [(event_id, to, {"invitation_id": event.invitation_id})], Letter.SPACE_MEMBER_INVITED)


def on_call_cancelled(work: Work, event: CallCancelled, event_id: UUID) -> None:
    """Everybody who applies hears why, and those who still have to review that they need not; each once."""
    applying = queries.find_applicants(work, event.subject_id, WITHDRAWABLE)
    _tell_of_call(work, event, event_id, applying, Letter.CALL_CANCELLED)
    _tell_of_call(work, event, event_id, queries.find_asked(work, event.subject_id), Letter.REVIEWS_CANCELLED)


def _tell_of_call(
    work: Work, event: CallCancelled, event_id: UUID, people: Sequence[Recipient], letter: Letter
) -> None:
    news.tell(work, [(event_id, person) for person in people], code=str(letter), path="/calls/{slug}")
    news.write(work, [(event_id, person, {"call_id": event.subject_id}) for person in people], letter)


SUBSCRIBER = Subscriber(
    "notifications",
    {
        SignInLinkRequested: on_sign_in_link_requested,
        MemberInvited: on_member_invited,
        ApplicationSubmitted: Together(on_applications_submitted),
        ReviewAssigned: Together(on_reviews_assigned),
        DecisionReleased: Together(on_decisions_released),
        SpaceOpened: Together(on_spaces_opened),
        SpaceMemberInvited: on_space_member_invited,
        CallCancelled: on_call_cancelled,
    },
    skips_backdated=True,
)


def send_mail(database: Database, settings: Settings, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one letter after another on one connection; how many went out.

    Raises MailError when the server cannot be reached: nothing is counted against the letters.
    """
    with database.reading() as session:
        if not queries.is_mail_due(session):
            return 0
    sent = 0
    with mails_out.connected(settings.smtp_url, settings.mail_from) as mailer:
        while not stopping() and (mail := _claim(database)) is not None:
            sent += _send(database, settings, mailer, mail)
            if not mailer.alive:
                break
    return sent


def _claim(database: Database) -> Claimed | None:
    with works.writing(database, _AS_SENDER) as work:
        return mails.claim(work)


def _send(database: Database, settings: Settings, mailer: mails_out.Mailer, mail: Claimed) -> bool:
    with works.reading(database, _AS_SENDER) as work:
        message = gateways.compose(work, settings, mail)
    error: MailError | None = None
    if message is not None:
        try:
            mailer.send(message)
        except MailError as refused:
            error = refused
            log.warning("mail_put_off", mail_id=str(mail.id), attempts=mail.attempts, error=str(error))
    with works.writing(database, _AS_SENDER) as work:
        if message is None:
            mails.drop(work, mail.id)
        elif error is not None:
            mails.put_off(work, mail, str(error), lasting=error.lasting)
        else:
            mails.mark_sent(work, mail.id)
    return message is not None and error is None
