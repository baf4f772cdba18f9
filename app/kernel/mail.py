"""Sending mail: one message, text and HTML, over SMTP, within a bounded time."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 15.0
_STEP_SECONDS = 10.0
_FOR_GOOD = 500  # RFC 5321, 4.2.1: codes from here on say that the same will be refused again
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


class MailError(Exception):
    """The message could not be handed over; the text is fit for a log and holds no address.

    `lasting` when the server, or the message itself, gives little hope for another attempt.
    """

    def __init__(self, words: str, *, lasting: bool = False) -> None:
        super().__init__(words)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent to one recipient; `key` names it for good, so that a repetition can be told."""

    key: str
    recipient: str
    subject: str
    text: str
    html: str
    locale: str


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over: `smtp://user:password@host:587?starttls=1`, or `smtps://`."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str

    @classmethod
    def read(cls, url: str) -> "Server":
        """The server of an address; MailError if it is none."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise MailError("COMMONWEAL_SMTP_URL is not an address") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise MailError("COMMONWEAL_SMTP_URL is not set to smtp://host:port or smtps://host:port")
        tls = parts.scheme == "smtps"
        starttls = parse_qs(parts.query).get("starttls", ["0"])[0] in ("1", "true", "yes")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or (465 if tls else 587 if starttls else 25), tls, starttls, user, password)


def build(message: Message, sender: str) -> EmailMessage:
    """The message with its headers; MailError where a header would hold a line break."""
    name, address = parseaddr(sender)
    host = address.rpartition("@")[2] or "localhost"
    try:
        built = EmailMessage(policy=SMTP)
        built["From"] = Address(_one_line(name), addr_spec=_one_line(address))
        built["To"] = Address(addr_spec=_one_line(message.recipient))
        built["Subject"] = _one_line(message.subject)
        built["Date"] = formatdate(usegmt=True)
        built["Message-ID"] = f"<{_one_line(message.key)}@{host}>"
        built["Content-Language"] = _one_line(message.locale)
        built["Auto-Submitted"] = "auto-generated"
    except (MessageError, ValueError, IndexError) as error:
        raise MailError(f"a header cannot be written ({type(error).__name__})", lasting=True) from None
    built.set_content(message.text)
    built.add_alternative(message.html, subtype="html")
    return built


def _one_line(value: str) -> str:
    if _CONTROLS.search(value):
        raise MailError("a header holds a line break or another control character", lasting=True)
    return value


class _Client(smtplib.SMTP):
    """Not yet connected, unlike smtplib's own, so that connecting too can be cut short."""

    def __init__(self, host: str) -> None:
        super().__init__(timeout=_STEP_SECONDS)
        self._host = host  # the name a certificate must bear


class _TlsClient(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, host: str, context: ssl.SSLContext) -> None:
        super().__init__(timeout=_STEP_SECONDS, context=context)
        self._host = host


class Mailer:
    """An open connection that sends one message after another, each within SECONDS."""

    def __init__(self, client: smtplib.SMTP, sender: str) -> None:
        self.client, self.sender = client, sender

    @property
    def alive(self) -> bool:
        """Whether the connection still stands after what the last message met."""
        return self.client.sock is not None

    def send(self, message: Message) -> None:
        """Hand one message over; MailError if the server did not take it."""
        built = build(message, self.sender)
        with _within(self.client, SECONDS), _in_plain_words():
            self.client.send_message(built)


@contextmanager
def connected(url: str, sender: str) -> Iterator[Mailer]:
    """A mailer on a fresh connection; MailError if there is none to be had."""
    server = Server.read(url)
    context = ssl.create_default_context()
    with _in_plain_words():
        client = _TlsClient(server.host, context) if server.tls else _Client(server.host)
        with _within(client, SECONDS):
            _greet(client, server, context)
    try:
        yield Mailer(client, sender)
    finally:
        client.close()


def _greet(client: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    client.connect(server.host, server.port)
    if server.starttls:
        client.starttls(context=context)
    if server.user:
        client.login(server.user, server.password)


@contextmanager
def _within(client: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Cut the connection after `seconds`: smtplib's own limit starts anew with every byte."""

    def cut() -> None:
        if client.sock is not None:
            try:
                client.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _ in error.recipients.values()})
        said = f"the recipient was refused ({', '.join(map(str, codes))})"
        raise MailError(said, lasting=codes[0] >= _FOR_GOOD) from None
    except smtplib.SMTPResponseException as error:
        lasting = error.smtp_code >= _FOR_GOOD
        raise MailError(f"the server answered {error.smtp_code}", lasting=lasting) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise MailError(f"the server could not be used ({type(error).__name__})") from None
