"""A letter becomes a message: words in the recipient's language, signed links, text and HTML."""

from typing import Any

from app.kernel import i18n, tokens
from app.kernel.http import templating
from app.kernel.mail import Message
from app.kernel.settings import Settings
from app.kernel.work import Work
from app.notifications import forms, queries
from app.notifications.types import Claimed, Content, Purpose

_ROUTES = {
    Purpose.SIGN_IN: "/sign-in/link/",
    Purpose.CONFIRM_EMAIL: "/account/confirm/",
    Purpose.JOIN_TEAM: "/applications/join/",
    Purpose.JOIN_SPACE: "/spaces/join/",
}
_TEMPLATE = "notifications/email/{}.{}"
_KINDS = ("txt", "html")
_LONGEST = 120


def compose(work: Work, settings: Settings, mail: Claimed) -> Message | None:
    """The message of a claimed letter; None when there is nothing to say any more."""
    content = queries.find_content(work, mail.letter, mail.facts)
    if content is None:
        return None
    values = {name: _tamed(value) for name, value in content.values.items()}
    base = settings.base_url.rstrip("/")
    with i18n.use(mail.locale, mail.zone):
        subject = i18n.gettext(forms.SUBJECTS[mail.letter].message, **values)
        reason = i18n.gettext(forms.REASONS[mail.letter].message)
    context = values | {
        "base_url": base,
        "preferences_url": "",
        "reason": reason,
        "subject": subject,
        "url": base + _path(settings, content),
    }
    text, html = (
        templating.render_mail(_TEMPLATE.format(mail.letter, kind), context, locale=mail.locale, zone=mail.zone)
        for kind in _KINDS
    )
    return Message(str(mail.id), mail.email, subject, text, html, mail.locale)


def _path(settings: Settings, content: Content) -> str:
    if content.purpose is None or content.row_id is None:
        return content.path
    return _ROUTES[content.purpose] + tokens.sign(settings, content.purpose, content.row_id)


def _tamed(value: Any) -> Any:
    """People's words in a letter of ours: one line, not long, and no address a reader could follow."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split()).replace("://", ": ").replace("www.", "www ")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
