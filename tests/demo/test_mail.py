"""What the demo's mailbox shows is inert, and its links can be followed."""

from pathlib import Path

from app.demo import mail


def keep(folder: Path, subject: str, text: str) -> Path:
    path = folder / "0199c0de-0000-7000-8000-000000000000.eml"
    path.write_text(f"From: a@demo.example\nTo: b@demo.example\nSubject: {subject}\n\n{text}\n")
    return path


def test_a_message_is_shown_inert(tmp_path: Path) -> None:
    path = keep(tmp_path, "<b>Hello</b>", "<script>alert(1)</script>")
    assert "<script>" not in mail.message_page(path)
    assert "<b>Hello" not in mail.list_page(tmp_path)


def test_links_can_be_followed(tmp_path: Path) -> None:
    path = keep(tmp_path, "Link", "Go to http://localhost:8000/sign-in/link/abc.def now.")
    assert '<a href="http://localhost:8000/sign-in/link/abc.def">' in mail.message_page(path)
