"""Identifiers of organisations and people, by their check digits."""

import pytest

from app.calls.rules.identifiers import normal_orcid, normal_ror


@pytest.mark.parametrize(
    "typed",
    ["https://ror.org/05gq02987", "05gq02987", " ROR.org/05GQ02987 ", "http://www.ror.org/05gq02987"],
)
def test_a_ror_id(typed: str) -> None:
    assert normal_ror(typed) == "https://ror.org/05gq02987"


@pytest.mark.parametrize("typed", ["00f54p054", "02nr0ka47", "03yrm5c26", "04wxnsj81"])
def test_ror_ids_of_others(typed: str) -> None:
    assert normal_ror(typed) == f"https://ror.org/{typed}"


@pytest.mark.parametrize(
    "typed",
    ["", "05gq02988", "05gq02897", "50gq02987", "15gq02987", "05gq0298", "05gq029877", "05gi02987", "05gu02987",
     "https://example.org/05gq02987", "https://ror.org/", "05gq029xx"],
)  # fmt: skip
def test_no_ror_id(typed: str) -> None:
    assert normal_ror(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "https://orcid.org/0000-0002-1694-233X"),
        (" orcid.org/0000-0001-5109-3700 ", "https://orcid.org/0000-0001-5109-3700"),
    ],
)
def test_an_orcid_id(typed: str, kept: str) -> None:
    assert normal_orcid(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "0000-0002-1825-0098", "0000-0002-1825-009X", "0000000218250097", "0000-0002-1694-2339",
    "0000-0002-1825-00977",
     "X000-0002-1825-0097"],
)  # fmt: skip
def test_no_orcid_id(typed: str) -> None:
    assert normal_orcid(typed) is None
