"""Titles of applications and names of files."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules import names


def form(*sections: tuple[str, list[tuple[str, str]]]) -> dict[str, Any]:
    return {
        "sections": [
            {
                "key": key,
                "title": {"en": key},
                "questions": [{"key": q, "type": t, "label": {"en": q}} for q, t in asked],
            }
            for key, asked in sections
        ]
    }


TITLED = form(("one", [("name", "short_text"), ("about", "long_text")]), ("two", [("title", "short_text")]))
UNTITLED = form(("one", [("about", "long_text"), ("name", "short_text"), ("motto", "short_text")]), ("two", []))
TEXTLESS = form(("one", [("title", "long_text")]))


@pytest.mark.parametrize(
    ("definition", "section", "answers", "title"),
    [
        (TITLED, "two", {"title": "Wells"}, "Wells"),
        (TITLED, "two", {}, ""),
        (TITLED, "one", {"name": "Not the title"}, "before"),
        (UNTITLED, "one", {"name": "Wells", "motto": "Water", "about": "No"}, "Wells"),
        (UNTITLED, "two", {"name": "Wells"}, "before"),
        (TEXTLESS, "one", {"title": "A long one"}, "before"),
        (TITLED, "two", {"title": 12}, "12"),
        (TITLED, "two", {"title": "x" * 201}, "x" * 200),
    ],
)
def test_the_title_is_an_answer(definition: Any, section: str, answers: Any, title: str) -> None:
    assert names.title_of(definition, section, answers, "before") == title


def hiding(**settings: Any) -> dict[str, Any]:
    """The form without a title, whose first short text is not for reviewers."""
    (one, two) = UNTITLED["sections"]
    about, name, motto = one["questions"]
    return {"sections": [{**one, "questions": [about, {**name, **settings}, motto]}, two]}


@pytest.mark.parametrize("settings", [{"blind_hidden": True}, {"visibility": "staff"}])
def test_what_reviewers_may_not_read_is_no_title(settings: dict[str, Any]) -> None:
    told = {"name": "Atelier Awa", "motto": "Water"}
    assert names.title_of(hiding(**settings), "one", told, "before") == "Water"
    assert names.title_of(form(("one", [])), "one", told, "before") == "before"
    hidden = {"sections": [{"key": "one", "questions": [{"key": "title", "type": "short_text", **settings}]}]}
    assert names.title_of(hidden, "one", {"title": "Atelier Awa"}, "before") == "before"


def test_a_whole_form_gives_its_title_whichever_section_asks() -> None:
    assert names.title_of(TITLED, None, {"title": "Wells", "name": "Not this"}, "before") == "Wells"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("C:\\Users\\Awa\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c.txt", "c.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("line\nbreak\x00.pdf", "linebreak.pdf"),
        ("e\u0301te\u0301.pdf", "\u00e9t\u00e9.pdf"),
        ("", "file"),
        ("/", "file"),
        (".pdf", "pdf"),
        ("..hidden..pdf", "hidden.pdf"),
        ("CON", "_CON"),
        ("aux.txt", "_aux.txt"),
        ("lpt1.tar.gz", "_lpt1.tar.gz"),
        ("com³.pdf", "_com³.pdf"),
        ("console.pdf", "console.pdf"),
        ("icon.pdf", "icon.pdf"),
        ('a<b>:"c|d?e*f.p:df', "a-b---c-d-e-f.pdf"),
        ("plan.txt::$DATA", "plan.txt$DAT"),
        (" plan . .pdf", "plan.pdf"),
        ("one\u2028two.pdf", "one two.pdf"),
        ("z\u0335\u0336\u0337\u0338algo.pdf", "z\u0335\u0336algo.pdf"),
        ("ल्ली.pdf", "ल्ली.pdf"),
        ("half \ud800.pdf", "half.pdf"),
        ("\ue000private.pdf", "private.pdf"),
        ("👩\u200d💻.pdf", "👩💻.pdf"),
        ("ع" * 120 + ".pdf", "ع" * 98 + ".pdf"),
        ("😀" * 60 + ".p\u00e9", "😀" * 49 + ".p\u00e9"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
        ("x." + "y" * 40, "x." + "y" * 9),
        ("archive.tar.gz", "archive.tar.gz"),
    ],
)
def test_a_files_name_is_made_harmless(given: str, kept: str) -> None:
    assert names.clean_name(given) == kept


@given(st.text(max_size=300))
def test_no_name_is_long_empty_or_a_path(name: str) -> None:
    kept = names.clean_name(name)
    assert 1 <= len(kept) <= names.LONGEST_FILE_NAME
    assert "/" not in kept
    assert "\\" not in kept
    assert names.clean_name(kept) == kept
