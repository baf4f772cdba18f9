"""Every moment is told in the reader's own zone; a deadline in the zone it was set in, too."""

from datetime import UTC, date, datetime

import pytest

from app.kernel import i18n
from app.kernel.http import templating

CLOSES = datetime(2027, 3, 31, 21, 59, tzinfo=UTC)
MACROS = '{% from "components/page.html" import deadline, moment %}'


def show(source: str, zone: str) -> str:
    """What a template says to somebody in `zone`."""
    with i18n.use("en", zone):
        found: str = templating.environment().from_string(MACROS + source).render(at=CLOSES, day=date(2027, 3, 31))
        return found


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("", "31 March 2027, 21:59 UTC"),
        ("Asia/Kathmandu", "1 April 2027, 03:44 (Asia/Kathmandu)"),
        ("Nowhere/Known", "31 March 2027, 21:59 UTC"),
    ],
)
def test_a_moment_without_a_place_of_its_own_is_the_readers(zone: str, text: str) -> None:
    assert show("{{ at|datetime }}", zone) == text


def test_a_day_is_the_readers_and_a_date_stays_what_it_is() -> None:
    assert (
        show("{{ at|date }} {{ at|date_short }} {{ day|date }}", "Asia/Kathmandu")
        == "1 April 2027 1 Apr 2027 31 March 2027"
    )


@pytest.mark.parametrize(
    ("zone", "own"),
    [("", ""), ("Europe/Paris", ""), ("UTC", ' <span class="cw-muted">(31 March 2027, 21:59 UTC)</span>')],
)
def test_a_deadline_is_told_as_it_was_set_and_in_the_readers_zone_if_that_is_another(zone: str, own: str) -> None:
    set_in = '<time datetime="2027-03-31T21:59:00+00:00">31 March 2027, 23:59 (Europe/Paris)</time>'
    assert show('{{ moment(at, "Europe/Paris") }}', zone) == set_in + own
    left = show('{{ deadline(at, at, "Europe/Paris") }}', zone)
    assert left == f'{set_in}{own} <span class="cw-left">less than a minute left</span>'


def test_the_zone_in_force_ends_with_the_page() -> None:
    show("{{ at }}", "Asia/Kathmandu")
    assert i18n.datetime(CLOSES) == "31 March 2027, 21:59 UTC"
