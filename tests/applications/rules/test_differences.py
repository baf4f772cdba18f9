"""Two texts side by side: every word is told, whatever the texts, and in bounded time."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.applications.rules import differences
from app.applications.rules.differences import Run, Side, compare, of_side, shortened, together


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(str(run.side), run.text) for run in compare(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("", "", []),
        ("Wells", "Wells", [("both", "Wells")]),
        ("", "Wells", [("after", "Wells")]),
        ("Wells", "", [("before", "Wells")]),
        ("Wells", "Pumps", [("before", "Wells"), ("after", "Pumps")]),
        (
            "We dig ten wells.",
            "We dig forty wells.",
            [("both", "We dig "), ("before", "ten"), ("after", "forty"), ("both", " wells.")],
        ),
        ("one two", "one, two", [("both", "one"), ("after", ","), ("both", " two")]),
        # Space alone between two differences would make a confetti of them.
        (
            "a red big dog b",
            "a blue tiny dog b",
            [("both", "a "), ("before", "red big"), ("after", "blue tiny"), ("both", " dog b")],
        ),
        ("red, ox", "blue, ox", [("before", "red"), ("after", "blue"), ("both", ", ox")]),
        ("我们挖井", "我们修井", [("both", "我们"), ("before", "挖"), ("after", "修"), ("both", "井")]),
        ("مياه نظيفة", "مياه للجميع", [("both", "مياه "), ("before", "نظيفة"), ("after", "للجميع")]),
        ("line\none", "line\ntwo", [("both", "line\n"), ("before", "one"), ("after", "two")]),
        ("x y", "y x", [("before", "x "), ("both", "y"), ("after", " x")]),
        (
            "a b c a b b a",
            "c b a b a c",
            [("before", "a"), ("after", "c"), ("both", " b "), ("before", "c "), ("both", "a b "), ("before", "b "),
             ("both", "a"), ("after", " c")],
        ),
    ],
)  # fmt: skip
def test_runs(before: str, after: str, runs: list[tuple[str, str]]) -> None:
    assert told(before, after) == runs


WORDS = st.lists(
    st.sampled_from(["a", "b", "wells", "挖", "井", " ", "\n", ",", ".", "…", "é", "e\u0301"]), max_size=60
)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_runs(one: list[str], other: list[str]) -> None:
    before, after = "".join(one), "".join(other)
    runs = compare(before, after)
    assert "".join(run.text for run in of_side(runs, Side.BEFORE)) == before
    assert "".join(run.text for run in of_side(runs, Side.AFTER)) == after
    assert all(run.text for run in runs)
    assert all(one.side is not other.side for one, other in itertools.pairwise(runs))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_at_all(before: str, after: str) -> None:
    runs = compare(before, after)
    assert "".join(run.text for run in of_side(runs, Side.BEFORE)) == before
    assert "".join(run.text for run in of_side(runs, Side.AFTER)) == after


def numbered(start: int, count: int) -> list[str]:
    return [f"word{number}" for number in range(start, start + count)]


@pytest.mark.parametrize("steps", [0, 3, 40, 1000])
def test_long_texts_are_cut_at_words_they_both_have_once(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(differences, "STEPS", steps)
    before = " ".join(["old", *numbered(0, 30), "of", "of", *numbered(30, 5), "end"])
    after = " ".join(["new", *numbered(0, 10), "of", *numbered(12, 18), "x", *numbered(30, 5), "stop"])
    runs = compare(before, after)
    assert "".join(run.text for run in of_side(runs, Side.BEFORE)) == before
    assert "".join(run.text for run in of_side(runs, Side.AFTER)) == after
    same = " ".join(run.text for run in runs if run.side is Side.BOTH)
    assert [word for word in numbered(0, 10) + numbered(12, 23) if word not in same.split()] == []


def test_texts_that_share_nothing_are_told_whole_within_the_budget() -> None:
    before, after = "a " * 40_000, "b\n" * 40_000
    assert told(before, after) == [("before", before), ("after", after)]


def test_the_words_of_both_keep_everything() -> None:
    assert together(compare("We dig ten wells", "We dig forty wells")) == "We dig ten forty wells"
    assert together(compare("a ten\nb", "a\nforty\nb")) == "a ten\nforty\nb"
    assert together(compare("", "new")) == "new"
    assert together([]) == ""


def test_what_agrees_for_long_is_shortened() -> None:
    long = " ".join(numbered(0, 100))
    runs = [Run(Side.BOTH, long), Run(Side.AFTER, "x" * 900), Run(Side.BOTH, long), Run(Side.BEFORE, "y"),
            Run(Side.BOTH, long)]  # fmt: skip
    told = [run.text for run in shortened(runs, around=20)]
    assert told == ["… word98 word99", "x" * 900, "word0 word1 word2 … word98 word99", "y", "word0 word1 word2 …"]
    assert shortened([Run(Side.BOTH, long)], around=20) == [Run(Side.BOTH, long)]
    short = Run(Side.BOTH, "x" * 60)
    assert shortened([short, Run(Side.AFTER, "y")], around=20)[0] == short
    without = Run(Side.BOTH, "x" * 61)
    assert [run.text for run in shortened([Run(Side.AFTER, "y"), without, Run(Side.AFTER, "z")], around=20)] == [
        "y", "x" * 20 + " … " + "x" * 20, "z",
    ]  # fmt: skip
