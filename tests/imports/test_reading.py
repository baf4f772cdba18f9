"""Files that are not as they should be are read as far as they go, and every row is accounted for."""

from pathlib import Path

from app.imports import reading
from app.imports.reading import Report, Trouble


def test_what_is_no_object_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1}\n\n[1]\n{"id": 2}\n{broken\n', encoding="utf-8")
    report = Report("rows")
    rows = list(reading.read_rows(path, report))
    assert rows == [(1, {"id": 1}), (3, {"id": 2})]
    assert (report.rows, report.left_out) == (4, 2)
    assert report.troubles[0] == Trouble(2, "", "not an object")
    assert (report.troubles[1].row, report.troubles[1].why[:9]) == (4, "not JSON:")


def test_a_table_is_read_by_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("\ufeffid,name\r\n1,Á\r\n", encoding="utf-8")
    assert list(reading.read_rows(path, Report("rows"))) == [(1, {"id": "1", "name": "Á"})]
