"""The ranked table of a stage: every application with its scores and its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.calls.rules import rubrics
from app.reviews.rules import scores
from app.reviews.rules.marks import Entry


class Reviewed(Protocol):
    """What the table needs to know of an application; `reviews` are {review_id, version_id, constituency, content}."""

    @property
    def application_id(self) -> UUID:
        """Which application."""

    @property
    def reference(self) -> str:
        """Its public reference."""

    @property
    def reviews(self) -> Sequence[Mapping[str, Any]]:
        """The latest version sent of each review."""


class Placed(Protocol):
    """An application in its place."""

    @property
    def standing(self) -> Reviewed:
        """The application."""

    @property
    def rank(self) -> int | None:
        """1 + the number of better ones; None without anything to rank on."""

    @property
    def tied(self) -> bool:
        """Whether another has the same rank."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the application as given, its score and its rank (None: nothing to rank on)."""

    entry: Any
    score: scores.Score
    rank: int | None
    tied: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The table: criteria as in the rubric, the panel's constituencies, and the lines in the order given."""

    criteria: Sequence[Mapping[str, Any]]
    constituencies: tuple[str, ...]
    rows: tuple[Line, ...]


def table(rubric: rubrics.Rubric, rows: Sequence[Placed], voices: Sequence[str]) -> Table:
    """The lines of ranked applications, each with its scores; `voices` are the constituencies on the panel."""
    lines = (Line(row.standing, score_of(rubric, row.standing), row.rank, row.tied) for row in rows)
    return Table(rubric["criteria"], tuple(voices), tuple(lines))


def score_of(rubric: rubrics.Rubric, entry: Reviewed) -> scores.Score:
    """The scores of one application from the reviews that count."""
    return scores.score(rubric, _entries(entry))


def evidence(rubric: rubrics.Rubric, entry: Reviewed) -> dict[str, Any]:
    """What a decision rests on, as JSON: the reviews it saw, which version of each, and the figures they gave."""
    found = score_of(rubric, entry)
    return {
        "reviews": [str(review["review_id"]) for review in entry.reviews],
        "versions": [str(review["version_id"]) for review in entry.reviews],
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
