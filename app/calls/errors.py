"""What calls refuse."""

from collections.abc import Sequence
from typing import ClassVar

from app.kernel.errors import Kind, Refusal


class CallNotOpen(Refusal):
    """The call has not opened yet, or is not published."""

    code = "call_not_open"


class DeadlinePassed(Refusal):
    """The call has closed; drafts are kept."""

    code = "deadline_passed"


class AlreadyPublished(Refusal):
    """The call is public already."""

    code = "already_published"


class NotReady(Refusal):
    """The call lacks something without which it cannot be published; `gaps` says what."""

    kind, code = Kind.INVALID, "call_not_ready"

    def __init__(self, gaps: Sequence[object]) -> None:
        super().__init__(count=len(gaps))
        self.gaps = gaps


class BadDefinition(Refusal):
    """A form or rubric has problems; `problems` are DefinitionProblems."""

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "bad_definition"

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems


class NothingToAdopt(Refusal):
    """There is no working copy that differs from what is in force."""

    code = "nothing_to_adopt"


class NotCancellable(Refusal):
    """The call is a draft, put away, or called off already."""

    code = "not_cancellable"


class NotOver(Refusal):
    """Only a call that has closed or was called off can be put away."""

    code = "not_over"


class StagesFixed(Refusal):
    """The call is public: applicants count on its stages."""

    code = "stages_fixed"


class StageInUse(Refusal):
    """Something rests on the stage, such as a panel."""

    code = "stage_in_use"
