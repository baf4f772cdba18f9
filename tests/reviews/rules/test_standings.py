"""The ranked table of a stage, and the evidence a decision keeps."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.reviews.rules import standings

RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": 1},
    "criteria": [
        {"key": "impact", "title": {"en": "Impact"}, "weight": "60"},
        {"key": "team", "title": {"en": "Team"}, "weight": "40"},
    ],
    "threshold": 5,
}


@dataclass
class Entered:
    """An application as the table needs it."""

    reference: str
    application_id: UUID
    reviews: list[dict[str, Any]] = field(default_factory=list)


def entered(reference: str, *reviews: tuple[str, int, int]) -> Entered:
    number = int(reference[-1])
    found = [
        {
            "review_id": UUID(int=100 * number + at),
            "version_id": UUID(int=1000 + at),
            "constituency": voice,
            "content": {"marks": {"impact": {"mark": str(impact)}, "team": {"mark": str(team)}}},
        }
        for at, (voice, impact, team) in enumerate(reviews)
    ]
    return Entered(reference, UUID(int=number), found)


@dataclass
class Given:
    """An application in its place."""

    standing: Entered
    rank: int | None = None
    tied: bool = False


def test_a_table_keeps_the_order_and_the_places_given_and_scores_each_line() -> None:
    best = entered("R-4", ("government", 5, 5), ("academia", 5, 3))
    rows = [Given(best, 1), Given(entered("R-1", ("academia", 1, 1)), 2, True), Given(entered("R-5"))]
    table = standings.table(RUBRIC, rows, ["academia", "civil_society", "government"])
    assert [(line.entry.reference, line.rank, line.tied) for line in table.rows] == [
        ("R-4", 1, False),
        ("R-1", 2, True),
        ("R-5", None, False),
    ]
    assert table.rows[0].entry is best
    assert [line.score for line in table.rows] == [standings.score_of(RUBRIC, row.standing) for row in rows]
    assert [line.score.total is None for line in table.rows] == [False, False, True]
    assert table.criteria == RUBRIC["criteria"]
    assert table.constituencies == ("academia", "civil_society", "government")


def test_a_table_of_nothing() -> None:
    table = standings.table(RUBRIC, [], [])
    assert (table.rows, table.constituencies) == ((), ())


def test_evidence_says_which_reviews_gave_which_figures() -> None:
    entry = entered("R-1", ("academia", 5, 5), ("academia", 3, 5), ("government", 1, 0))
    found = standings.evidence(RUBRIC, entry)
    assert found["reviews"] == [str(UUID(int=100)), str(UUID(int=101)), str(UUID(int=102))]
    assert found["versions"] == [str(UUID(int=1000)), str(UUID(int=1001)), str(UUID(int=1002))]
    line = standings.score_of(RUBRIC, entry)
    assert found["total"] == str(line.total)
    assert found["equal_voice"] == str(line.equal_voice)
    assert found["equal_voice"] != found["total"]
    assert found["by_constituency"] == {voice: str(total) for voice, total in line.by_constituency.items()}
    assert set(found["by_constituency"]) == {"academia", "government"}
    assert found["by_criterion"] == {one.key: str(one.mean) for one in line.criteria}
    assert set(found["by_criterion"]) == {"impact", "team"}
    assert found["passes"] is line.passes


def test_evidence_of_no_review_has_no_figures() -> None:
    unmarked = entered("R-1")
    sent = {"review_id": UUID(int=9), "version_id": UUID(int=8), "content": {"comment": "Hm"}}
    unmarked.reviews = [sent | {"constituency": "academia"}]
    for entry, reviews in ((entered("R-1"), []), (unmarked, [str(UUID(int=9))])):
        found = standings.evidence(RUBRIC, entry)
        assert found["reviews"] == reviews
        assert (found["total"], found["equal_voice"], found["by_constituency"]) == (None, None, {})
        assert found["by_criterion"] == {"impact": None, "team": None}
