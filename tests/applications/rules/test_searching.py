"""What is typed to search becomes words, phrases, exclusions and beginnings."""

import pytest

from app.applications.rules.searching import Sought, read


@pytest.mark.parametrize(
    ("typed", "words", "starts", "left_out", "shown"),
    [
        ("solar pumps", "solar pumps", (), (), ("solar", "pumps")),
        ('"solar pumps" -diesel', '"solar pumps" -diesel', (), (), ("solar", "pumps")),
        ('-"solar pumps" wells', '-"solar pumps" wells', (), (), ("wells",)),
        ('wells "not closed', 'wells "not closed"', (), (), ("wells", "not", "closed")),
        ("hydro* wells", "wells", ("hydro",), (), ("hydro", "wells")),
        ("-hydro* wells", "wells", (), ("hydro",), ("wells",)),
        ("water or wells", "water or wells", (), (), ("water", "or", "wells")),
        ("PIA-2026-0042", "PIA-2026-0042", (), (), ("PIA", "2026", "0042")),
        ("l’eau", "l’eau", (), (), ("l", "eau")),
        ("水资源", '"水资 资源"', (), (), ("水资源",)),
        ("-水资源 井水", '-"水资 资源" "井水"', (), (), ("井水",)),
        ('"水资源 wells"', '" 水资 资源  wells"', (), (), ("水资源", "wells")),
        ("AI水资源", 'AI "水资 资源"', (), (), ("AI水资源",)),
        ("水", "", ("水",), (), ("水",)),
        ("-水 wells", "wells", (), ("水",), ("wells",)),
        ("a\x00b", "a b", (), (), ("a", "b")),
        ("ＷＥＬＬＳ", "WELLS", (), (), ("WELLS",)),
        ('wells"x', "wells x", (), (), ("wells", "x")),
    ],
)
def test_what_is_typed(
    typed: str, words: str, starts: tuple[str, ...], left_out: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    assert read(typed) == Sought(words, starts, left_out, shown)


@pytest.mark.parametrize("typed", ["", "  ", "\\", "%", "*", '"', "-", "--", '""', "(&|!)"])
def test_signs_alone_are_no_words(typed: str) -> None:
    assert not read(typed)


@pytest.mark.parametrize("typed", ["a", "a*", "-a*"])
def test_one_letter_is_enough(typed: str) -> None:
    assert read(typed)


def test_more_than_anybody_types_is_cut() -> None:
    assert read("x" * 300).words == "x" * 200
