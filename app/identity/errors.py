"""What sign-in and accounts refuse."""

from app.kernel.errors import Kind, Refusal


class SignInFailed(Refusal):
    """The provider's answer cannot be trusted, or there was none; `why` is what was wrong with it."""

    kind, code = Kind.BAD, "sign_in_failed"

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class LinkOver(Refusal):
    """The link was used already, or is too old."""

    kind, code = Kind.CONFLICT, "link_over"


class IdentityTaken(Refusal):
    """The account at the provider belongs to somebody else here."""

    kind, code = Kind.CONFLICT, "identity_taken"


class LastWayIn(Refusal):
    """Without this identity the person could not sign in any more."""

    kind, code = Kind.CONFLICT, "last_way_in"


class FreshSignInNeeded(Refusal):
    """This needs a sign-in of the last 15 minutes."""

    kind, code = Kind.FORBIDDEN, "fresh_sign_in_needed"


class NotAnEmail(Refusal):
    """The text is not an e-mail address."""

    kind, code = Kind.INVALID, "not_an_email"


class NobodyManages(Refusal):
    """A programme needs a manager."""

    code = "last_manager"
