"""What calls refuse."""

from app.kernel.errors import Refusal


class CallNotOpen(Refusal):
    """The call has not opened yet, or is not published."""

    code = "call_not_open"


class DeadlinePassed(Refusal):
    """The call has closed; drafts are kept."""

    code = "deadline_passed"
