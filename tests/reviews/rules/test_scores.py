"""Scores from reviews: exact cases worked by hand, and properties that hold for all."""

from decimal import Decimal
from statistics import mean, median, stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reviews.rules import scores
from app.reviews.rules.marks import NOT_RECORDED, Entry, Measure, mark_of, read_rubric

D = Decimal
CIVIL, ACADEMIA = "civil_society", "academia"


def criterion(key: str, weight: object, **settings: object) -> dict[str, Any]:
    return {"key": key, "title": {"en": key}, "weight": weight, **settings}


RUBRIC: dict[str, Any] = {
    "scale": {"min": 0, "max": 5, "step": "0.5"},
    "criteria": [
        criterion("impact", "60", threshold=3),
        criterion("team", 40, scale={"min": 1, "max": 3, "step": 1}, allow_not_applicable=True),
    ],
    "threshold": 5,
}
VOTES: dict[str, Any] = {
    "criteria": [criterion("open", 3, kind="yes_no_confidence"), criterion("safe", 1, kind="yes_no_confidence")]
}


def entry(impact: object = None, team: object = None, constituency: str = CIVIL) -> Entry:
    """Marks where given; a criterion without one is not applicable."""
    given = {"impact": impact, "team": team}
    marks = {key: {"not_applicable": True} if mark is None else {"mark": str(mark)} for key, mark in given.items()}
    return Entry(marks, constituency)


def vote(opens: tuple[bool, int], safe: tuple[bool, int] | None, constituency: str = CIVIL) -> Entry:
    marks = {"open": {"yes": opens[0], "confidence": opens[1]}}
    return Entry(marks | ({"safe": {"yes": safe[0], "confidence": safe[1]}} if safe else {}), constituency)


def test_worked_by_hand() -> None:
    # impact: 4, 2, 4.5 → shares .8, .4, .9; team: 3, 1, 2 on 1..3 → shares 1, 0, .5
    found = scores.score(RUBRIC, [entry(4, 3), entry(2, 1), entry(4.5, 2, ACADEMIA)])
    impact, team = found.criteria
    assert impact == scores.CriterionScore(
        key="impact",
        given=3,
        not_given=0,
        mean=D("3.5"),
        median=D(4),
        spread=D("1.322876"),
        certainty=None,
        by_constituency={ACADEMIA: D("4.5"), CIVIL: D(3)},
        equal_voice=D("3.75"),
        passes=True,
    )
    assert team == scores.CriterionScore(
        key="team",
        given=3,
        not_given=0,
        mean=D(2),
        median=D(2),
        spread=D(1),
        certainty=None,
        by_constituency={ACADEMIA: D(2), CIVIL: D(2)},
        equal_voice=D(2),
        passes=None,
    )
    assert found.reviews == 3
    assert found.total == D(62)  # 60 × .7 + 40 × .5
    assert found.by_constituency == {ACADEMIA: D(74), CIVIL: D(56)}
    assert list(found.by_constituency) == [ACADEMIA, CIVIL]
    assert found.equal_voice == D(65)
    assert found.spread == D("33.645208")  # of 88, 24 and 74
    assert found.marks == D("5.5")
    assert found.failed == ()
    assert found.passes is True


def test_totals_of_single_reviews() -> None:
    totals = [scores.review_total(RUBRIC, one.marks) for one in (entry(4, 3), entry(2, 1), entry(4.5, 2))]
    assert totals == [D(88), D(24), D(74)]


def test_by_median() -> None:
    found = scores.score(RUBRIC, [entry(4, 3), entry(2, 1), entry(4.5, 3, ACADEMIA)], by_median=True)
    assert [one.mean for one in found.criteria] == [D("3.5"), D("2.333333")]
    assert found.total == D(88)  # 60 × .8 + 40 × 1
    assert found.marks == D(7)
    assert found.by_constituency == {ACADEMIA: D(94), CIVIL: D(56)}
    assert found.criteria[0].by_constituency == {ACADEMIA: D("4.5"), CIVIL: D(3)}


def test_the_short_way_by_mean_and_by_median() -> None:
    entries = [entry(4, 3), entry(2, 1), entry(4.5, 3)]
    assert scores.total(read_rubric(RUBRIC), entries, by_median=True) == D(88)
    assert scores.total(read_rubric(RUBRIC), entries) == D("68.666667")


def test_the_median_decides_the_threshold_where_the_median_counts() -> None:
    entries = [entry(3, 3), entry(3, 3), entry(0, 3)]
    assert scores.score(RUBRIC, entries).failed == ("impact",)
    assert scores.score(RUBRIC, entries, by_median=True).failed == ()


def test_not_applicable_neither_helps_nor_harms() -> None:
    found = scores.score(RUBRIC, [entry(4), entry(2, 3)])
    team = found.criteria[1]
    assert (team.given, team.not_given, team.mean, team.spread) == (1, 1, D(3), None)
    assert found.total == D(76)  # 60 × .6 + 40 × 1
    assert scores.review_total(RUBRIC, entry(4).marks) == D(80)
    alone = scores.score(RUBRIC, [entry(4), entry(3)])
    assert alone.total == D(70)
    assert alone.marks == D("5.6")  # 3.5 of 5, so 5.6 of 8
    assert alone.criteria[1] == scores.CriterionScore("team", 0, 2, None, None, None, None, {}, None, None)


def test_nothing_given() -> None:
    for entries in ([], [entry()], [Entry({})]):
        found = scores.score(RUBRIC, entries)
        assert (found.total, found.spread, found.equal_voice, found.marks) == (None, None, None, None)
        assert found.by_constituency == {}
        assert found.failed == ()
        assert found.passes is True
    assert scores.review_total(RUBRIC, {}) is None


def test_a_criterion_without_weight_is_shown_but_not_counted() -> None:
    rubric = RUBRIC | {"criteria": [criterion("impact", 0), criterion("team", 1)]}
    assert scores.score(rubric, [entry(5, 1)]).total == D(20)
    assert scores.score(rubric, [entry(5)]).total is None


@pytest.mark.parametrize(
    ("impact", "team", "failed", "passes"),
    [
        (3, 2, (), True),
        (2.5, 3, ("impact",), False),
        (3, 1, (), False),
        (5, 1, (), True),
        (2.5, 1, ("impact",), False),
    ],
)
def test_thresholds_are_of_unweighted_marks(impact: float, team: int, failed: tuple[str, ...], passes: bool) -> None:
    found = scores.score(RUBRIC, [entry(impact, team)])
    assert (found.failed, found.passes) == (failed, passes)


def test_weights_never_decide_a_threshold() -> None:
    heavy = RUBRIC | {"criteria": [RUBRIC["criteria"][0] | {"weight": 1}, RUBRIC["criteria"][1] | {"weight": 999}]}
    one, other = (scores.score(rubric, [entry(3, 1)]) for rubric in (RUBRIC, heavy))
    assert one.total != other.total
    assert (one.marks, one.passes) == (other.marks, other.passes)


def test_without_a_threshold_everything_passes() -> None:
    rubric = {"scale": RUBRIC["scale"], "criteria": [criterion("impact", 1)]}
    found = scores.score(rubric, [entry(0)])
    assert (found.passes, found.criteria[0].passes) == (True, None)


def test_yes_and_no() -> None:
    found = scores.score(
        VOTES, [vote((True, 5), (True, 1)), vote((False, 1), (False, 4)), vote((True, 2), None, ACADEMIA)]
    )
    opens, safe = found.criteria
    assert (opens.given, opens.mean, opens.certainty) == (3, D("0.666667"), D("0.875"))
    assert (safe.given, safe.not_given, safe.mean, safe.certainty) == (2, 1, D("0.5"), D("0.2"))
    assert opens.by_constituency == {ACADEMIA: D(1), CIVIL: D("0.5")}
    assert opens.equal_voice == D("0.75")
    assert found.total == D("62.5")  # (3 × 2/3 + .5) / 4
    assert found.marks is None
    assert found.passes is True


def test_a_yes_or_no_that_nobody_answered() -> None:
    skipped = Entry({"open": {"not_applicable": True}, "safe": {"yes": None}})
    found = scores.score(VOTES, [skipped])
    assert [(one.given, one.mean, one.certainty) for one in found.criteria] == [(0, None, None)] * 2
    assert found.total is None


def test_sums_of_marks_leave_votes_out() -> None:
    mixed = {
        "scale": RUBRIC["scale"],
        "criteria": [criterion("impact", 1), criterion("open", 1, kind="yes_no_confidence")],
    }
    found = scores.score(mixed, [Entry({"impact": {"mark": "4"}, "open": {"yes": True, "confidence": 5}})])
    assert (found.marks, found.total) == (D(4), D(90))


def test_measures_of_a_rubric() -> None:
    impact, team = read_rubric(RUBRIC)
    assert impact == Measure("impact", False, D(60), D(0), D(5), D(3))
    assert team == Measure("team", False, D(40), D(1), D(3), None)
    assert read_rubric(VOTES)[0] == Measure("open", True, D(3), D(0), D(1), None)
    assert [team.share(D(1)), team.share(D("1.5")), team.share(D(3))] == [D(0), D("0.25"), D(1)]
    assert Entry({}).constituency == NOT_RECORDED == "not_recorded"


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({"mark": "4.5"}, D("4.5")), ({"mark": 3}, D(3)), ({"mark": None}, None), ({}, None),
        ({"not_applicable": True}, None), ({"not_applicable": False, "mark": "1"}, D(1)),
        ({"not_applicable": True, "mark": "1"}, None),
    ],
)  # fmt: skip
def test_marks_read(given: dict[str, object], mark: Decimal | None) -> None:
    assert mark_of(read_rubric(RUBRIC)[0], {"impact": given}) == mark


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({"yes": True}, D(1)), ({"yes": False}, D(0)), ({"yes": None}, None), ({}, None),
        ({"yes": True, "not_applicable": True}, None),
    ],
)  # fmt: skip
def test_votes_read(given: dict[str, object], mark: Decimal | None) -> None:
    assert mark_of(read_rubric(VOTES)[0], {"open": given}) == mark


decimals = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=12)


@given(decimals)
def test_means_medians_and_spreads_agree_with_the_library(values: list[Decimal]) -> None:
    assert scores.mean(values) == round(mean(values), 6)
    assert scores.median(values) == round(median(values), 6)
    expected = round(stdev(values), 6) if len(values) > 1 else None
    assert scores.spread(values) == expected


def test_of_nothing_there_is_nothing() -> None:
    assert [scores.mean([]), scores.median([]), scores.spread([]), scores.spread([D(1)])] == [None] * 4
    assert [scores.equal_voice({}), scores.certainty([]), scores.weighted_total([], [])] == [None] * 3


def test_rounds_to_six_places_half_to_even() -> None:
    assert scores.mean([D("0.000001"), D("0.000002")]) == D("0.000002")
    assert scores.mean([D("0.000002"), D("0.000003")]) == D("0.000002")
    assert str(scores.mean([D(1)])) == "1.000000"


marks = st.builds(entry, st.none() | st.sampled_from([0, 2.5, 5]), st.none() | st.sampled_from([1, 2, 3]),
                  st.sampled_from([CIVIL, ACADEMIA, "government"]))  # fmt: skip
panels = st.lists(marks, max_size=6)


@given(panels, st.randoms(), st.booleans())
def test_the_order_of_reviews_changes_nothing(entries: list[Entry], random, by_median: bool) -> None:
    shuffled = random.sample(entries, len(entries))
    assert scores.score(RUBRIC, shuffled, by_median=by_median) == scores.score(RUBRIC, entries, by_median=by_median)


@given(panels, st.booleans())
def test_the_short_way_gives_the_same_total(entries: list[Entry], by_median: bool) -> None:
    found = scores.score(RUBRIC, entries, by_median=by_median)
    assert scores.total(read_rubric(RUBRIC), entries, by_median=by_median) == found.total
    assert scores.total(read_rubric(RUBRIC), entries) == scores.score(RUBRIC, entries).total


@given(panels, st.integers(2, 50))
def test_weights_count_only_by_their_ratio(entries: list[Entry], factor: int) -> None:
    scaled = [one | {"weight": int(one["weight"]) * factor} for one in RUBRIC["criteria"]]
    assert scores.score(RUBRIC | {"criteria": scaled}, entries) == scores.score(RUBRIC, entries)


@given(panels)
def test_totals_stay_between_the_lowest_and_the_highest_voice(entries: list[Entry]) -> None:
    found = scores.score(RUBRIC, entries)
    for total in (found.total, found.equal_voice, *found.by_constituency.values()):
        assert total is None or 0 <= total <= 100
    if found.equal_voice is not None:
        assert min(found.by_constituency.values()) <= found.equal_voice <= max(found.by_constituency.values())


@given(marks, st.integers(1, 5))
def test_one_constituency_speaks_as_loud_with_many_reviewers_as_with_one(one: Entry, copies: int) -> None:
    other = entry(5, 3, "international_organisation")
    alone, many = scores.score(RUBRIC, [one, other]), scores.score(RUBRIC, [one] * copies + [other])
    assert many.equal_voice == alone.equal_voice
