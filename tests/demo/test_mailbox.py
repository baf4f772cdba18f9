"""The demo's mailbox: what is sent is kept, listed and shown; nothing else is there."""

import smtplib
import urllib.error
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.demo import mail
from app.demo.places import free_port


def get(url: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers["Content-Security-Policy"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Security-Policy"], error.read().decode()


def letter(subject: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@demo.example", "b@demo.example", subject
    made.set_content("Go to http://localhost:8000/x now. Été.")
    made.add_alternative("<p>Go</p>", subtype="html")
    return made


def test_what_is_sent_can_be_read(tmp_path: Path) -> None:
    smtp = free_port(2600)
    page = free_port(8200)
    with mail.serving(tmp_path / "mail", smtp, page):
        base = f"http://127.0.0.1:{page}"
        assert "No mail yet" in get(base + "/")[2]
        with smtplib.SMTP("127.0.0.1", smtp, timeout=10) as client:
            for number in (1, 2):
                client.send_message(letter(f"Letter {number}"))
        status, safety, listed = get(base + "/")
        assert (status, safety) == (200, "default-src 'none'; style-src 'unsafe-inline'")
        assert listed.index("Letter 2") < listed.index("Letter 1")
        name = listed.split('<td><a href="/')[1].split('"')[0]
        shown = get(f"{base}/{name}")
        assert (shown[0], '<a href="http://localhost:8000/x">' in shown[2], "Été" in shown[2]) == (200, True, True)
        gone = "0" * 8 + "-0000-0000-0000-" + "0" * 12
        assert [get(base + path)[0] for path in ("/x", f"/{gone}", "/../secret", f"/{name}.eml")] == [404] * 4
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(base, timeout=5)
