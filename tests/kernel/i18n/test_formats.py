"""Dates, numbers, money and countries in both languages."""

import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.kernel import i18n

CLOSES = datetime(2027, 3, 31, 23, 59, tzinfo=UTC)


def test_a_moment_always_names_its_zone():
    assert i18n.datetime(CLOSES) == "31 March 2027, 23:59 UTC"
    assert i18n.datetime(CLOSES, "America/New_York") == "31 March 2027, 19:59 (America/New York)"
    assert i18n.datetime(CLOSES, "../etc/passwd") == "31 March 2027, 23:59 UTC"
    with i18n.use("fr"):
        assert i18n.datetime(CLOSES) == "31 mars 2027 à 23:59 UTC"


def test_days():
    assert i18n.date(CLOSES) == "31 March 2027"
    assert i18n.date(CLOSES, "Asia/Tokyo") == "1 April 2027"
    assert i18n.date_short(date(2027, 1, 2)) == "2 Jan 2027"
    assert (i18n.date(None), i18n.date_short(None), i18n.datetime(None)) == ("", "", "")


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(days=12, hours=3), "in 12 days"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(hours=47, minutes=59), "47 hours 59 minutes left"),
        (timedelta(hours=5, minutes=3), "5 hours 3 minutes left"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute left"),
        (timedelta(hours=2), "2 hours left"),
        (timedelta(minutes=12), "12 minutes left"),
        (timedelta(seconds=59), "less than a minute left"),
        (timedelta(seconds=0), "less than a minute left"),
        (timedelta(seconds=-30), "just now"),
        (timedelta(minutes=-2), "2 minutes ago"),
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(days=-3), "3 days ago"),
    ],
)
def test_time_left(left, expected):
    assert i18n.time_left(CLOSES, CLOSES - left) == expected


def test_numbers():
    shown = [i18n.number(value) for value in (0, 1234567, 3.5, 3.14159, Decimal("2.50"), None)]
    assert shown == ["0", "1,234,567", "3.5", "3.14", "2.5", ""]
    assert i18n.number(4, 2) == "4.00"
    with i18n.use("fr"):
        assert i18n.number(1234567.5) == "1\u202f234\u202f567,5"


def test_money():
    assert i18n.money(25000, "USD") == "US$25,000"
    assert i18n.money(Decimal("25000.50"), "EUR") == "€25,000.50"
    assert i18n.money(25000, "XOF") == "F\u202fCFA25,000"
    with i18n.use("fr"):
        assert i18n.money(25000, "EUR") == "25\u202f000\u00a0€"


def test_percent():
    assert i18n.percent(0.456) == "46%"
    with i18n.use("fr"):
        assert i18n.percent(0.456, 1) == "45,6\u00a0%"


def test_countries_are_in_dictionary_order_and_have_no_groupings():
    codes = [code for code, _ in i18n.countries()]
    assert len(codes) == len(set(codes)) == 250
    assert codes[:3] == ["AF", "AX", "AL"]
    with i18n.use("fr"):
        assert [name for _, name in i18n.countries()][:2] == ["Afghanistan", "Afrique du Sud"]


def test_a_country_is_named_by_either_of_its_codes():
    assert (i18n.country("SN"), i18n.country("SEN"), i18n.country("fra")) == ("Senegal", "Senegal", "France")


def test_an_unknown_country_is_shown_as_it_is():
    assert (i18n.country("ci"), i18n.country("XKX"), i18n.country(None)) == ("Côte d’Ivoire", "XKX", "")


def test_fifty_fresh_dates_cost_little():
    moments = [datetime(1980, 1, 1, tzinfo=UTC) + timedelta(days=n, minutes=n) for n in range(1000)]
    i18n.datetime(moments[0])
    began = time.process_time()
    for moment in moments:
        i18n.datetime(moment)
    fresh = time.process_time() - began
    began = time.process_time()
    for moment in moments:
        i18n.datetime(moment)
    known = time.process_time() - began
    assert fresh / 20 < 0.01
    assert known / 20 < 0.001
