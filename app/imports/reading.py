"""Rows out of files, and the report of what could not be read."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

Row = Mapping[str, Any]
One = TypeVar("One")
AT_ONCE = 200


class Watch(Protocol):
    """Gives the items back one after the other, and may show how far they are."""

    def __call__(self, what: str, items: Sequence[One], /) -> Iterable[One]:
        """`what` is being done to `items`."""


def unwatched(_what: str, items: Sequence[One], /) -> Iterable[One]:
    """Shows nothing."""
    return items


def chunks(items: Sequence[One]) -> list[Sequence[One]]:
    """The items in runs of at most 200, so that a long file is loaded in steps that can be counted."""
    return [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a row that could not be read as meant; `row` counts from 1."""

    row: int
    field: str
    why: str


@dataclass(slots=True)
class Report:
    """What became of a file: every row is loaded, known from before, or left out with a trouble."""

    kind: str
    rows: int = 0
    loaded: int = 0
    known: int = 0
    left_out: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    def note(self, row: int, name: str, why: str) -> None:
        """Add a trouble."""
        self.troubles.append(Trouble(row, name, why))

    def leave_out(self, row: int, name: str, why: str) -> None:
        """Add a trouble that keeps the whole row out."""
        self.left_out += 1
        self.note(row, name, why)


def read_rows(path: Path, report: Report) -> Iterator[tuple[int, Row]]:
    """(number, row) of a .csv file or of a file with one JSON object a line; counts rows in `report`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file) if path.suffix.lower() == ".csv" else _objects(file)
        for number, row in enumerate(rows, 1):
            report.rows += 1
            if isinstance(row, dict):
                yield number, row
            else:
                report.leave_out(number, "", str(row))


def _objects(lines: Iterable[str]) -> Iterator[Row | str]:
    """Each line's object, or why there is none."""
    for line in lines:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            yield f"not JSON: {error}"
        else:
            yield found if isinstance(found, dict) else "not an object"


def read_countries(path: Path) -> dict[str, dict[str, str]]:
    """ISO 3166-1 alpha-3 code → {language: name} from a table with `iso3`, `name_en` and `name_fr`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return {row["iso3"]: {"en": row["name_en"], "fr": row["name_fr"] or row["name_en"]} for row in rows}
