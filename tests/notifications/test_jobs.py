"""What happened becomes notices and letters, once each; letters are sent until they are taken."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from app.applications.events import ApplicationSubmitted, MemberInvited
from app.applications.models import Invitation, Submission
from app.calls.models import Call
from app.identity.events import SignInLinkRequested
from app.identity.models import Person as PersonRow
from app.identity.models import SignInLink
from app.kernel import delivery, tokens
from app.kernel import work as works
from app.kernel.ids import new_id
from app.kernel.mail import MailError
from app.kernel.principals import System
from app.notifications import jobs
from app.notifications.models import Mail, Notice
from app.reviews.events import ReviewAssigned
from tests.notifications.conftest import assign

SYSTEM = works.acting_as(System("test"))
NEW_YEAR = datetime(2027, 1, 1, 1, 30, tzinfo=UTC)


def asked(link_id, purpose="sign_in"):
    return SignInLinkRequested(subject_id=link_id, link_id=link_id, purpose=purpose)


def submitted(team):
    return ApplicationSubmitted(
        subject_id=team.entry.id, call_id=team.call.id, submission_id=team.submission.id, number=1
    )


def tell(live, *events):
    with works.writing(live, SYSTEM) as work:
        for event in events:
            work.emit(event)
    delivery.drain(live, [jobs.SUBSCRIBER])


def mails(live):
    with live.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def make_due(live):
    with live.writing() as session:
        session.execute(update(Mail).values(next_try_at=text("clock_timestamp()")))
        session.commit()


def link(live, purpose, **changes):
    with works.writing(live, SYSTEM) as work:
        values = {
            "id": new_id(),
            "purpose": purpose,
            "email": "new@example.org",
            "person_id": None,
            "next_path": "/",
            "locale": "en",
            "created_at": work.now,
            "expires_at": work.now + timedelta(hours=1),
            "used_at": None,
        }
        work.session.add(SignInLink(**(values | changes)))
    return (values | changes)["id"]


def test_a_submission_is_told_to_the_team_once_and_written_to_confirmed_addresses(live, team):
    tell(live, submitted(team))
    with live.writing() as session:
        session.execute(text("DELETE FROM event_cursor"))
        session.commit()
    delivery.drain(live, [jobs.SUBSCRIBER])
    with live.reading() as session:
        told = session.execute(select(Notice.person_id, Notice.code, Notice.path, Notice.facts).order_by(Notice.id))
        assert [tuple(row) for row in told] == [
            (who.id, "application_submitted", "/applications/PIA-2026-0001", {"reference": "PIA-2026-0001"})
            for who in (team.ada, team.bob)
        ]
    assert [(mail.template, mail.recipient, mail.locale) for mail in mails(live)] == [
        ("application_submitted", "ada@example.org", "fr")
    ]


def test_a_receipt_is_sent_in_the_recipients_language_and_recorded(live, team, posted, box):
    tell(live, submitted(team))
    assert jobs.send_mail(live, posted) == 1
    assert jobs.send_mail(live, posted) == 0
    [mail] = mails(live)
    assert (mail.sent_at is not None, mail.attempts, mail.last_error) == (True, 1, None)
    [sent] = box.kept
    plain, html = (part.get_content() for part in sent.iter_parts())
    assert (sent["To"], sent["Subject"]) == ("ada@example.org", "Candidature PIA-2026-0001 envoyée")
    assert "« Clean water <all> http: evil.example » à l’appel « Water & light »" in plain.replace("\xa0", " ")
    assert "Clean water &lt;all&gt; http: evil.example" in html
    assert re.findall(r"https?://[^\s\"<]*", plain) == [
        "http://testserver/applications/PIA-2026-0001",
        "http://testserver/",
    ]


@pytest.mark.parametrize(("purpose", "path"), [("sign_in", "/sign-in/link/"), ("confirm_email", "/account/confirm/")])
def test_a_one_time_link_goes_to_the_address_it_was_asked_for(live, posted, box, purpose, path):
    link_id = link(live, purpose)
    tell(live, asked(link_id, purpose))
    assert jobs.send_mail(live, posted) == 1
    [sent] = box.kept
    assert sent["To"] == "new@example.org"
    found = re.search(re.escape(f"http://testserver{path}") + r"(\S+)", sent.get_body(("plain",)).get_content())
    assert tokens.read(posted, purpose, found.group(1)) == link_id


def test_a_link_that_was_used_is_not_sent_any_more(live, posted, box):
    link_id = link(live, "sign_in")
    tell(live, asked(link_id))
    with live.writing() as session:
        session.execute(update(SignInLink).values(used_at=text("now()")))
        session.commit()
    assert jobs.send_mail(live, posted) == 0
    [mail] = mails(live)
    assert (mail.sent_at, mail.failed_at is not None, mail.last_error) == (
        None,
        True,
        "there is nothing to say any more",
    )
    assert box.kept == []


def test_an_invitation_is_sent_in_the_language_of_the_application(live, team, posted, box):
    with works.writing(live, SYSTEM) as work:
        invitation = Invitation(
            id=new_id(), application_id=team.entry.id, email="new@example.org", role="editor", invited_by=team.ada.id,
            created_at=work.now, expires_at=work.now + timedelta(days=1), accepted_at=None, revoked_at=None,
        )  # fmt: skip
        work.session.add(invitation)
    tell(live, MemberInvited(subject_id=invitation.id, application_id=team.entry.id, invitation_id=invitation.id))
    assert jobs.send_mail(live, posted) == 1
    assert (box.kept[0]["To"], box.kept[0]["Subject"]) == (
        "new@example.org",
        "Vous êtes invité à rejoindre une candidature",
    )


def invite(live, team, **known):
    """An invitation to somebody, who has confirmed the address if anything is known of them."""
    with works.writing(live, SYSTEM) as work:
        invitation = Invitation(
            id=new_id(), application_id=team.entry.id, email="New@example.org", role="editor", invited_by=team.ada.id,
            created_at=work.now, expires_at=NEW_YEAR, accepted_at=None, revoked_at=None,
        )  # fmt: skip
        work.session.add(invitation)
        if known:
            row = {"name": "New", "sort_key": "new", "email": "new@example.org", "created_at": work.now}
            work.session.add(PersonRow(**row, email_confirmed_at=work.now, **known))
    tell(live, MemberInvited(subject_id=invitation.id, application_id=team.entry.id, invitation_id=invitation.id))


def change(live, model, **values):
    with live.writing() as session:
        session.execute(update(model).values(**values))
        session.commit()


def told_times(sent):
    """The lines of the plain and the HTML letter that tell a time."""
    parts = (part.get_content().replace("\xa0", " ").replace("\u202f", " ") for part in sent.iter_parts())
    return [re.search(r"(?:until|Received:|jusqu’au|Due:) (.*?)\.?(?:</p>.*)?\r?\n", part)[1] for part in parts]


@pytest.mark.parametrize(
    ("call_zone", "known", "time"),
    [
        ("UTC", {"locale": "en"}, "1 January 2027, 01:30 UTC"),
        ("Europe/Paris", {"locale": "en"}, "1 January 2027, 02:30 (Europe/Paris)"),
        ("Europe/Paris", {"locale": "en", "zone": "Europe/Paris"}, "1 January 2027, 02:30 (Europe/Paris)"),
        (
            "Europe/Paris",
            {"locale": "en", "zone": "America/New_York"},
            "1 January 2027, 02:30 (Europe/Paris); for you: 31 December 2026, 20:30 (America/New York)",
        ),
        (
            "Europe/Paris",
            {"locale": "fr", "zone": "Africa/Nairobi"},
            "1 janvier 2027 à 02:30 (Europe/Paris) ; pour vous : 1 janvier 2027 à 04:30 (Africa/Nairobi)",
        ),
        ("Europe/Paris", {}, "1 janvier 2027 à 02:30 (Europe/Paris)"),
    ],
)
def test_a_letter_tells_times_in_the_zone_of_the_call_and_of_its_reader(
    live, team, posted, box, call_zone, known, time
):
    change(live, Call, zone=call_zone)
    invite(live, team, **known)
    assert jobs.send_mail(live, posted) == 1
    assert told_times(box.kept[0]) == [time, time]


def test_a_receipt_and_an_assignment_tell_the_calls_time(live, team, posted, box):
    change(live, Call, zone="Europe/Paris")
    change(live, Submission, submitted_at=NEW_YEAR)
    change(live, PersonRow, zone="America/New_York", locale="en")
    review = assign(live, team, team.eve, due_at=NEW_YEAR)
    tell(live, submitted(team), ReviewAssigned(subject_id=review, application_id=team.entry.id, review_id=review))
    assert jobs.send_mail(live, posted) == 2
    time = "1 January 2027, 02:30 (Europe/Paris); for you: 31 December 2026, 20:30 (America/New York)"
    assert [told_times(sent) for sent in box.kept] == [[time] * 2] * 2


@pytest.mark.parametrize(("zone", "time"), [(None, "01:30 UTC"), ("Africa/Nairobi", "04:30 (Africa/Nairobi)")])
def test_a_one_time_link_ends_in_its_readers_time(live, team, posted, box, zone, time):
    change(live, PersonRow, zone=zone)
    for purpose, given in (("sign_in", {"email": "eve@example.org"}), ("confirm_email", {"person_id": team.eve.id})):
        tell(live, asked(link(live, purpose, expires_at=NEW_YEAR, **given), purpose))
    assert jobs.send_mail(live, posted) == 2
    assert [told_times(sent) for sent in box.kept] == [[f"1 January 2027, {time}"] * 2] * 2


def attempts(live, posted, count):
    """(attempts, given up, error) after each of so many tries."""
    seen = []
    for _ in range(count):
        jobs.send_mail(live, posted)
        [mail] = mails(live)
        seen.append((mail.attempts, mail.failed_at is not None, mail.last_error))
        make_due(live)
    return seen


def test_a_letter_refused_for_good_is_given_up_after_ten_attempts(live, team, posted, box):
    box.refused = {"ada@example.org": "550 no such mailbox"}
    tell(live, submitted(team))
    error = "the recipient was refused (550)"
    assert attempts(live, posted, 11) == [(number, number == 10, error) for number in range(1, 11)] + [
        (10, True, error)
    ]


def test_a_letter_refused_for_now_is_tried_for_five_days(live, team, posted, box):
    box.refused = {"ada@example.org": "450 later"}
    tell(live, submitted(team))
    error = "the recipient was refused (450)"
    assert attempts(live, posted, 12) == [(number, False, error) for number in range(1, 13)]
    with live.writing() as session:
        session.execute(update(Mail).values(created_at=text("now() - interval '5 days 1 second'")))
        session.commit()
    assert attempts(live, posted, 1) == [(13, True, error)]


def test_a_letter_waits_longer_each_time_but_never_more_than_an_hour(live, team, posted, box):
    box.refused = {"ada@example.org": "450 later"}
    tell(live, submitted(team))
    waits = []
    for made in (0, 1, 8, 30):
        with live.writing() as session:
            session.execute(update(Mail).values(attempts=made, next_try_at=text("now()")))
            session.commit()
        jobs.send_mail(live, posted)
        with live.reading() as session:
            waits.append(session.scalar(select(Mail.next_try_at - func.clock_timestamp())).total_seconds())
    assert [round(wait, -1) for wait in waits] == [10, 20, 2560, 3600]


def test_after_an_hour_without_a_mail_server_every_letter_goes_out(live, team, settings, posted, box):
    tell(live, submitted(team))
    with pytest.raises(MailError):
        jobs.send_mail(live, settings)
    with live.writing() as session:
        session.execute(update(Mail).values(created_at=text("created_at - interval '1 hour'")))
        session.commit()
    assert jobs.send_mail(live, posted) == 1
    assert [sent["To"] for sent in box.kept] == ["ada@example.org"]


def test_one_refused_letter_does_not_hold_up_the_next(live, team, posted, box):
    box.refused = {"ada@example.org": "450 later"}
    link_id = link(live, "sign_in")
    tell(live, submitted(team), asked(link_id))
    assert jobs.send_mail(live, posted) == 1
    assert [sent["To"] for sent in box.kept] == ["new@example.org"]


def test_a_server_out_of_reach_is_not_held_against_the_letters(live, team, settings):
    tell(live, submitted(team))
    with pytest.raises(MailError):
        jobs.send_mail(live, settings)
    assert [(mail.attempts, mail.last_error) for mail in mails(live)] == [(0, None)]


def test_a_letter_whose_sender_died_is_sent_again(live, team, posted, box):
    tell(live, submitted(team))
    jobs._claim(live)
    assert jobs.send_mail(live, posted) == 0
    make_due(live)
    assert jobs.send_mail(live, posted) == 1
    assert [(mail.attempts, mail.sent_at is not None) for mail in mails(live)] == [(2, True)]
