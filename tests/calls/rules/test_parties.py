"""Organisations and people, with the identifiers the world shares."""

from typing import Any

import pytest

from app.calls.rules.forms import TYPES, UNSET

ROR, ORCID = "https://ror.org/05gq02987", "https://orcid.org/0000-0002-1825-0097"


def ask(kind: str, **settings: Any) -> dict[str, Any]:
    return {"key": "q", "type": kind, "label": {"en": "Q"}, **settings}


def found(kind: str, answer: object, **settings: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(one.code, dict(one.parameters)) for one in TYPES[kind].check(ask(kind, **settings), answer)]


@pytest.mark.parametrize(
    ("kind", "answer", "settings"),
    [
        ("organisation", {"name": "Lab", "country": "KEN"}, {}),
        ("organisation", {"name": "Lab", "country": "KEN", "ror": ROR}, {"needs": ["ror"]}),
        ("organisation", {"name": "Lab"}, {"needs": []}),
        ("person", {"name": "أمينة"}, {}),
        ("person", {"name": "A", "role": "Lead", "orcid": ORCID}, {"needs": ["role", "orcid"]}),
        ("person", {"name": "A", "role": "", "orcid": " "}, {}),
        ("person", {"name": "x" * 300}, {}),
    ],
)
def test_right(kind: str, answer: object, settings: dict[str, Any]) -> None:
    assert found(kind, answer, **settings) == []


MISSING = "part_missing"


@pytest.mark.parametrize(
    ("kind", "answer", "settings", "problems"),
    [
        ("organisation", "Lab", {}, [("wrong_shape", {})]),
        ("organisation", {"name": 1}, {}, [("wrong_shape", {})]),
        ("organisation", {"name": "Lab", "role": "x"}, {}, [("wrong_shape", {})]),
        ("organisation", {"name": " "}, {}, [(MISSING, {"part": "name"}), (MISSING, {"part": "country"})]),
        ("organisation", {"name": "L", "country": "XX"}, {}, [("not_a_country", {"part": "country"})]),
        ("organisation", {"name": "L", "country": "KEN", "ror": "05gq02988"}, {}, [("not_a_ror", {"part": "ror"})]),
        ("organisation", {"name": "L"}, {"needs": ["ror"]}, [(MISSING, {"part": "ror"})]),
        ("person", {"name": "x" * 301}, {}, [("too_many_characters", {"part": "name", "limit": 300, "count": 301})]),
        ("person", {"name": "a\x00b"}, {}, [("not_text", {"part": "name"})]),
        ("person", {"name": "A", "orcid": "1"}, {}, [("not_an_orcid", {"part": "orcid"})]),
        ("person", {"orcid": ORCID}, {"needs": ["role"]}, [(MISSING, {"part": "name"}), (MISSING, {"part": "role"})]),
    ],
)
def test_wrong(kind: str, answer: object, settings: dict[str, Any], problems: list[Any]) -> None:
    assert found(kind, answer, **settings) == problems


def test_read_and_shown() -> None:
    organisation, person = TYPES["organisation"], TYPES["person"]
    typed = {"name": [" Lab "], "country": ["ke"], "ror": ["05gq02987"]}
    kept = {"name": "Lab", "country": "KEN", "ror": ROR}
    assert organisation.clean(ask("organisation"), typed) == kept
    assert organisation.fields(kept) == {"name": ["Lab"], "country": ["KEN"], "ror": [ROR]}
    assert organisation.fields("Lab") == {"name": ["Lab"]}
    assert organisation.clean(ask("organisation"), {"name": [" "]}) is UNSET
    assert person.clean(ask("person"), {"role": ["Lead"], "orcid": ["mine"]}) == {"role": "Lead", "orcid": "mine"}
    assert person.clean(ask("person"), {"orcid": ["0000-0002-1825-0097"]}) == {"orcid": ORCID}
    assert person.is_blank({}) is True
    assert person.is_blank({"name": ""}) is False


def test_settings_and_schema() -> None:
    def wrong(kind: str, **settings: Any) -> list[str]:
        return [one.path for one in TYPES[kind].check_settings(ask(kind, **settings), "")]

    assert wrong("person", needs=["role", "orcid"]) == wrong("organisation", needs=["country", "ror"]) == []
    for needs in ("role", ["ror"], [1], None):
        assert wrong("person", needs=needs) == ["/needs"]
    assert TYPES["organisation"].rules(ask("organisation")) == {"needs": ["name", "country"]}
    assert TYPES["person"].rules(ask("person", needs=["orcid"])) == {"needs": ["name", "orcid"]}
    text = {"type": "string", "maxLength": 300}
    assert TYPES["person"].schema(ask("person")) == {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {"name": {**text, "minLength": 1}, "role": text, "orcid": text},
    }
