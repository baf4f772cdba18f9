"""What makes a space of an application."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spaces import rules


@pytest.mark.parametrize(
    ("team", "space"), [("lead", "lead"), ("editor", "contributor"), ("viewer", "observer"), ("none", "observer")]
)
def test_roles(team: str, space: str) -> None:
    assert rules.role_for(team) == space


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Clean Water", "clean-water-pia-2026-0001"),
        ("  Été & lumière!  ", "ete-lumiere-pia-2026-0001"),
        ("مياه", "pia-2026-0001"),
        ("", "pia-2026-0001"),
        ("x" * 60, "x" * 40 + "-pia-2026-0001"),
        ("a" * 39 + " tail", "a" * 39 + "-pia-2026-0001"),
        ("2 wells", "2-wells-pia-2026-0001"),
    ],
)
def test_addresses(title: str, slug: str) -> None:
    assert rules.slug_for(title, "PIA-2026-0001") == slug


@given(st.text(max_size=80))
def test_an_address_is_always_plain_and_ends_in_the_reference(title: str) -> None:
    slug = rules.slug_for(title, "PIA-2026-0001")
    assert slug.isascii()
    assert slug.endswith("pia-2026-0001")
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert "--" not in slug
