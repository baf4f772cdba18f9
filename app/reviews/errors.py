"""What reviews and decisions refuse."""

from collections.abc import Sequence

from app.calls.rules.problems import Problem
from app.kernel.errors import Kind, Refusal


class WrongReviewState(Refusal):
    """The review is not in a state that allows this."""

    code = "wrong_review_state"


class IncompleteReview(Refusal):
    """A review cannot be submitted before every criterion is answered; `problems` says which is not, and why."""

    kind, code = Kind.INVALID, "incomplete_review"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems
        self.fields = {problem.question: problem.code for problem in problems}


class NotReviewable(Refusal):
    """The application is not sent, is over, or was withdrawn."""

    code = "not_reviewable"


class AlreadyAssigned(Refusal):
    """The reviewer has this application already."""

    code = "already_assigned"


class ReviewerConflicted(Refusal):
    """The reviewer has a conflict with this application."""

    code = "reviewer_conflicted"


class ReviewerInTeam(Refusal):
    """The reviewer works on this application, or is asked to."""

    code = "reviewer_in_team"


class NoCapacity(Refusal):
    """The reviewer has as many reviews as they can take."""

    code = "no_capacity"


class AlreadyOnPanel(Refusal):
    """The person is on this panel already."""

    code = "already_on_panel"


class UnknownReviewer(Refusal):
    """No one with this confirmed address has an account."""

    kind, code = Kind.INVALID, "unknown_reviewer"


class AlreadyDecided(Refusal):
    """A decision waits to be released; withdraw it first."""

    code = "already_decided"


class AlreadyWaitlisted(Refusal):
    """The applicant has been told that the application waits: what follows is acceptance or a refusal."""

    code = "already_waitlisted"


class ReasonMissing(Refusal):
    """A proposal of an older version has no reason: it can only be taken back."""

    code = "reason_missing"


class NotConfirmed(Refusal):
    """A decision needs a second pair of eyes before it can be released."""

    code = "not_confirmed"


class AlreadyReleased(Refusal):
    """The applicant has the decision already."""

    code = "already_released"


class NotInReview(Refusal):
    """The application is in a state that a decision cannot end."""

    code = "not_in_review"
