"""Which state a review may move to from which."""

from collections.abc import Mapping
from types import MappingProxyType

from app.reviews.errors import WrongReviewState
from app.reviews.types import ReviewState

# A conflict ends a review from any state, outside these ways: a conflicted review is never counted.
# What was sent once counts: no way leads from there to declining.
NEXT: Mapping[ReviewState, frozenset[ReviewState]] = MappingProxyType(
    {
        ReviewState.INVITED: frozenset({ReviewState.ACCEPTED, ReviewState.DECLINED}),
        ReviewState.ACCEPTED: frozenset({ReviewState.IN_PROGRESS, ReviewState.SUBMITTED, ReviewState.DECLINED}),
        ReviewState.IN_PROGRESS: frozenset({ReviewState.SUBMITTED, ReviewState.DECLINED}),
        ReviewState.SUBMITTED: frozenset({ReviewState.REOPENED}),
        ReviewState.REOPENED: frozenset({ReviewState.SUBMITTED}),
        ReviewState.DECLINED: frozenset(),
    }
)


def can_move(state: ReviewState, to: ReviewState) -> bool:
    """Whether a review in `state` may become `to`."""
    return to in NEXT[state]


def move(state: ReviewState, to: ReviewState) -> ReviewState:
    """The new state; raises WrongReviewState where there is no such way."""
    if not can_move(state, to):
        raise WrongReviewState
    return to
