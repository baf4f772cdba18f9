"""A call's phase follows from its dates, to the instant."""

from datetime import UTC, datetime, timedelta

import pytest

from app.calls.errors import CallNotOpen, DeadlinePassed
from app.calls.rules import dates
from app.calls.rules.dates import Phase

OPENS = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSES = datetime(2026, 3, 31, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def phase(now: datetime, **changes: object) -> Phase:
    facts = {"published": True, "opens_at": OPENS, "closes_at": CLOSES, "archived": False, "cancelled": False}
    return dates.phase(**(facts | changes), now=now)  # type: ignore[arg-type]  # a mix of bools and datetimes


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - TICK, Phase.PUBLISHED),
        (OPENS, Phase.OPEN),
        (CLOSES, Phase.OPEN),
        (CLOSES + TICK, Phase.CLOSED),
    ],
)
def test_opens_and_closes_by_its_dates(now: datetime, expected: Phase) -> None:
    assert phase(now) is expected


@pytest.mark.parametrize("now", [OPENS - TICK, OPENS, CLOSES + TICK])
def test_what_outweighs_the_dates(now: datetime) -> None:
    assert phase(now, published=False) is Phase.DRAFT
    assert phase(now, archived=True) is Phase.ARCHIVED
    assert phase(now, published=False, archived=True) is Phase.ARCHIVED
    assert phase(now, archived=True, cancelled=True) is Phase.CANCELLED
    assert phase(now, published=False, cancelled=True) is Phase.CANCELLED


def test_without_dates() -> None:
    assert phase(CLOSES + TICK, closes_at=None) is Phase.OPEN
    assert phase(OPENS, opens_at=None) is Phase.PUBLISHED
    assert phase(CLOSES + TICK, opens_at=None) is Phase.CLOSED
    assert phase(OPENS, opens_at=None, closes_at=None) is Phase.PUBLISHED


def test_phases_are_the_states_of_a_call() -> None:
    assert [str(one) for one in Phase] == ["draft", "published", "open", "closed", "archived", "cancelled"]


def test_in_time() -> None:
    for now in (OPENS, CLOSES):
        dates.check_open(OPENS, CLOSES, now)
    dates.check_open(OPENS, None, CLOSES + TICK)


def test_too_early_or_never() -> None:
    for opens_at in (OPENS, None):
        with pytest.raises(CallNotOpen):
            dates.check_open(opens_at, CLOSES, OPENS - TICK)


def test_too_late() -> None:
    with pytest.raises(DeadlinePassed):
        dates.check_open(OPENS, CLOSES, CLOSES + TICK)
