"""Where a search matched is marked, whatever the accents and endings."""

import re

import pytest

from app.applications.rules.highlights import AFTER, BEFORE, marked, passage, pattern


def found(text: str, words: tuple[str, ...], stems: tuple[str, ...] = ()) -> list[str]:
    sought = pattern(words, stems)
    assert sought is not None
    return [piece for piece, is_match in marked(text, sought) if is_match]


@pytest.mark.parametrize(
    ("text", "words", "stems", "expected"),
    [
        ("Wells of the city", ("wells",), ("well",), ["Wells"]),
        ("All cities and a city, in capacity", ("cities",), ("citi",), ["cities", "city"]),
        ("un développement", ("developper",), ("developp",), ["développement"]),
        ("Ångström", ("angstrom",), (), ["Ångström"]),
        ("swell wells", ("well",), ("well",), ["wells"]),
        ("村里的水资源管理", ("水资源",), ("水资", "资源"), ["水资源"]),
        ("a.b and axb", ("a.b",), (), ["a.b"]),
        ("nothing", ("wells",), (), []),
    ],
)
def test_matches_are_marked(text: str, words: tuple[str, ...], stems: tuple[str, ...], expected: list[str]) -> None:
    assert found(text, words, stems) == expected


def test_nothing_sought_marks_nothing() -> None:
    assert (pattern((), ()), pattern(("",), ("水",))) == (None, None)


def test_the_whole_text_is_kept_in_order() -> None:
    assert marked("A well, well", re.compile("well")) == [("A ", False), ("well", True), (", ", False), ("well", True)]
    assert marked("none", re.compile("well")) == ()


def test_a_passage_is_cut_at_words() -> None:
    text = "first words " * 20 + "the well\nstands" + " more words" * 30
    shown = "".join(piece for piece, _ in passage(text, re.compile("well")))
    assert shown.startswith("… ")
    assert shown.endswith(" words…")
    assert "the well stands" in shown
    assert len(shown) <= BEFORE + len("well") + AFTER + 2
    assert passage("none", re.compile("well")) == ()


def test_a_short_text_is_its_own_passage_and_a_word_without_end_is_cut_anywhere() -> None:
    assert passage("The well", re.compile("well")) == [("The ", False), ("well", True)]
    shown = "".join(piece for piece, _ in passage("x" * 200 + "well" + "y" * 200, re.compile("well")))
    assert shown == "…" + "x" * BEFORE + "well" + "y" * AFTER + "…"
