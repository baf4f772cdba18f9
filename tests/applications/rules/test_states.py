"""An application moves as the product says, and no other way."""

from itertools import product

import pytest

from app.applications.errors import WrongState
from app.applications.rules import states
from app.applications.types import State

WAYS = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "submitted"),
    ("submitted", "in_review"),
    ("submitted", "returned"),
    ("submitted", "ineligible"),
    ("submitted", "withdrawn"),
    ("returned", "submitted"),
    ("returned", "ineligible"),
    ("returned", "withdrawn"),
    ("in_review", "invited"),
    ("in_review", "accepted"),
    ("in_review", "waitlisted"),
    ("in_review", "declined"),
    ("in_review", "withdrawn"),
    ("invited", "submitted"),
    ("invited", "withdrawn"),
    ("waitlisted", "accepted"),
    ("waitlisted", "declined"),
    ("waitlisted", "in_review"),
    ("waitlisted", "withdrawn"),
    ("accepted", "in_review"),
    ("declined", "in_review"),
    ("ineligible", "submitted"),
    ("withdrawn", "draft"),
    ("withdrawn", "submitted"),
    ("withdrawn", "returned"),
    ("withdrawn", "invited"),
    ("withdrawn", "in_review"),
    ("withdrawn", "waitlisted"),
}


@pytest.mark.parametrize(("state", "to"), list(product(State, State)))
def test_every_way(state: State, to: State) -> None:
    allowed = (str(state), str(to)) in WAYS
    assert states.can_move(state, to) is allowed
    if allowed:
        assert states.move(state, to) is to
    else:
        with pytest.raises(WrongState):
            states.move(state, to)


def test_every_withdrawal_can_be_undone() -> None:
    left = {state for state in State if states.can_move(state, State.WITHDRAWN)}
    assert {state for state in State if states.can_move(State.WITHDRAWN, state)} == left
