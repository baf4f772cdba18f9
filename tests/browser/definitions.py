"""The form and the rubric of a journey's call: every kind of question, and criteria with their weights."""

import json
from typing import Any

from tests.kernel.inspection import hostile


def _asked(key: str, kind: str, label: str, **settings: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": {"en": label, "fr": f"{label} (fr)"}, **settings}


def _options(**names: str) -> list[dict[str, Any]]:
    return [{"key": key, "label": {"en": name}} for key, name in names.items()]


FORM = json.dumps(
    {
        "sections": [
            {
                "key": "project",
                "title": {"en": "Your project", "fr": "Votre projet"},
                "questions": [
                    _asked("title", "short_text", "What is it called?", required=True, max_characters=80),
                    _asked("about", "long_text", "What does it do?", required=True, max_words=60),
                    _asked("people", "number", "How many people will use it?", min=1, step=1, required=True),
                    _asked("budget", "money", "What does it cost?", currencies=["EUR", "USD"]),
                    _asked("priority", "single_choice", "What does it serve?", options=_options(a="Access", b="Trust")),
                    _asked("areas", "multiple_choice", "In which areas?", options=_options(data="Data", audit="Audit")),
                ],
            },
            {
                "key": "team",
                "title": {"en": "Your team", "fr": "Votre équipe"},
                "questions": [
                    _asked("country", "country", "Where do you work?", required=True),
                    _asked("site", "url", "Where can we see it?", blind_hidden=True),
                    _asked("contact", "email", "Whom can we ask?", visibility="staff", required=True),
                    _asked("since", "date", "Since when?"),
                    _asked("open", "yes_no", "Is it open source?"),
                    _asked("plan", "file", "Your plan", max_files=2, max_bytes=1_000_000),
                ],
            },
        ]
    }
)
PROJECT = {
    "title": "Wells that speak",
    "about": "Sensors in wells, read by everybody.",
    "people": "2500",
    "budget-amount": "120000",
    "priority": "a",
    "areas": "data",
}
TEAM = {
    "country": "SN",
    "site": "https://wells.example.org/",
    "contact": "wells@example.org",
    "since-day": "3",
    "since-month": "2",
    "since-year": "2021",
    "open": "yes",
}
PLAN = {
    "name": "plan.pdf",
    "mimeType": "application/pdf",
    "buffer": hostile.pdf(),
}
NEED = {
    "title-en": "Need",
    "title-fr": "Besoin",
    "weight": "60",
    "kind": "marks",
    "anchor-5-en": "Many, and they say so",
}
CRAFT = {"title-en": "Craft", "title-fr": "Savoir-faire", "weight": "40", "kind": "marks"}
RUBRIC: dict[str, Any] = {
    "scale": {"min": "0", "max": "5", "step": "1"},
    "criteria": [
        {"key": "need", "title": {"en": "Need"}, "weight": "60", "kind": "marks"},
        {"key": "craft", "title": {"en": "Craft"}, "weight": "40", "kind": "marks"},
    ],
}
