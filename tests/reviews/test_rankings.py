"""The ranked table: in the order of the scores, in pages, and of nothing that its reader may not see."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.applications.models import Application
from app.kernel.errors import Invalid
from app.kernel.principals import Person
from app.reviews import queries
from app.reviews.models import Panellist, Review, ReviewVersion
from app.reviews.rules import marks, scores, standings
from tests.reviews import scenes

MEASURES = marks.read_rubric(scenes.RUBRIC)
VOICES = ("academia", "civil_society", "government")


class Round:
    """A call whose applications are reviewed by three constituencies."""

    def __init__(self, scene: scenes.Scene) -> None:
        self.scene = scene
        self.desk = scene.manager()
        self.seats = {voice: scene.seat(None, constituency=voice) for voice in VOICES}
        self.given: dict[str, list[marks.Entry]] = {}

    def sent(self, **sheets: dict[str, Any]) -> str:
        """An application with a sheet by constituency; its reference."""
        made = self.scene.sent(state="in_review")
        for voice, sheet in sheets.items():
            self.review(made, self.seats[voice], sheet)
        self.given[made.reference] = [marks.Entry(sheet, voice) for voice, sheet in sheets.items()]
        return made.reference

    def review(self, application: Any, seat: Panellist, sheet: dict[str, Any]) -> None:
        review = self.scene.review(application, seat, "submitted", marks=sheet)
        content = {"marks": sheet, "comment": "", "confidential": "", "recommendation": None}
        keys = {"review_id": review.id, "number": 1, "rubric_version": 1}
        self.scene.add(ReviewVersion(content=content, submitted_at=self.scene.now, **keys))

    def table(self, reader: Person | None = None, **asked: Any) -> Any:
        work = self.scene.work(reader or self.desk)
        return queries.list_ranked(work, self.scene.stage.id, MEASURES, **asked)


@pytest.fixture
def full(scene: scenes.Scene) -> Round:
    return Round(scene)


def sheet(value: int | None, yes: bool | None = None) -> dict[str, Any]:
    """Marks for both criteria: no value is "not applicable", no yes is no answer."""
    given: dict[str, Any] = {"value": {"not_applicable": True} if value is None else {"mark": str(value)}}
    return given if yes is None else {**given, "open": {"yes": yes, "confidence": 3}}


def shown(found: Any) -> list[tuple[str, int | None, bool]]:
    return [(row.standing.reference, row.rank, row.tied) for row in found.rows]


def placed(values: dict[str, Decimal | None]) -> list[tuple[str, int | None, bool]]:
    """Best first, equal ones by reference, each after as many as are better; those without a value come last."""
    scored = {key: value for key, value in values.items() if value is not None}
    rows = []
    for key in sorted(scored, key=lambda key: (-scored[key], key)):
        better = sum(value > scored[key] for value in scored.values())
        rows.append((key, better + 1, list(scored.values()).count(scored[key]) > 1))
    return rows + [(key, None, False) for key in sorted(values) if values[key] is None]


def filled(full: Round, count: int) -> None:
    luck = random.Random(7)
    for _ in range(count):
        speaking = luck.sample(VOICES, luck.randint(0, 3))
        full.sent(
            **{voice: sheet(luck.choice([0, 1, 3, 4, 5, None]), luck.choice([True, False, None])) for voice in speaking}
        )


def test_ranks_as_the_rules_do_by_total_by_criterion_and_by_constituency(full: Round) -> None:
    filled(full, 40)
    total = {key: scores.total(MEASURES, entries) for key, entries in full.given.items()}
    assert len({value for value in total.values() if value is not None}) > 10
    assert None in total.values()
    assert shown(full.table()) == placed(total)
    for at, measure in enumerate(MEASURES):
        means = {key: scores.score(scenes.RUBRIC, entries).criteria[at].mean for key, entries in full.given.items()}
        assert shown(full.table(criterion=measure.key)) == placed(means)
    for voice in VOICES:
        own = {key: [one for one in entries if one.constituency == voice] for key, entries in full.given.items()}
        assert shown(full.table(voice=voice)) == placed({key: scores.total(MEASURES, own[key]) for key in own})


def test_pages_follow_one_another_without_gap_or_repetition(full: Round) -> None:
    filled(full, 17)
    whole, found, after = shown(full.table()), [], ""
    for _ in range(6):
        page = full.table(size=3, after=after)
        found.append(shown(page))
        after = page.next or ""
    assert [len(page) for page in found] == [3, 3, 3, 3, 3, 2]
    assert after == ""
    assert [row for page in found for row in page] == whole


def test_a_review_that_is_open_again_counts_as_it_was_sent(full: Round, scene: scenes.Scene) -> None:
    first, second = full.sent(academia=sheet(5, True)), full.sent(academia=sheet(3, True))
    before, worth = shown(full.table()), [row.value for row in full.table().rows]
    for review in scene.session.query(Review):
        review.state, review.marks = "reopened", sheet(0)
    scene.session.flush()
    rows = full.table().rows
    assert (before, [row.standing.reference for row in rows]) == (
        [(first, 1, False), (second, 2, False)],
        [first, second],
    )
    assert (shown(full.table()), [row.value for row in rows]) == (before, worth)
    means = [scores.score(scenes.RUBRIC, full.given[reference]).total for reference in (first, second)]
    assert [standings.score_of(scenes.RUBRIC, row.standing).total for row in rows] == means
    assert shown(full.table(voice="academia")) == before


@pytest.mark.parametrize("cursor", ["x", "WyIxIl0", "WyJ4IiwgInkiXQ"])
def test_a_cursor_of_nobodys_is_refused(full: Round, cursor: str) -> None:
    with pytest.raises(Invalid):
        full.table(after=cursor)


def test_what_is_barred_or_not_in_review_leaves_no_gap(full: Round, scene: scenes.Scene) -> None:
    second, best, third = full.sent(academia=sheet(4)), full.sent(academia=sheet(5)), full.sent(academia=sheet(3))
    ended = scene.sent(state="withdrawn")
    full.review(ended, full.seats["academia"], sheet(5))
    assert shown(full.table()) == [(best, 1, False), (second, 2, False), (third, 3, False)]
    scene.bar(scene.session.query(Application).filter_by(reference=best).one(), full.desk)
    assert shown(full.table()) == [(second, 1, False), (third, 2, False)]


def test_nobody_else_sees_a_row(full: Round, scene: scenes.Scene) -> None:
    full.sent(academia=sheet(5))
    for reader in (scene.person("Stranger"), scene.person("Administrator", ("administrator", None))):
        assert shown(full.table(reader)) == []
        assert queries.list_voices(scene.work(reader), scene.stage.id) == []
    assert queries.list_voices(scene.work(full.desk), scene.stage.id) == sorted(VOICES)


@pytest.mark.parametrize("count", [1, 3])
def test_costs_the_same_number_of_statements_for_one_and_for_three(
    full: Round, scene: scenes.Scene, client_as: Callable[..., Any], statements: list[str], count: int
) -> None:
    filled(full, count)
    client = client_as(full.desk)
    statements.clear()
    answer = client.get(f"/manage/calls/{scene.call.slug}/deliberation?by=open&voice=academia")
    assert (answer.status_code, len(statements)) == (200, 3)
    assert [reference in answer.text for reference in full.given] == [True] * count


def test_the_page_shows_fifty_and_leads_to_the_rest(
    full: Round, scene: scenes.Scene, client_as: Callable[..., Any]
) -> None:
    references = sorted(full.sent(academia=sheet(3)) for _ in range(52))
    client = client_as(full.desk)
    address = f"/manage/calls/{scene.call.slug}/deliberation"
    first = client.get(address).text
    assert [reference in first for reference in references] == [True] * 50 + [False] * 2
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(following).text
    assert [reference in second for reference in references] == [False] * 50 + [True] * 2
    assert 'rel="next"' not in second
