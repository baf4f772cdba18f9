"""Rubrics as data, and marks that fit them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.rules.problems import Problem
from app.calls.rules.rubrics import (
    MARKS,
    YES_NO,
    Scale,
    check_marks,
    check_rubric,
    decimal_of,
    scale_of,
    weight_of,
)
from tests.calls.rules.test_definitions import json_values

SCALE = {"min": 0, "max": 5, "step": 0.5}
TITLE = {"en": "T"}


def criterion(key: str = "impact", **settings: object) -> dict[str, Any]:
    return {"key": key, "title": TITLE, "weight": "30", **settings}


def rubric(*criteria: object, **settings: object) -> dict[str, Any]:
    return {"scale": SCALE, "criteria": list(criteria), **settings}


RUBRIC = rubric(
    criterion(anchors={"0": TITLE, "2.5": TITLE, "5": TITLE}, threshold="3"),
    criterion("team", scale={"min": 1, "max": 3, "step": 1}, allow_not_applicable=True),
    criterion("open", kind="yes_no_confidence", allow_not_applicable=True),
    threshold=6,
)
GOOD = {"impact": {"mark": "4.5", "comment": "c"}, "team": {"mark": "2"}, "open": {"yes": True, "confidence": 5}}
OFF = Problem("impact", "not_on_scale", {"min": "0", "max": "5", "step": "0.5"})


def found(definition: object) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in check_rubric(definition)]


def test_a_good_rubric_and_good_marks() -> None:
    assert check_rubric(RUBRIC) == []
    assert check_marks(RUBRIC, GOOD, complete=True) == []
    skipped = {"team": {"not_applicable": True}, "open": {"not_applicable": True, "comment": "why"}}
    assert check_marks(RUBRIC, GOOD | skipped, complete=True) == []


def test_missing_marks_are_named_only_when_all_must_be_there() -> None:
    assert check_marks(RUBRIC, {}, complete=False) == []
    assert check_marks(RUBRIC, {}, complete=True) == [
        Problem("impact", "required"),
        Problem("team", "required"),
        Problem("open", "required"),
    ]
    partial = {"impact": {"mark": None, "comment": "c"}, "open": {"yes": False}}
    assert check_marks(RUBRIC, partial, complete=False) == []
    assert check_marks(RUBRIC, GOOD | partial, complete=True) == [
        Problem("impact", "required"),
        Problem("open", "no_confidence"),
    ]


@pytest.mark.parametrize("mark", ["0", "5", "2.5", 3, 4.5, "3.0", "4.50"])
def test_marks_on_the_scale(mark: object) -> None:
    assert check_marks(RUBRIC, GOOD | {"impact": {"mark": mark}}, complete=True) == []


@pytest.mark.parametrize("mark", ["-0.5", "5.5", "4.3", "x", "", "NaN", True, [], "1e9", "0.25"])
def test_marks_off_the_scale(mark: object) -> None:
    assert check_marks(RUBRIC, GOOD | {"impact": {"mark": mark}}, complete=True) == [OFF]


@pytest.mark.parametrize(
    ("key", "given", "codes"),
    [
        ("impact", "5", ["wrong_shape"]),
        ("impact", {"mark": "5", "x": 1}, ["wrong_shape"]),
        ("impact", {"mark": "5", "comment": 5}, ["wrong_shape"]),
        ("impact", {"mark": "5", "yes": True}, ["wrong_shape"]),
        ("impact", {"mark": "5", "confidence": 5}, ["wrong_shape"]),
        ("impact", {"mark": "5", "not_applicable": "no"}, ["wrong_shape"]),
        ("impact", {"not_applicable": True}, ["not_applicable_refused"]),
        ("impact", {"not_applicable": True, "mark": "5"}, ["not_applicable_refused", "mark_and_not_applicable"]),
        ("team", {"not_applicable": True, "mark": "2"}, ["mark_and_not_applicable"]),
        ("team", {"not_applicable": True, "mark": None}, []),
        ("team", {"not_applicable": False, "mark": "2", "yes": None, "confidence": None}, []),
        ("team", {"not_applicable": False}, ["required"]),
        ("team", {"mark": "4"}, ["not_on_scale"]),
        ("team", {"mark": "1.5"}, ["not_on_scale"]),
        ("open", {"not_applicable": True, "yes": True}, ["mark_and_not_applicable"]),
        ("open", {"not_applicable": True, "confidence": 1}, ["mark_and_not_applicable"]),
        ("open", {"yes": True, "confidence": 1, "mark": None}, []),
        ("open", {"yes": True, "confidence": 1, "mark": "1"}, ["wrong_shape"]),
        ("open", {"yes": "yes", "confidence": 1}, ["not_yes_or_no"]),
        ("open", {"yes": 1, "confidence": 1}, ["not_yes_or_no"]),
        ("open", {"yes": False, "confidence": 0}, ["bad_confidence"]),
        ("open", {"yes": False, "confidence": 6}, ["bad_confidence"]),
        ("open", {"yes": False, "confidence": True}, ["bad_confidence"]),
        ("open", {"yes": False, "confidence": 5.0}, ["bad_confidence"]),
        ("open", {"yes": False, "confidence": "5"}, ["bad_confidence"]),
        ("open", {"yes": False, "confidence": [5]}, ["bad_confidence"]),
        ("open", {"confidence": 5}, ["required"]),
    ],
)
def test_marks_that_do_not_fit(key: str, given: object, codes: list[str]) -> None:
    problems = check_marks(RUBRIC, GOOD | {key: given}, complete=True)
    assert [(one.question, one.code) for one in problems] == [(key, code) for code in codes]


def test_confidence_and_comment_say_their_limits() -> None:
    low = check_marks(RUBRIC, GOOD | {"open": {"yes": True, "confidence": 9}}, complete=True)
    assert low == [Problem("open", "bad_confidence", {"min": 1, "max": 5})]
    long = {"mark": "5", "comment": "c" * 20_001}
    assert check_marks(RUBRIC, GOOD | {"impact": long}, complete=True) == [
        Problem("impact", "too_many_characters", {"limit": 20_000, "count": 20_001})
    ]
    fits = {"mark": "5", "comment": "c" * 20_000}
    assert check_marks(RUBRIC, GOOD | {"impact": fits}, complete=True) == []


def test_marks_for_nothing() -> None:
    extra = {"zz": {}, "aa": {"mark": "1"}}
    assert check_marks(RUBRIC, GOOD | extra, complete=True) == [
        Problem("aa", "unknown_criterion"),
        Problem("zz", "unknown_criterion"),
    ]


@pytest.mark.parametrize(
    ("definition", "problems"),
    [
        (None, [("", "wrong_shape")]),
        ({}, [("/criteria", "wrong_shape")]),
        ({"criteria": {}}, [("/criteria", "wrong_shape")]),
        ({"criteria": [], "scale": 3}, [("/criteria", "no_criteria"), ("/scale", "bad_scale")]),
        (rubric(), [("/criteria", "no_criteria")]),
        (rubric(5, criterion("A")), [("/criteria/0", "wrong_shape"), ("/criteria/1/key", "bad_key")]),
        (rubric(criterion(), criterion()), [("/criteria/1/key", "duplicate_key")]),
        (rubric(criterion("A b")), [("/criteria/0/key", "bad_key")]),
        (rubric(criterion(title={})), [("/criteria/0/title", "no_title")]),
        (rubric(criterion(help="h")), [("/criteria/0/help", "bad_help")]),
        (rubric(criterion(help=TITLE)), []),
        (rubric(criterion(kind="stars")), [("/criteria/0/kind", "bad_kind")]),
        (rubric(criterion(kind=[])), [("/criteria/0/kind", "bad_kind")]),
        (rubric(criterion(kind="marks")), []),
        (rubric(criterion(weight="x")), [("/criteria/0/weight", "bad_weight")]),
        (rubric(criterion(weight=-1)), [("/criteria/0/weight", "bad_weight")]),
        (rubric(criterion(weight=0)), [("/criteria", "no_weight")]),
        (rubric(criterion(weight=0), criterion("b", weight=0.1)), []),
        (rubric({"key": "a", "title": TITLE}), []),
        (rubric(criterion(allow_not_applicable=1)), [("/criteria/0/allow_not_applicable", "not_yes_or_no")]),
        (rubric(criterion(x=1, colour=1)),
         [("/criteria/0/colour", "unknown_setting"), ("/criteria/0/x", "unknown_setting")]),
        (rubric(criterion(threshold=6)), [("/criteria/0/threshold", "bad_threshold")]),
        (rubric(criterion(threshold=-1)), [("/criteria/0/threshold", "bad_threshold")]),
        (rubric(criterion(threshold="x")), [("/criteria/0/threshold", "bad_threshold")]),
        (rubric(criterion(threshold=0), criterion("b", threshold=5)), []),
        (rubric(criterion(anchors=[])), [("/criteria/0/anchors", "wrong_shape")]),
        (rubric(criterion(anchors={"6": TITLE})), [("/criteria/0/anchors/6", "bad_anchor")]),
        (rubric(criterion(anchors={"1": "poor"})), [("/criteria/0/anchors/1", "bad_anchor")]),
        (rubric(criterion(), threshold=5), []),
        (rubric(criterion(), threshold=0), []),
        (rubric(criterion(), threshold=5.5), [("/threshold", "bad_threshold")]),
        (rubric(criterion(), threshold=-1), [("/threshold", "bad_threshold")]),
        (rubric(criterion(), threshold="x"), [("/threshold", "bad_threshold")]),
        (rubric(criterion(), criterion("b", kind=YES_NO), threshold=5), []),
        (rubric(criterion(), criterion("b", kind=YES_NO), threshold=6), [("/threshold", "bad_threshold")]),
        (rubric(criterion(), criterion("b"), threshold=10), []),
        (rubric(criterion(scale={"min": 1, "max": 2, "step": 1}), threshold=1), []),
        (rubric(criterion(scale={"min": 1, "max": 2, "step": 1}), threshold=0), [("/threshold", "bad_threshold")]),
        ({"criteria": [criterion(kind=YES_NO)]}, []),
        ({"criteria": [criterion()]}, [("/criteria/0/scale", "bad_scale")]),
        ({"criteria": [criterion(scale=SCALE)]}, []),
    ],
)  # fmt: skip
def test_rubrics(definition: object, problems: list[tuple[str, str]]) -> None:
    assert found(definition) == problems


@pytest.mark.parametrize(
    "scale",
    [
        None, 5, {}, {"min": 0, "max": 5}, {"min": 0, "max": 5, "step": 1, "x": 1}, {"min": 5, "max": 5, "step": 1},
        {"min": 6, "max": 5, "step": 1}, {"min": 0, "max": 5, "step": 0}, {"min": 0, "max": 5, "step": -1},
        {"min": 0, "max": 5, "step": 2}, {"min": "a", "max": 5, "step": 1}, {"min": 0, "max": None, "step": 1},
        {"min": 0, "max": 5, "step": "x"}, {"min": 0, "max": 101, "step": 1},
    ],
)  # fmt: skip
def test_bad_scales(scale: object) -> None:
    assert found(rubric(criterion(kind=YES_NO), scale=scale)) == [("/scale", "bad_scale")]
    assert found(rubric(criterion(scale=scale))) == [("/criteria/0/scale", "bad_scale")]


def test_a_bad_scale_of_the_rubric_is_told_for_each_criterion_that_uses_it_too() -> None:
    assert found(rubric(criterion(), scale=5)) == [("/criteria/0/scale", "bad_scale"), ("/scale", "bad_scale")]


def test_scales() -> None:
    assert found(rubric(criterion(), scale={"min": 0, "max": 100, "step": 1})) == []
    assert scale_of(RUBRIC, RUBRIC["criteria"][0]) == Scale(Decimal(0), Decimal(5), Decimal("0.5"))
    assert scale_of(RUBRIC, RUBRIC["criteria"][1]).marks() == (Decimal(1), Decimal(2), Decimal(3))
    assert Scale(Decimal(0), Decimal(1), Decimal("0.5")).marks() == (Decimal(0), Decimal("0.5"), Decimal(1))


def test_weights_and_kinds() -> None:
    assert [weight_of(criterion()), weight_of({}), weight_of({"weight": 0.5})] == [30, 1, Decimal("0.5")]
    assert (MARKS, YES_NO) == ("marks", "yes_no_confidence")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("4.5", Decimal("4.5")), (4, Decimal(4)), (0.1, Decimal("0.1")), (10**6, Decimal(10**6)),
        (-(10**6), Decimal(-(10**6))), (10**6 + 1, None), (-(10**6) - 1, None), (True, None), (None, None),
        ("x", None), ("NaN", None), ("Infinity", None), (float("inf"), None), ([], None),
    ],
)  # fmt: skip
def test_decimals(value: object, number: Decimal | None) -> None:
    assert decimal_of(value) == number


def test_numbers_too_long_to_write_are_none() -> None:
    assert decimal_of(10**5000) is None


@given(json_values)
def test_any_json_is_checked_without_failing(value: object) -> None:
    check_rubric(value)
    check_rubric(rubric(value))
    check_rubric(rubric(criterion(), scale=value, threshold=value))
    check_rubric(rubric(criterion(scale=value, threshold=value, anchors=value, weight=value, kind=value)))


@given(st.dictionaries(st.sampled_from(["impact", "team", "open", "x"]), json_values), st.booleans())
def test_any_marks_are_checked_without_failing(marks: dict[str, object], complete: bool) -> None:
    check_marks(RUBRIC, marks, complete=complete)


parts = st.fixed_dictionaries(
    {}, optional={"mark": json_values, "not_applicable": json_values, "yes": json_values, "confidence": json_values}
)


@given(st.dictionaries(st.sampled_from(["impact", "team", "open"]), parts), st.booleans())
def test_any_parts_are_checked_without_failing(marks: dict[str, object], complete: bool) -> None:
    check_marks(RUBRIC, marks, complete=complete)
