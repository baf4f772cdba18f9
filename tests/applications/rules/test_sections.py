"""The task list says how far each section has come."""

from typing import Any

import pytest

from app.applications.rules.sections import SectionState, state_of

FORM = {
    "sections": [
        {
            "key": "project",
            "questions": [
                {"key": "name", "type": "short_text", "required": True},
                {"key": "site", "type": "url", "required": True},
            ],
        },
        {"key": "more", "questions": [{"key": "note", "type": "long_text"}]},
    ]
}


@pytest.mark.parametrize(
    ("key", "answers", "saved", "state"),
    [
        ("project", {}, False, "todo"),
        ("project", {"name": "a", "site": "https://a.org"}, False, "todo"),
        ("project", {}, True, "doing"),
        ("project", {"name": "a"}, True, "doing"),
        ("project", {"name": " ", "site": "https://a.org"}, True, "doing"),
        ("project", {"name": "a", "site": "nowhere"}, True, "attention"),
        ("project", {"site": "nowhere"}, True, "attention"),
        ("project", {"name": "a", "site": "https://a.org"}, True, "done"),
        ("more", {}, False, "todo"),
        ("more", {}, True, "done"),
        ("more", {"name": 5, "site": 5}, True, "done"),
        ("more", {"note": 5}, True, "attention"),
    ],
)
def test_state_of_a_section(key: str, answers: dict[str, Any], saved: bool, state: str) -> None:
    found = state_of(FORM, key, answers, saved=saved)
    assert (found, type(found)) == (state, SectionState)
