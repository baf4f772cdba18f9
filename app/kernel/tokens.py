"""Links that prove they come from us: an id and its signature, so that no secret is stored."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from app.kernel.settings import Settings


def sign(settings: Settings, purpose: str, subject: UUID) -> str:
    """A token of 43 URL-safe letters for `subject`, good only for `purpose`."""
    return urlsafe_b64encode(subject.bytes + _mac(settings, purpose, subject)).decode().rstrip("=")


def read(settings: Settings, purpose: str, token: str) -> UUID | None:
    """The subject of a token signed for `purpose`; None if it is not one of ours."""
    try:
        raw = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
        subject = UUID(bytes=raw[:16])
    except ValueError:
        return None
    return subject if hmac.compare_digest(raw[16:], _mac(settings, purpose, subject)) else None


def _mac(settings: Settings, purpose: str, subject: UUID) -> bytes:
    key = settings.secret.get_secret_value().encode()
    return hmac.new(key, purpose.encode() + b"\0" + subject.bytes, hashlib.sha256).digest()[:16]
