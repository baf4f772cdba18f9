"""Numbers are read as people all over the world write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.rules.amounts import latin_digits, minor_units, parse_decimal


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0", "0"),
        ("1234", "1234"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("12,34,567.89", "1234567.89"),
        ("-1,234", "-1234"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,5", "1.5"),
        ("1,50", "1.50"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("-.5", "-0.5"),
        ("١٢٣٤٫٥٠", "1234.50"),
        ("١٬٢٣٤٫٥٠", "1234.50"),
        ("۱۲۳۴", "1234"),
        ("१२३", "123"),
        ("\u200f12\u200e", "12"),
        ("9" * 18 + "." + "9" * 340, "9" * 18 + "." + "9" * 340),
    ],
)
def test_reads(typed: str, read: str) -> None:
    assert parse_decimal(typed) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "-", ".", ",", "abc", "12a", "1e5", "NaN", "Infinity", "--5", "5-", "1,2,3", "1,234,56", "1.2.3",
        "1.234.56", "1,23.456,7", "1234,567.8", "1,2345.6", "1.23,4.5", "1..5", "1,,5", "0x10", "½", "²", "+5",
        "9" * 19, "1." + "9" * 341,
    ],
)  # fmt: skip
def test_refuses(typed: str) -> None:
    assert parse_decimal(typed) is None


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False))
def test_reads_what_english_and_french_and_german_write(number: Decimal) -> None:
    english = f"{number:,.2f}"
    french = english.replace(",", " ").replace(".", ",")
    german = english.replace(",", "_").replace(".", ",").replace("_", ".")
    assert [parse_decimal(english), parse_decimal(french), parse_decimal(german)] == [number] * 3


@given(st.text(alphabet="0123456789.,-' ٠٣٫٬−", max_size=20))
def test_never_fails(typed: str) -> None:
    number = parse_decimal(typed)
    assert number is None or number.is_finite()


def test_digits_of_every_script_become_latin() -> None:
    assert latin_digits("٠١٢ ۳۴ ५६ a7") == "012 34 56 a7"


def test_decimals_of_currencies() -> None:
    codes = ["EUR", "USD", "JPY", "XOF", "KWD", "TND", "ZZZ"]
    assert [minor_units(code) for code in codes] == [2, 2, 0, 0, 3, 3, 2]


def test_currencies_with_other_than_two_decimals() -> None:
    none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    three = "BHD IQD JOD KWD LYD OMR TND"
    assert {code: minor_units(code) for code in f"{none} {three}".split()} == {
        **dict.fromkeys(none.split(), 0),
        **dict.fromkeys(three.split(), 3),
    }
