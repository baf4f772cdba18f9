"""References are written one way and read in the ways people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules.references import Reference, format_reference, parse_reference

prefixes = st.from_regex(r"[A-Z][A-Z0-9]{1,9}", fullmatch=True)


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("PIA", 2026, 42), "PIA-2026-0042"),
        (("PIA", 2026, 1), "PIA-2026-0001"),
        (("A1", 1000, 9999), "A1-1000-9999"),
        (("ABCDEFGHIJ", 9999, 10000), "ABCDEFGHIJ-9999-10000"),
        (("PIA", 2026, 999_999_999), "PIA-2026-999999999"),
    ],
)
def test_format(parts: tuple[str, int, int], written: str) -> None:
    assert format_reference(*parts) == written
    assert parse_reference(written) == Reference(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        ("", 2026, 1), ("P", 2026, 1), ("pia", 2026, 1), ("1A", 2026, 1), ("ABCDEFGHIJK", 2026, 1), ("P-A", 2026, 1),
        ("PIA", 999, 1), ("PIA", 10000, 1), ("PIA", 2026, 0), ("PIA", 2026, -1), ("PIA", 2026, 1_000_000_000),
    ],
)  # fmt: skip
def test_no_reference_is_made_of(parts: tuple[str, int, int]) -> None:
    with pytest.raises(ValueError, match="no reference"):
        format_reference(*parts)


@pytest.mark.parametrize("typed", ["pia-2026-0042", " PIA-2026-0042\n", "Pia-2026-0042"])
def test_read_as_typed(typed: str) -> None:
    assert parse_reference(typed) == Reference("PIA", 2026, 42)


@pytest.mark.parametrize(
    "typed",
    [
        "", "PIA", "PIA-2026", "PIA-2026-42", "PIA-2026-00042", "PIA-2026-0000", "PIA-0999-0001", "PIA-2026-0042x",
        "PIA 2026 0042", "P-2026-0042", "PIA-26-0042", "PIA-٢٠٢٦-0042", "PIA-2026-1000000000", "../PIA-2026-0042",
    ],
)  # fmt: skip
def test_what_is_none(typed: str) -> None:
    assert parse_reference(typed) is None


@given(prefixes, st.integers(1000, 9999), st.integers(1, 999_999_999))
def test_there_and_back(prefix: str, year: int, number: int) -> None:
    written = format_reference(prefix, year, number)
    assert parse_reference(written.lower()) == (prefix, year, number)
