"""Mail goes out whole or not at all, with no header of somebody else's, and in bounded time."""

import socket
import threading
import time
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from app.kernel import mail


def message(**changes):
    values = {
        "key": "0192",
        "recipient": "ada@example.org",
        "subject": "Décision",
        "text": "Bonjour\n",
        "html": "<p>Bonjour</p>",
        "locale": "fr",
    }
    return mail.Message(**(values | changes))


class Box:
    """Keeps what arrives, and refuses one address."""

    def __init__(self):
        self.kept = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.kept.append(envelope)
        return "250 OK"


@pytest.fixture
def box():
    found = Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    found.url = f"smtp://127.0.0.1:{port}"
    yield found
    controller.stop()


def test_a_message_arrives_in_both_forms(box):
    with mail.connected(box.url, "Commonweal <no-reply@example.org>") as mailer:
        mailer.send(message())
        mailer.send(message(key="0193", subject="Again"))
    first, second = (message_from_bytes(kept.content, policy=default) for kept in box.kept)
    assert [(kept.mail_from, kept.rcpt_tos) for kept in box.kept] == [("no-reply@example.org", ["ada@example.org"])] * 2
    assert (first["Subject"], first["Message-ID"], first["Auto-Submitted"]) == (
        "Décision",
        "<0192@example.org>",
        "auto-generated",
    )
    assert [(part.get_content_type(), part.get_content().strip()) for part in first.iter_parts()] == [
        ("text/plain", "Bonjour"),
        ("text/html", "<p>Bonjour</p>"),
    ]
    assert second["Subject"] == "Again"


def test_a_refused_recipient_does_not_spoil_the_connection(box):
    with mail.connected(box.url, "no-reply@example.org") as mailer:
        with pytest.raises(mail.MailError, match=r"^the recipient was refused \(550\)$"):
            mailer.send(message(recipient="nobody@example.org"))
        assert mailer.alive is True
        mailer.send(message())
    assert [kept.rcpt_tos for kept in box.kept] == [["ada@example.org"]]


@pytest.mark.parametrize("field", ["recipient", "subject", "locale", "key"])
@pytest.mark.parametrize("evil", ["\r\nBcc: x@example.org", "\nx", "\rx", "\x00", "\u2028x"])
def test_a_header_cannot_be_injected(field, evil):
    with pytest.raises(mail.MailError):
        mail.build(message(**{field: getattr(message(), field) + evil}), "no-reply@example.org")


@pytest.mark.parametrize("recipient", ["", "no address", "a@b, c@d", "<a@b> c"])
def test_what_is_not_one_address_is_refused(recipient):
    with pytest.raises(mail.MailError):
        mail.build(message(recipient=recipient), "no-reply@example.org")


@pytest.mark.parametrize("url", ["", "localhost:25", "http://localhost", "smtp://", "smtp://localhost:port"])
def test_an_address_that_is_no_mail_server_is_said_so(url):
    with pytest.raises(mail.MailError, match="COMMONWEAL_SMTP_URL"):
        mail.Server.read(url)


def test_an_address_says_how_to_connect():
    assert mail.Server.read("smtp://user:p%40ss@mail.example.org:2525?starttls=1") == mail.Server(
        "mail.example.org", 2525, False, True, "user", "p@ss"
    )
    assert mail.Server.read("smtps://mail.example.org") == mail.Server("mail.example.org", 465, True, False, "", "")


def test_a_server_that_drips_is_cut_off(monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listening.accept()
        with connection:
            try:
                while True:
                    connection.sendall(b"220-slowly\r\n")
                    time.sleep(0.05)
            except OSError:
                return

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    with (
        pytest.raises(mail.MailError),
        mail.connected(f"smtp://127.0.0.1:{listening.getsockname()[1]}", "a@example.org"),
    ):
        pass
    thread.join()
    listening.close()
    assert time.monotonic() - began < 3
