"""Cells of spreadsheets: no text of anybody's becomes a formula, and none is changed for good."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.cells import LONGEST_XLSX_TEXT, Cell, csv_cell, from_csv_cell, xlsx_text

FORMULAS = [
    '=HYPERLINK("https://example.org/?"&A1,"more")',
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    '"=1+1',
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u202e=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "−1",
    "'=1+1",
    "a;=1+1;b",
    "a\n=1+1",
    "a\t@SUM(1)",
    'a;"=1+1',
]
STARTS = re.compile(r"[\s\"\u200b-\u200f\u202a-\u202e\ufeff]*[=+\-@＝＋－＠−]")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_reader_finds_a_formula(text: str) -> None:
    """Also not one that was told another separator than ours."""
    line = io.StringIO()
    csv.writer(line).writerow(["before", csv_cell(text), "after"])
    for separator in ",;\t|":
        rows = csv.reader(io.StringIO(line.getvalue(), newline=""), delimiter=separator)
        assert [cell for row in rows for cell in row if STARTS.match(cell)] == []


@pytest.mark.parametrize("text", FORMULAS)
def test_it_reads_back(text: str) -> None:
    """What was written is had again, to the letter."""
    assert from_csv_cell(csv_cell(text)) == text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_any_text_reads_back(text: str) -> None:
    """Whatever it is made of."""
    assert from_csv_cell(csv_cell(text)) == text


@given(st.text(alphabet="'=+-@;\n\t\" aé"))
def test_texts_of_little_else_read_back(text: str) -> None:
    """Apostrophes of the writer's own are told from ours."""
    assert from_csv_cell(csv_cell(text)) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (2.5, "2.5"),
        (Decimal("-1.50"), "-1.50"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        (date(2027, 3, 31), "2027-03-31"),
        (datetime(2027, 3, 31, 23, 59, tzinfo=UTC), "2027-03-31T23:59:00+00:00"),
        ("plain text; with a semicolon", "plain text; with a semicolon"),
        ("a-b = c", "a-b = c"),
        ("nul\x00 and \ud800 half", "nul and  half"),
    ],
)
def test_what_is_no_formula_stays(value: Cell, written: str) -> None:
    """Numbers stay numbers, and most texts are as they were."""
    assert csv_cell(value) == written


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("=1+1", "=1+1"),
        ("bell\x07", "bell_x0007_"),
        ("half \ud83d pair", "half _xD83D_ pair"),
        ("lines\n and\ttabs", "lines\n and\ttabs"),
        ("return\r", "return_x000D_"),
        ("looks like _x0041_", "looks like _x005F_x0041_"),
        ("😀", "😀"),
        ("x" * LONGEST_XLSX_TEXT, "x" * LONGEST_XLSX_TEXT),
        ("x" * (LONGEST_XLSX_TEXT + 1), "x" * (LONGEST_XLSX_TEXT - 1) + "…"),
        ("x" + "😀" * LONGEST_XLSX_TEXT, "x" + "😀" * ((LONGEST_XLSX_TEXT - 2) // 2) + "…"),
    ],
)
def test_a_cell_of_xlsx_holds_it(text: str, held: str) -> None:
    """As Excel itself writes it, and no longer than it reads."""
    assert xlsx_text(text) == held
