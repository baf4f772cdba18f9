"""Entity tags, and what programs may send."""

import math

import pytest
from pydantic import Field, ValidationError
from starlette.requests import Request

from app.kernel.errors import Invalid, Stale
from app.kernel.http import api

TAG = '"abc"'


class Note(api.Given):
    """Something a program sends."""

    words: str = ""
    facts: dict[str, object] = Field(default_factory=dict)


def asking(method: str = "GET", **headers: str) -> Request:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": given})


@pytest.mark.parametrize("known", [TAG, "W/" + TAG, "*", " * ", f'"x", {TAG}', f'W/"x",W/{TAG}', f'"a,b", {TAG}'])
def test_what_the_reader_has_is_not_sent_again(known: str) -> None:
    for method in ("GET", "HEAD"):
        answer = api.one(asking(method, if_none_match=known), Note(), TAG)
        assert (answer.status, answer.body, answer.headers) == (304, None, {"etag": TAG})
    assert api.one(asking("PATCH", if_none_match=known), Note(), TAG).status == 200


@pytest.mark.parametrize("known", ["", '"x"', "abc", 'W/"x", "y"', '"abcd"'])
def test_what_the_reader_has_not_is_sent(known: str) -> None:
    assert api.one(asking(if_none_match=known), Note(), TAG).status == 200
    assert api.one(asking(), Note(), TAG).status == 200


@pytest.mark.parametrize(("given", "is_stale"), [
    (TAG, False), ("*", False), (f'"x", {TAG}', False), ('"x"', True), ("W/" + TAG, True), ("", True),
])  # fmt: skip
def test_a_change_is_of_the_version_that_was_read(given: str, is_stale: bool) -> None:
    if is_stale:
        with pytest.raises(Stale):
            api.check_match(asking("PATCH", if_match=given), TAG)
    else:
        api.check_match(asking("PATCH", if_match=given), TAG)
    api.check_match(asking("PATCH"), TAG)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"words": "a\x00b"}, {"body.words": "not_text"}),
        ({"words": "a\ud800b"}, {"body.words": "not_text"}),
        ({"facts": {"one": ["x", {"y": "\x00"}]}}, {"body.facts.one.y": "not_text"}),
        ({"facts": {"o\x00e": 1}}, {"body.facts": "not_text"}),
        ({"\ud800": 1}, {"body": "not_text"}),
        ({"facts": {"one": math.nan}}, {"body.facts.one": "not_a_number"}),
        ({"facts": {"one": [-math.inf]}}, {"body.facts.one": "not_a_number"}),
        ({"facts": {"one": [[[[[[[[1]]]]]]]]}}, {"body.facts.one": "wrong_shape"}),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(given: object, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        Note.model_validate(given)
    assert caught.value.fields == wrong


def test_the_rest_is_taken_and_nothing_that_is_not_named() -> None:
    facts = {"one": [1, 2.5, "é\n🌍", None, True], "two": {"amount": "1"}}
    assert Note.model_validate({"words": "x", "facts": facts}).facts == facts
    with pytest.raises(ValidationError):
        Note.model_validate({"other": 1})
