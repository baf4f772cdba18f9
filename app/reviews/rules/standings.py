"""The ranked table of a stage: every application with its scores and its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.calls.rules import rubrics
from app.reviews.rules import ranking, scores
from app.reviews.rules.marks import Entry


class Reviewed(Protocol):
    """What the table needs to know of an application; `reviews` are {review_id, constituency, content}."""

    @property
    def application_id(self) -> UUID:
        """Which application."""

    @property
    def reference(self) -> str:
        """Its public reference."""

    @property
    def reviews(self) -> Sequence[Mapping[str, Any]]:
        """The latest version of each submitted review."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the application as given, its score and its rank (None: nothing to rank on)."""

    entry: Any
    score: scores.Score
    rank: int | None
    tied: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The table: criteria as in the rubric, the constituencies that spoke, and the lines, best first."""

    criteria: Sequence[Mapping[str, Any]]
    constituencies: tuple[str, ...]
    rows: tuple[Line, ...]


def ranked(rubric: rubrics.Rubric, entries: Sequence[Reviewed]) -> Table:
    """Rank by weighted total; equal totals share a rank, and the reference decides who is listed first."""
    scored = {entry.application_id: scores.score(rubric, _entries(entry)) for entry in entries}
    places = {row.key: row for row in ranking.rank({key: score.total for key, score in scored.items()})}
    lines = [
        Line(entry, scored[entry.application_id], places[entry.application_id].rank, places[entry.application_id].tied)
        for entry in entries
    ]
    lines.sort(key=lambda line: (line.rank is None, line.rank or 0, line.entry.reference))
    spoke = {voice for score in scored.values() for voice in score.by_constituency}
    return Table(rubric["criteria"], tuple(sorted(spoke)), tuple(lines))


def evidence(rubric: rubrics.Rubric, entry: Reviewed) -> dict[str, Any]:
    """What a decision rests on, as JSON: the reviews it saw and the figures they gave."""
    found = scores.score(rubric, _entries(entry))
    return {
        "reviews": [str(review["review_id"]) for review in entry.reviews],
        "total": _text(found.total),
        "equal_voice": _text(found.equal_voice),
        "by_constituency": {voice: str(total) for voice, total in found.by_constituency.items()},
        "by_criterion": {one.key: _text(one.mean) for one in found.criteria},
        "passes": found.passes,
    }


def _entries(entry: Reviewed) -> list[Entry]:
    return [Entry(review["content"].get("marks", {}), review["constituency"]) for review in entry.reviews]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
