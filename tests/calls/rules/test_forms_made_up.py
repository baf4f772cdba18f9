"""Whatever the validator accepts validates under the compiled schema, and pages show what they read."""

from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calls.rules import forms
from tests.calls.rules import strategies


@given(strategies.forms())
def test_made_up_forms_are_right_and_compile_to_valid_schemas(form: dict[str, Any]) -> None:
    assert forms.check_definition(form) == []
    assert jsonschema_rs.meta.is_valid(forms.compile_schema(form, title="t"))


@settings(max_examples=300)
@given(strategies.one_answered() | strategies.answered())
def test_what_is_accepted_validates_under_the_schema(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    form, answers = case
    schema = jsonschema_rs.Draft202012Validator(forms.compile_schema(form, title="t"), validate_formats=True)
    refused = forms.check_answers(form, answers, complete=True)
    assert refused or schema.is_valid(answers)


@given(strategies.answered())
def test_a_complete_form_has_the_problems_of_a_draft_and_what_is_missing(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    form, answers = case
    complete = forms.check_answers(form, answers, complete=True)
    assert [one for one in complete if one.code != "required"] == forms.check_answers(form, answers, complete=False)


@given(strategies.one_answered() | strategies.answered())
def test_what_is_right_comes_back_from_the_page_it_was_shown_on(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    form, answers = case
    if forms.check_answers(form, answers, complete=False):
        return
    asked = list(forms.questions(form))
    read = forms.read_fields(asked, forms.write_fields(asked, answers))
    again = forms.read_fields(asked, forms.write_fields(asked, read))
    assert again == read
    assert forms.check_answers(form, read, complete=False) == []


@given(strategies.forms(), st.dictionaries(st.sampled_from(strategies.KEYS), st.lists(strategies.texts, max_size=2)))
def test_whatever_a_page_sends_is_read_and_can_be_shown_again(form: dict[str, Any], sent: dict[str, list[str]]) -> None:
    asked = list(forms.questions(form))
    read = forms.read_fields(asked, sent)
    forms.check_answers(form, read, complete=True)
    shown = {name.partition("-")[0] for name in forms.write_fields(asked, read)}
    assert shown == {key for key, answer in read.items() if forms.type_of(_by_key(asked, key)).fields(answer)}


def _by_key(asked: list[forms.Question], key: str) -> forms.Question:
    return next(one for one in asked if one["key"] == key)
