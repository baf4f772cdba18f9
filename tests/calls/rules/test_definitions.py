"""A builder's or an import's form is told what is wrong with it, whatever it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls.rules.definitions import check_definition

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
OPTIONS = [{"key": "x", "label": {"en": "X"}}, {"key": "y", "label": {"en": "Y"}}]


def form(*questions: object, **section: object) -> dict[str, Any]:
    return {"sections": [{"key": "s", "title": {"en": "S"}, "questions": list(questions), **section}]}


def question(kind: str = "short_text", **settings: object) -> dict[str, Any]:
    return {"key": "q", "type": kind, "label": {"en": "Q"}, **settings}


def found(definition: object) -> list[tuple[str, str]]:
    problems = check_definition(definition)
    assert all(one.parameters == {} for one in problems)
    return [(one.path, one.code) for one in problems]


@pytest.mark.parametrize(
    ("definition", "problems"),
    [
        (None, [("", "wrong_shape")]),
        ([], [("", "wrong_shape")]),
        ({}, [("/sections", "wrong_shape")]),
        ({"sections": []}, [("/sections", "no_sections")]),
        ({"sections": {"a": 1}}, [("/sections", "wrong_shape")]),
        ({"sections": [1]}, [("/sections/0", "wrong_shape")]),
        (form(), [("/sections/0/questions", "no_questions")]),
        (form(questions={}), [("/sections/0/questions", "wrong_shape")]),
        (form(question(), key="9"), [("/sections/0/key", "bad_key")]),
        (form(question(), key="A"), [("/sections/0/key", "bad_key")]),
        (form(question(), key="a-b"), [("/sections/0/key", "bad_key")]),
        (form(question(), key="a" * 65), [("/sections/0/key", "bad_key")]),
        (form(question(), key="a" * 64), []),
        (form(question(), key=None), [("/sections/0/key", "bad_key")]),
        (form(question(), title={}), [("/sections/0/title", "no_title")]),
        (form(question(), title="S"), [("/sections/0/title", "no_title")]),
        (form(question(), help={"en": ""}), [("/sections/0/help", "bad_help")]),
        (form(question(), help={"en": "h"}), []),
        (form(question(), extra=1, also=2),
         [("/sections/0/also", "unknown_setting"), ("/sections/0/extra", "unknown_setting")]),
    ],
)  # fmt: skip
def test_sections(definition: object, problems: list[tuple[str, str]]) -> None:
    assert found(definition) == problems


def test_sections_after_a_wrong_one_are_checked_too() -> None:
    good = form(question())["sections"][0]
    definition = {"sections": [None, good | {"questions": []}, good | {"title": None}]}
    assert found(definition) == [
        ("/sections/0", "wrong_shape"),
        ("/sections/1/questions", "no_questions"),
        ("/sections/2/key", "duplicate_key"),
        ("/sections/2/title", "no_title"),
    ]


def test_question_keys_are_unique_across_sections() -> None:
    one, other = form(question())["sections"][0], form(question())["sections"][0]
    assert found({"sections": [one, other | {"key": "t"}]}) == [("/sections/1/questions/0/key", "duplicate_key")]


def test_a_section_and_a_question_may_share_a_key() -> None:
    assert found(form(question(), key="q")) == []


@pytest.mark.parametrize(
    ("asked", "problems"),
    [
        (question(), []),
        (7, [("", "wrong_shape")]),
        (question(key="x y"), [("/key", "bad_key")]),
        (question(label=None), [("/label", "no_label")]),
        (question(help={}), [("/help", "bad_help")]),
        (question(required="yes", blind_hidden=1),
         [("/required", "not_yes_or_no"), ("/blind_hidden", "not_yes_or_no")]),
        (question(required=True, blind_hidden=False, visibility="staff"), []),
        (question(visibility="public"), []),
        (question(visibility="reviewers"), []),
        (question(visibility="me"), [("/visibility", "bad_visibility")]),
        (question(visibility=[]), [("/visibility", "bad_visibility")]),
        (question("essay"), [("/type", "unknown_type")]),
        (question(["x"]), [("/type", "unknown_type")]),  # type: ignore[arg-type]  # hostile on purpose
        (question(colour="red"), [("/colour", "unknown_setting")]),
        (question("yes_no", max_words=3), [("/max_words", "unknown_setting")]),
        (question(max_words=0), [("/max_words", "bad_limit")]),
        (question(max_words=1, max_characters=100_000), []),
        (question(max_words=True), [("/max_words", "bad_limit")]),
        (question(max_characters=1.5), [("/max_characters", "bad_limit")]),
        (question("long_text", max_characters=100_001), [("/max_characters", "bad_limit")]),
        (question("number", min=1, max=1, step=0.000001, unit="kWh"), []),
        (question("number", unit={"en": "hours", "fr": "heures"}), []),
        (question("number", unit={}), [("/unit", "bad_limit")]),
        (question("number", unit=5), [("/unit", "bad_limit")]),
        (question("number", min="1"), [("/min", "bad_limit")]),
        (question("number", min=-(10**15), max=10**15), []),
        (question("number", min=-(10**15) - 1, max=10**15 + 1), [("/max", "bad_limit"), ("/min", "bad_limit")]),
        (question("number", max=float("nan")), [("/max", "bad_limit")]),
        (question("number", step=0), [("/step", "bad_limit")]),
        (question("number", step=0.0000001), [("/step", "bad_limit")]),
        (question("number", step="x"), [("/step", "bad_limit")]),
        (question("number", min=2, max=1), [("/max", "limits_crossed")]),
        (question("money"), [("/currencies", "no_currencies")]),
        (question("money", currencies=["EUR", "USD"], min="0", max=10.5), []),
        (question("money", currencies=["EUR"], min=10**15, max=str(10**15)), []),
        (question("money", currencies=["EUR"], max=10**15 + 1), [("/max", "bad_limit")]),
        (question("money", currencies=["EUR"], min="9", max="10"), []),
        (question("money", currencies=["EUR"], min=11, max="10"), [("/max", "limits_crossed")]),
        (question("money", currencies=["EUR"], min="x"), [("/min", "bad_limit")]),
        (question("money", currencies=["EUR"], min=-1), [("/min", "bad_limit")]),
        (question("money", currencies=["EUR"], min=True), [("/min", "bad_limit")]),
        (question("money", currencies=["EUR"], max="NaN"), [("/max", "bad_limit")]),
        (question("money", currencies=["EUR"], max="Infinity"), [("/max", "bad_limit")]),
        (question("money", currencies=[]), [("/currencies", "bad_limit")]),
        (question("money", currencies="EUR"), [("/currencies", "bad_limit")]),
        (question("money", currencies=["eur"]), [("/currencies", "bad_limit")]),
        (question("money", currencies=["EUR", "EUR"]), [("/currencies", "bad_limit")]),
        (question("money", currencies=[1]), [("/currencies", "bad_limit")]),
        (question("single_choice"), [("/options", "no_options")]),
        (question("single_choice", options=[]), [("/options", "no_options")]),
        (question("single_choice", options={}), [("/options", "no_options")]),
        (question("single_choice", options=OPTIONS), []),
        (question("single_choice", options=[1, *OPTIONS]), [("/options/0", "wrong_shape")]),
        (question("single_choice", options=[OPTIONS[0], OPTIONS[0]]), [("/options/1/key", "duplicate_key")]),
        (question("single_choice", options=[{"key": "GPL-3.0", "label": {"en": "a"}}]), []),
        (question("single_choice", options=[{"key": "a b", "label": {"en": "a"}}]), [("/options/0/key", "bad_key")]),
        (question("single_choice", options=[{"key": 5}]),
         [("/options/0/key", "bad_key"), ("/options/0/label", "no_label")]),
        (question("multiple_choice", options=OPTIONS, min_choices=0, max_choices=2), []),
        (question("multiple_choice", options=OPTIONS, min_choices=2), []),
        (question("multiple_choice", options=OPTIONS, min_choices=3), [("/min_choices", "more_than_options")]),
        (question("multiple_choice", options=OPTIONS, min_choices=2, max_choices=1),
         [("/max_choices", "limits_crossed")]),
        (question("multiple_choice", options=OPTIONS, max_choices=0), [("/max_choices", "bad_limit")]),
        (question("multiple_choice", options=OPTIONS, min_choices=-1, max_choices=1001),
         [("/max_choices", "bad_limit"), ("/min_choices", "bad_limit")]),
        (question("multiple_choice", min_choices=3), [("/options", "no_options")]),
        (question("date", not_before="2026-01-01", not_after="2026-01-01"), []),
        (question("date", not_before="2026-01-02", not_after="2026-01-01"), [("/not_after", "limits_crossed")]),
        (question("date", not_before="2026-1-1"), [("/not_before", "bad_limit")]),
        (question("date", not_after=5), [("/not_after", "bad_limit")]),
        (question("file", accept=["application/pdf"], max_bytes=1, max_files=50), []),
        (question("file", max_bytes=2**30, max_files=1), []),
        (question("file", max_bytes=2**30 + 1, max_files=51),
         [("/max_bytes", "bad_limit"), ("/max_files", "bad_limit")]),
        (question("file", max_bytes=0, max_files=0), [("/max_bytes", "bad_limit"), ("/max_files", "bad_limit")]),
        (question("file", accept=[]), [("/accept", "bad_limit")]),
        (question("file", accept="application/pdf"), [("/accept", "bad_limit")]),
        (question("file", accept=[".pdf"]), [("/accept", "bad_limit")]),
        (question("file", accept=[1]), [("/accept", "bad_limit")]),
    ],
)  # fmt: skip
def test_questions(asked: object, problems: list[tuple[str, str]]) -> None:
    assert found(form(asked)) == [(f"/sections/0/questions/0{path}", code) for path, code in problems]


def test_no_more_than_a_thousand_options() -> None:
    options = [{"key": f"k{number}", "label": {"en": "x"}} for number in range(1001)]
    assert found(form(question("single_choice", options=options))) == [
        ("/sections/0/questions/0/options", "no_options")
    ]
    assert found(form(question("single_choice", options=options[:1000]))) == []


@given(json_values)
def test_any_json_is_checked_without_failing(value: object) -> None:
    check_definition(value)
    check_definition({"sections": [value]})
    check_definition(form(value))


@given(st.sampled_from(["number", "money", "multiple_choice", "date", "file", "long_text"]), st.data())
def test_any_setting_is_checked_without_failing(kind: str, data: st.DataObject) -> None:
    names = [
        "min",
        "max",
        "step",
        "unit",
        "currencies",
        "options",
        "min_choices",
        "max_choices",
        "not_before",
        "accept",
    ]
    settings = data.draw(st.dictionaries(st.sampled_from(names), json_values))
    check_definition(form(question(kind, **settings)))
