"""What spaces refuse."""

from app.kernel.errors import Kind, Refusal


class NotAccepted(Refusal):
    """A space is opened for an accepted project only."""

    code = "not_accepted"


class InvitationOver(Refusal):
    """The invitation was used, revoked or has expired."""

    kind, code = Kind.CONFLICT, "invitation_over"


class NothingWritten(Refusal):
    """A message or a title without a word."""

    kind, code = Kind.INVALID, "nothing_written"
