"""Licence expressions are read as SPDX writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from app.calls.rules import licences


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("MIT", "MIT"),
        ("  mit ", "MIT"),
        ("mit or apache-2.0", "MIT OR Apache-2.0"),
        ("MIT AND (ISC OR Zlib)", "MIT AND (ISC OR Zlib)"),
        ("(MIT AND ISC) OR Zlib", "MIT AND ISC OR Zlib"),
        ("((MIT))", "MIT"),
        ("(MIT)OR(ISC)", "MIT OR ISC"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("gpl-2.0", "GPL-2.0-only"),
        ("GPL-2.0-only with classpath-exception-2.0 OR MIT", "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT"),
        ("(" * 20 + "MIT" + ")" * 20, "MIT"),
    ],
)
def test_read(typed: str, kept: str) -> None:
    found = licences.read(typed)
    assert found is not None
    assert found.text == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "Apache 2.0", "None", "MIT OR", "OR MIT", "MIT MIT", "(MIT", "MIT)", "()", "MIT WITH",
        "MIT+", "MIT WITH MIT",
        "Classpath-exception-2.0", "MIT WITH Classpath-exception-2.0 WITH Classpath-exception-2.0",
        "MIT, ISC", "MIT/ISC",
        "(GPL-2.0-only OR MIT) WITH Classpath-exception-2.0", "LicenseRef-mine", "ISC(MIT)", "AND", "ＭＩＴ",
        "(" * 21 + "MIT" + ")" * 21, " OR ".join(["MIT"] * 90), "MIT AND OR ISC", "(MIT OR) ISC", "(MIT AND)",
    ],
)  # fmt: skip
def test_not_read(typed: str) -> None:
    assert licences.read(typed) is None


def test_the_longest_is_read() -> None:
    longest = " OR ".join(["MIT"] * 71)
    assert len(longest) == 493
    assert licences.read(longest + " " * 7) is not None
    assert licences.read(longest + " " * 8) is None


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("MIT", ()),
        ("CC-BY-NC-4.0", ("CC-BY-NC-4.0",)),
        ("CC-BY-NC-4.0 OR MIT", ()),
        ("MIT OR CC-BY-NC-4.0", ()),
        ("CC-BY-ND-4.0 OR CC-BY-NC-4.0", ("CC-BY-ND-4.0",)),
        ("MIT AND CC-BY-NC-4.0", ("CC-BY-NC-4.0",)),
        ("MIT AND (CC-BY-NC-4.0 OR CC-BY-4.0)", ()),
        ("CC-BY-NC-4.0 AND CC-BY-ND-4.0", ("CC-BY-NC-4.0", "CC-BY-ND-4.0")),
        ("GPL-3.0-only WITH Classpath-exception-2.0", ()),
    ],
)
def test_open_means_that_an_open_choice_is_left(typed: str, closed: tuple[str, ...]) -> None:
    found = licences.read(typed)
    assert found is not None
    assert found.closed == closed


def test_every_open_licence_is_known() -> None:
    assert sorted(licences.OPEN - set(licences.identifiers().values())) == []
    assert len(licences.OPEN) == 144
    assert not set(licences.identifiers()) & set(licences.exceptions())
    assert not [name for name in licences.identifiers() if name.startswith("licenseref")]


names = st.sampled_from(["MIT", "ISC", "Apache-2.0", "GPL-3.0-only WITH Classpath-exception-2.0", "CC-BY-NC-4.0"])
expressions = st.recursive(
    names,
    lambda inner: st.tuples(inner, st.sampled_from([" OR ", " AND "]), inner).map(lambda one: f"({''.join(one)})"),
    max_leaves=6,
)


@given(expressions)
def test_what_is_read_the_library_reads_alike(typed: str) -> None:
    found = licences.read(typed)
    assert found is not None
    licensing = get_spdx_licensing()
    assert licensing.is_equivalent(typed, found.text)
    assert licences.read(found.text) == found


@given(st.text(alphabet="MITORANDWHXC()-20.+ ", max_size=20))
def test_nothing_fails(typed: str) -> None:
    found = licences.read(typed)
    assert found is None or licences.read(found.text) == found
