"""Keys sort as the numbers do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules.sorting import number_key, number_of

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=6)


@given(NUMBERS, NUMBERS)
def test_keys_sort_as_numbers_do(one: Decimal, other: Decimal) -> None:
    assert (number_key(one) < number_key(other)) == (one < other)


@given(NUMBERS)
def test_a_key_gives_its_number_back(number: Decimal) -> None:
    assert number_of(number_key(number)) == number


@pytest.mark.parametrize(
    ("number", "key"),
    [("0", "5"), ("1", "65001"), ("1.50", "650015"), ("1500", "650315"), ("-1500", "449684~"), ("0.01", "64981")],
)
def test_keys_are_these(number: str, key: str) -> None:
    assert number_key(Decimal(number)) == key


def test_numbers_beyond_every_measure_have_keys_of_the_same_length() -> None:
    assert [number_key(Decimal(one)) for one in ("1e400", "1e500", "1e-400", "1e-500")] == ["69001"] * 2 + ["61001"] * 2
