"""Which state of an application may follow which."""

from collections.abc import Mapping

from app.applications.errors import WrongState
from app.applications.types import State

NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({
        State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.INELIGIBLE, State.ACCEPTED, State.WAITLISTED,
        State.DECLINED, State.WITHDRAWN,
    }),
    State.IN_REVIEW: frozenset({
        State.INVITED, State.ACCEPTED, State.WAITLISTED, State.DECLINED, State.RETURNED, State.INELIGIBLE,
        State.WITHDRAWN,
    }),
    State.INVITED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN}),
    State.WAITLISTED: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.IN_REVIEW}),
    State.DECLINED: frozenset({State.IN_REVIEW}),
    State.INELIGIBLE: frozenset({State.IN_REVIEW}),
    State.WITHDRAWN: frozenset({State.DRAFT, State.SUBMITTED}),
}  # fmt: skip
"""An appeal reopens a decision, so decided states lead back into review."""


def move(state: State, to: State) -> State:
    """`to`, if it may follow `state`; raises WrongState otherwise."""
    if to not in NEXT[state]:
        raise WrongState
    return to
