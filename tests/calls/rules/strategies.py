"""Forms and answers made up by hypothesis: any form the builder can make, answers right and wrong."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.calls.rules.countries import ALPHA2
from app.calls.rules.forms import TYPES

KEYS = ["a", "b", "c", "d", "e"]
texts = st.text(max_size=12)
option_keys = st.lists(st.sampled_from(["x", "y", "z", "MIT", "GPL-3.0"]), min_size=1, max_size=5, unique=True)
numbers = st.one_of(st.integers(-50, 50), st.sampled_from([-1.5, -0.1, 0.0, 0.1, 0.3, 2.5, 7.0, 1e15, 1e16, 1e-300]))
days = st.dates(date(2020, 1, 1), date(2021, 1, 1)).map(str)
ids = st.uuids().map(str)
amounts = st.sampled_from(["0", "1", "9.99", "10.5", "100", "1000.123", "01", "-5", "1e3", "x", "", "0.1234"])
anything = st.one_of(
    st.none(), st.booleans(), numbers, texts, st.lists(texts, max_size=2), st.dictionaries(texts, texts, max_size=2)
)


def ordered(low: str, high: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Neither, either or both of two limits that do not cross."""
    both = st.tuples(values, values).map(lambda pair: dict(zip((low, high), sorted(pair), strict=True)))
    return st.one_of(st.just({}), values.map(lambda one: {low: one}), values.map(lambda one: {high: one}), both)


def options(keys: list[str]) -> dict[str, Any]:
    return {"options": [{"key": key, "label": {"en": key}} for key in keys]}


bounds = st.one_of(st.integers(-20, 20), st.sampled_from([-2.5, 0.5, 3.0]))
SETTINGS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "short_text": st.fixed_dictionaries(
        {}, optional={"max_words": st.integers(1, 3), "max_characters": st.integers(1, 8)}
    ),
    "long_text": st.fixed_dictionaries(
        {}, optional={"max_words": st.integers(1, 3), "max_characters": st.integers(1, 8)}
    ),
    "number": st.builds(
        lambda limits, step: limits | step,
        ordered("min", "max", bounds),
        st.fixed_dictionaries({}, optional={"step": st.sampled_from([1, 2, 2.0, 0.5, 0.1]), "unit": st.just("kWh")}),
    ),
    "money": ordered("min", "max", st.integers(0, 500)).map(lambda limits: limits | {"currencies": ["EUR", "KWD"]}),
    "single_choice": option_keys.map(options),
    "multiple_choice": option_keys.flatmap(
        lambda keys: ordered("min_choices", "max_choices", st.integers(1, len(keys))).map(
            lambda limits: limits | options(keys)
        )
    ),
    "date": ordered("not_before", "not_after", days),
    "country": st.just({}),
    "url": st.just({}),
    "email": st.just({}),
    "yes_no": st.just({}),
    "percentage": ordered("min", "max", st.integers(0, 100)),
    "repository": st.fixed_dictionaries({}, optional={"hosts": st.just(["codeberg.org"])}),
    "licence": st.fixed_dictionaries({}, optional={"open_only": st.booleans()}),
    "organisation": st.fixed_dictionaries({}, optional={"needs": st.sampled_from([[], ["country"], ["ror"]])}),
    "person": st.fixed_dictionaries({}, optional={"needs": st.sampled_from([[], ["orcid"], ["role", "orcid"]])}),
    "file": st.fixed_dictionaries({}, optional={"max_files": st.integers(1, 3), "accept": st.just(["image/png"])}),
}
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "short_text": texts,
    "long_text": texts,
    "number": numbers,
    "money": st.fixed_dictionaries({"amount": amounts, "currency": st.sampled_from(["EUR", "KWD", "USD"])}),
    "single_choice": st.sampled_from(["x", "y", "z", "MIT", "GPL-3.0", "?"]),
    "multiple_choice": st.lists(st.sampled_from(["x", "y", "z", "MIT", "GPL-3.0"]), max_size=5),
    "date": st.one_of(days, st.sampled_from(["2020-02-30", "0001-01-01", "9999-12-31"])),
    "country": st.sampled_from([*sorted(ALPHA2)[:3], "XKX", "FR"]),
    "url": st.sampled_from(["https://example.org", "http://exämple.org/ö?x=1#y", "https://localhost", "x"]),
    "email": st.sampled_from(["a@b.org", "jos\u00e9@ex\u00e4mple.org", "a", "a@b"]),
    "yes_no": st.booleans(),
    "percentage": numbers,
    "repository": st.sampled_from(["https://codeberg.org/a/b", "github.com/a/b.git", "git@gitlab.com:a/b.git", "x"]),
    "organisation": st.fixed_dictionaries(
        {"name": st.sampled_from(["Lab", ""])},
        optional={"country": st.sampled_from(["KEN", "XX"]), "ror": st.sampled_from(["05gq02987", "05gq02988"])},
    ),
    "person": st.fixed_dictionaries(
        {"name": st.sampled_from(["Amina", " "])},
        optional={"role": st.just("lead"), "orcid": st.sampled_from(["0000-0002-1825-0097", "0000-0002-1825-0098"])},
    ),
    "licence": st.sampled_from(["MIT", "mit", "CC-BY-NC-4.0", "None", "MIT AND"]),
    "file": st.lists(ids, max_size=4),
}


@st.composite
def questions(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(TYPES)))
    common = draw(
        st.fixed_dictionaries(
            {"label": st.just({"en": "Label", "fr": "Nom"})},
            optional={"required": st.booleans(), "help": st.just({"en": "Help"})},
        )
    )
    return {"key": key, "type": kind, **common, **draw(SETTINGS[kind])}


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A definition that `check_definition` finds nothing wrong with."""
    asked = [draw(questions(key)) for key in KEYS[: draw(st.integers(1, len(KEYS)))]]
    cut = draw(st.integers(1, len(asked)))
    parts = [part for part in (asked[:cut], asked[cut:]) if part]
    return {"sections": [{"key": f"s{at}", "title": {"en": "S"}, "questions": part} for at, part in enumerate(parts)]}


@st.composite
def answered(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form and answers to it: mostly of the right shape, some missing, some absurd, perhaps one to nothing."""
    form = draw(forms())
    answers: dict[str, Any] = {}
    for question in (one for part in form["sections"] for one in part["questions"]):
        choice = draw(st.integers(0, 9))
        if choice == 0:
            answers[question["key"]] = draw(anything)
        elif choice > 1:
            answers[question["key"]] = draw(ANSWERS[question["type"]])
    if draw(st.integers(0, 9)) == 0:
        answers["zz"] = draw(anything)
    return form, answers


@st.composite
def one_answered(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form of one question and an answer of the right shape."""
    question = draw(questions("a"))
    form = {"sections": [{"key": "s", "title": {"en": "S"}, "questions": [question]}]}
    return form, {"a": draw(ANSWERS[question["type"]])}
