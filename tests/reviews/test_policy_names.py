"""Reviewers' names and reviews are for who runs the call: the system reads all, nobody else anything."""

import pytest

from app.kernel.ids import new_id
from app.kernel.principals import Anonymous, Client, System
from app.reviews import policy


@pytest.mark.parametrize("rule", [policy.names_reviewers_to, policy.reviews_open_to], ids=lambda rule: rule.__name__)
def test_the_system_reads_all_and_nobody_without_a_role_anything(rule) -> None:
    client = Client(new_id(), new_id(), frozenset({"decisions:read"}))
    assert [str(rule(actor)) for actor in (System("test"), Anonymous(), client)] == ["true", "false", "false"]
