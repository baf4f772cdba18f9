"""What two people changed in one section is put together; only what both changed is a clash."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules.merging import Merged, mark, marks, merge

BEGAN = {"a": "one", "b": ["x"], "c": {"amount": "5"}}


def merged(mine: dict[str, Any], theirs: dict[str, Any], base: dict[str, str] | None = None) -> Merged:
    return merge("abcd", marks("abcd", BEGAN) if base is None else base, mine, theirs)


@pytest.mark.parametrize(
    ("mine", "theirs", "answers", "brought", "clashing"),
    [
        (BEGAN, BEGAN, BEGAN, set(), ()),
        (BEGAN | {"a": "mine"}, BEGAN, BEGAN | {"a": "mine"}, set(), ()),
        (BEGAN, BEGAN | {"a": "theirs"}, BEGAN | {"a": "theirs"}, {"a"}, ()),
        (BEGAN | {"a": "mine"}, BEGAN | {"b": ["y"]}, {"a": "mine", "b": ["y"], "c": {"amount": "5"}}, {"b"}, ()),
        (BEGAN | {"a": "mine"}, BEGAN | {"a": "theirs"}, BEGAN | {"a": "mine"}, set(), ("a",)),
        (BEGAN | {"a": "same"}, BEGAN | {"a": "same"}, BEGAN | {"a": "same"}, set(), ()),
        ({"b": ["x"]}, BEGAN | {"c": {"amount": "6"}}, {"b": ["x"]}, set(), ("c",)),
        ({"b": ["x"], "c": {"amount": "5"}}, BEGAN, {"b": ["x"], "c": {"amount": "5"}}, set(), ()),
        (BEGAN, {"b": ["x"], "c": {"amount": "5"}}, {"b": ["x"], "c": {"amount": "5"}}, {"a"}, ()),
        (BEGAN, BEGAN | {"d": "new"}, BEGAN | {"d": "new"}, {"d"}, ()),
        (BEGAN | {"d": "mine"}, BEGAN, BEGAN | {"d": "mine"}, set(), ()),
        (BEGAN | {"d": "mine"}, BEGAN | {"d": "theirs"}, BEGAN | {"d": "mine"}, set(), ("d",)),
        (BEGAN | {"z": "not asked"}, BEGAN, BEGAN, set(), ()),
    ],
)
def test_who_changed_what(
    mine: dict[str, Any], theirs: dict[str, Any], answers: dict[str, Any], brought: set[str], clashing: tuple[str, ...]
) -> None:
    assert merged(mine, theirs) == Merged(answers, frozenset(brought), clashing)


def test_without_a_beginning_all_that_differs_is_clashing() -> None:
    found = merge("ab", None, {"a": "x", "b": "y"}, {"a": "x"})
    assert found == Merged({"a": "x", "b": "y"}, frozenset(), ("b",))
    assert merge("ab", None, {}, {"b": "y"}) == Merged({}, frozenset(), ("b",))


def test_marks_tell_answers_apart() -> None:
    answers = [None, "", "1", 1, True, ["1"], {"1": "2"}, {"2": "1"}, "\ud800"]
    assert len({mark(answer) for answer in answers}) == len(answers)
    assert (mark(None), len(mark("x"))) == ("", 12)
    assert mark({"a": 1, "b": 2}) == mark({"b": 2, "a": 1})
    assert marks(["a", "b"], {"a": "x", "c": "y"}) == {"a": mark("x")}


ANSWERS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["x", "y", ["z"]]))


@given(ANSWERS, ANSWERS, ANSWERS)
def test_nothing_of_either_goes_unseen(began: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    found = merge("abcd", marks("abcd", began), mine, theirs)
    for key in "abcd":
        first, own, other = began.get(key), mine.get(key), theirs.get(key)
        both = own not in (first, other) and other != first
        assert (key in found.clashing) == both
        assert found.answers.get(key) == (other if own == first else own)
        assert (key in found.theirs) == (own == first != other)
