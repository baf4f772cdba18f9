"""What the token end points refuse, with the codes of RFC 6749."""

from app.kernel.errors import Kind, Refusal


class InvalidClient(Refusal):
    """Unknown client, wrong secret or revoked."""

    kind, code = Kind.SIGN_IN, "invalid_client"


class UnsupportedGrant(Refusal):
    """Only client credentials are taken here."""

    kind, code = Kind.BAD, "unsupported_grant_type"


class InvalidScope(Refusal):
    """The client asked for more than it may have."""

    kind, code = Kind.BAD, "invalid_scope"
