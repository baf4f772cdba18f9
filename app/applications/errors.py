"""What applications refuse."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.calls.rules.problems import Problem
from app.kernel.errors import Kind, Refusal, Stale


class WrongState(Refusal):
    """The application's state does not allow this."""

    code = "wrong_state"


class StillOpen(Refusal):
    """The application may still change until the call closes; `closes_at` says when that is."""

    code = "still_open"

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at=f"{closes_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC")


class DraftStale(Stale):
    """Somebody else answered questions of the section in another way since it was opened; nothing of either is lost.

    `clashing` are the keys of those questions. In `mine`, what only the other changed is theirs already.
    """

    code = "draft_stale"

    def __init__(
        self, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], version: int, clashing: Sequence[str]
    ) -> None:
        super().__init__()
        self.mine, self.theirs, self.version, self.clashing = mine, theirs, version, clashing


class Incomplete(Refusal):
    """Answers are missing or wrong; `problems` says which."""

    kind, code = Kind.INVALID, "application_incomplete"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems
        self.fields = {problem.question: problem.code for problem in problems}


class FileRefused(Refusal):
    """The file cannot be taken; `problem` says why."""

    kind, code = Kind.INVALID, "file_refused"

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


class NameTaken(Refusal):
    """There is one of that name already."""

    code = "name_taken"


class InvitationUsed(Refusal):
    """The invitation was used, taken back, or has run out."""

    code = "invitation_used"


class LastLead(Refusal):
    """A team needs a lead."""

    code = "last_lead"
