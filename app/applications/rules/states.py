"""Which state an application may move to from which."""

from collections.abc import Mapping
from types import MappingProxyType

from app.applications.errors import WrongState
from app.applications.types import State

# Sent again before the deadline, an application stays submitted: the last complete version counts.
# Undoing a withdrawal leads back to the state that was left; whoever undoes it knows which.
# An appeal reopens a decision: back into review, or back to screening for the ineligible.
NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.SUBMITTED: frozenset(
            {State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.INELIGIBLE, State.WITHDRAWN}
        ),
        State.RETURNED: frozenset({State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN}),
        State.IN_REVIEW: frozenset({State.INVITED, State.ACCEPTED, State.WAITLISTED, State.DECLINED, State.WITHDRAWN}),
        State.INVITED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
        State.WAITLISTED: frozenset({State.ACCEPTED, State.DECLINED, State.IN_REVIEW, State.WITHDRAWN}),
        State.ACCEPTED: frozenset({State.IN_REVIEW}),
        State.DECLINED: frozenset({State.IN_REVIEW}),
        State.INELIGIBLE: frozenset({State.SUBMITTED}),
        State.WITHDRAWN: frozenset(
            {State.DRAFT, State.SUBMITTED, State.RETURNED, State.INVITED, State.IN_REVIEW, State.WAITLISTED}
        ),
    }
)


def can_move(state: State, to: State) -> bool:
    """Whether an application in `state` may become `to`."""
    return to in NEXT[state]


def move(state: State, to: State) -> State:
    """The new state; raises WrongState where there is no such way."""
    if not can_move(state, to):
        raise WrongState
    return to
