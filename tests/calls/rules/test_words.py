"""Words are counted as the shared vectors say; the JavaScript port passes the same file."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.rules.words import count_words

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "word_counts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "count"), VECTORS)
def test_counts_as_the_vectors_say(text: str, count: int) -> None:
    assert count_words(text) == count


@given(st.text(), st.text())
def test_texts_apart_count_together(one: str, other: str) -> None:
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


@given(st.text())
def test_never_more_words_than_code_points(text: str) -> None:
    assert 0 <= count_words(text) <= len(text)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (0x0E01, 0x0E2E), (0x0E81, 0x0E82), (0x1000, 0x103F), (0xA9E0, 0xA9FE), (0xAA60, 0xAA76), (0x1780, 0x17B3),
        (0x19E0, 0x19E0), (0x3005, 0x3007), (0x3021, 0x3029), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x3105, 0x312F),
        (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFF66, 0xFF9D),
        (0x1B000, 0x1B122), (0x20000, 0x2A6DF), (0x31350, 0x323AF),
    ],
)  # fmt: skip
def test_scripts_without_spaces_count_each_letter_at_both_ends_of_their_blocks(low: int, high: int) -> None:
    from unicodedata import category

    expected = 3 if category(chr(low))[0] in "LMN" else 1
    assert count_words(f"{chr(low)}{chr(high)}x") == expected
