"""Questions as fields, and answers as they are read, of the types that pages show in parts."""

import re

import pytest

from app.applications import forms
from app.applications.rules import readable
from app.kernel.http import templating

FIELDS = """{% from "applications/_question.html" import question %}
{{ question(asked, fields, "", [], "", "") }}"""
READ = '{% from "applications/_answers.html" import value %}{{ value(row, "") }}'
ANSWERS = {
    "percentage": 12.5,
    "repository": "https://codeberg.org/a/b",
    "licence": "MIT",
    "organisation": {"name": "Lab", "country": "KEN", "ror": "https://ror.org/05gq02987"},
    "person": {"name": "أمينة", "role": "Lead", "orcid": "https://orcid.org/0000-0002-1825-0097"},
}
READ_AS = {
    "percentage": "12.5 %",
    "repository": "https://codeberg.org/a/b",
    "licence": "MIT",
    "organisation": "Lab, Kenya https://ror.org/05gq02987",
    "person": "أمينة, Lead https://orcid.org/0000-0002-1825-0097",
}


def asked(kind: str) -> dict[str, object]:
    return {"key": "q", "type": kind, "label": {"en": "Q"}}


def render(source: str, **context: object) -> str:
    return templating.environment("a.html").from_string(source).render(**context)


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_every_field_is_labelled_and_shows_what_was_kept(kind: str) -> None:
    fields = forms.shown_fields([asked(kind)], {"q": ANSWERS[kind]})
    page = render(FIELDS, asked=asked(kind), fields=fields)
    ids = re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', page)
    assert ids == list(fields)
    assert set(ids) <= set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    shown = re.findall(r'<input[^>]* value="([^"]*)"', page) + re.findall(r'value="([^"]*)" selected', page)
    assert sorted(shown) == sorted(values[0] for values in fields.values())


@pytest.mark.parametrize("kind", sorted(ANSWERS))
def test_answers_are_read_as_people_write_them(kind: str) -> None:
    form = {"sections": [{"key": "s", "title": {"en": "S"}, "questions": [asked(kind)]}]}
    row = readable.readable(form, {"q": ANSWERS[kind]})[0].rows[0]
    assert " ".join(re.sub("<[^>]*>", "", render(READ, row=row)).split()) == READ_AS[kind]
