"""News of others becomes notices and letters; letters that are due are sent."""

from collections.abc import Callable
from uuid import UUID

import structlog

from app.applications.events import ApplicationSubmitted, MemberInvited
from app.identity.events import SignInLinkRequested
from app.kernel import mail as mails_out
from app.kernel import work as works
from app.kernel.db import Database
from app.kernel.delivery import Subscriber
from app.kernel.mail import MailError
from app.kernel.principals import System
from app.kernel.settings import Settings
from app.kernel.work import Work
from app.notifications import gateways, queries
from app.notifications.service import mails, news
from app.notifications.types import Claimed, Letter, Purpose
from app.reviews.events import DecisionReleased, ReviewAssigned
from app.spaces.events import SpaceMemberInvited, SpaceOpened

_AS_SENDER = works.acting_as(System("mail"))
log = structlog.get_logger()


def on_sign_in_link_requested(work: Work, event: SignInLinkRequested, event_id: UUID) -> None:
    """The link goes to the address it was asked for."""
    to = queries.find_addressee_of_link(work, event.link_id)
    if to is not None:
        letter = Letter.CONFIRM_EMAIL if to.purpose == Purpose.CONFIRM_EMAIL else Letter.SIGN_IN_LINK
        news.write(work, event_id, [to], letter, {"link_id": event.link_id})


def on_member_invited(work: Work, event: MemberInvited, event_id: UUID) -> None:
    """The invitation goes to the address that was typed."""
    to = queries.find_invited_to_team(work, event.invitation_id)
    if to is not None:
        news.write(work, event_id, [to], Letter.MEMBER_INVITED, {"invitation_id": event.invitation_id})


def on_application_submitted(work: Work, event: ApplicationSubmitted, event_id: UUID) -> None:
    """The team gets its receipt."""
    team = queries.find_team(work, event.subject_id)
    news.tell(work, event_id, team, code="application_submitted", path="/applications/{reference}")
    news.write(work, event_id, team, Letter.APPLICATION_SUBMITTED, {"submission_id": event.submission_id})


def on_review_assigned(work: Work, event: ReviewAssigned, event_id: UUID) -> None:
    """The reviewer is asked."""
    reviewer = queries.find_reviewer(work, event.review_id)
    news.tell(work, event_id, reviewer, code="review_assigned", path=f"/reviews/{event.review_id}")
    news.write(work, event_id, reviewer, Letter.REVIEW_ASSIGNED, {"review_id": event.review_id})


def on_decision_released(work: Work, event: DecisionReleased, event_id: UUID) -> None:
    """The team may read the decision."""
    team = queries.find_team(work, event.application_id)
    news.tell(work, event_id, team, code="decision_released", path="/applications/{reference}")
    news.write(work, event_id, team, Letter.DECISION_RELEASED, {"decision_id": event.decision_id})


def on_space_opened(work: Work, event: SpaceOpened, event_id: UUID) -> None:
    """The team finds its space."""
    members = queries.find_space_members(work, event.subject_id)
    news.tell(work, event_id, members, code="space_opened", path="/spaces/{slug}")
    news.write(work, event_id, members, Letter.SPACE_OPENED, {"space_id": event.subject_id})


def on_space_member_invited(work: Work, event: SpaceMemberInvited, event_id: UUID) -> None:
    """The invitation goes to the address that was typed."""
    to = queries.find_invited_to_space(work, event.invitation_id)
    if to is not None:
        news.write(work, event_id, [to], Letter.SPACE_MEMBER_INVITED, {"invitation_id": event.invitation_id})


SUBSCRIBER = Subscriber(
    "notifications",
    {
        SignInLinkRequested: on_sign_in_link_requested,
        MemberInvited: on_member_invited,
        ApplicationSubmitted: on_application_submitted,
        ReviewAssigned: on_review_assigned,
        DecisionReleased: on_decision_released,
        SpaceOpened: on_space_opened,
        SpaceMemberInvited: on_space_member_invited,
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
    error = ""
    if message is not None:
        try:
            mailer.send(message)
        except MailError as refused:
            error = str(refused)
            log.warning("mail_put_off", mail_id=str(mail.id), attempts=mail.attempts, error=error)
    with works.writing(database, _AS_SENDER) as work:
        if message is None:
            mails.drop(work, mail.id)
        elif error:
            mails.put_off(work, mail, error)
        else:
            mails.mark_sent(work, mail.id)
    return message is not None and not error
