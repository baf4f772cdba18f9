"""A review moves as the product says, and no other way."""

from itertools import product

import pytest

from app.reviews.errors import WrongReviewState
from app.reviews.rules import states
from app.reviews.types import ReviewState

WAYS = {
    ("invited", "accepted"),
    ("invited", "declined_to_review"),
    ("accepted", "in_progress"),
    ("accepted", "submitted"),
    ("accepted", "declined_to_review"),
    ("in_progress", "submitted"),
    ("in_progress", "declined_to_review"),
    ("submitted", "reopened"),
    ("reopened", "submitted"),
}


@pytest.mark.parametrize(("state", "to"), list(product(ReviewState, ReviewState)))
def test_every_way(state: ReviewState, to: ReviewState) -> None:
    allowed = (str(state), str(to)) in WAYS
    assert states.can_move(state, to) is allowed
    if allowed:
        assert states.move(state, to) is to
    else:
        with pytest.raises(WrongReviewState):
            states.move(state, to)
