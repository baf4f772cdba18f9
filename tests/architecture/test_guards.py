"""The house keeps its rules, and each guard sees its rule broken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import guards
from tests.architecture.source import ROOT

Guard = Callable[[Path], list[str]]

DEED = """
from app.calls import policy
from app.kernel.access import authorize

def publish(work, call_id):
    authorize(policy.can_publish(work.actor))
"""
POLICY = "def visible_to(actor):\n    return True\n"
JOIN = """
from app.applications import policy as application_policy
from app.applications.models import Application
from app.calls.models import Call

def _joined(work):
    return Application, Call

def list_rows(work):
    return _joined(work), application_policy.visible_to(work.actor)
"""
CLEAN = {
    "app/kernel/work.py": "def writing(session):\n    session.commit()\n",
    "app/applications/policy.py": POLICY,
    "app/calls/policy.py": POLICY,
    "app/calls/service/calls.py": DEED,
    "app/reviews/queries.py": JOIN,
    "templates/calls/call_list.html": "<script src=\"/static/a.js\"></script>{{ 'x'|safe }}\n",
}

PLANTED: list[tuple[Guard, str, str, list[str]]] = [
    (
        guards.only_work_commits,
        "app/calls/service/calls.py",
        DEED + "    work.session.commit()\n",
        ["app/calls/service/calls.py: commit"],
    ),
    (
        guards.deeds_take_a_work,
        "app/calls/service/calls.py",
        DEED.replace("(work, call_id)", "(call_id, work)"),
        ["app/calls/service/calls.py: publish"],
    ),
    (
        guards.deeds_authorize,
        "app/calls/service/calls.py",
        DEED.replace("authorize(policy.can_publish(work.actor))", "policy.can_publish(work.actor)"),
        ["app/calls/service/calls.py: publish"],
    ),
    (
        guards.deeds_authorize,
        "app/calls/service/calls.py",
        DEED.replace("app.kernel.access", "app.calls.lookalike"),
        ["app/calls/service/calls.py: publish"],
    ),
    (guards.file_budgets, "app/calls/rules.py", "X = 1\n" * 301, ["app/calls/rules.py: 301 lines"]),
    (
        guards.file_budgets,
        "app/calls/rules.py",
        "def long():\n" + "    x = 1\n" * 40,
        ["app/calls/rules.py: long has 41 lines"],
    ),
    (guards.template_budgets, "templates/calls/a.html", "<p>\n" * 201, ["templates/calls/a.html: 201 lines"]),
    (
        guards.templates_are_inert,
        "templates/calls/a.html",
        '<p style="color: red">',
        ["templates/calls/a.html: inline style"],
    ),
    (guards.templates_are_inert, "templates/calls/a.html", "<script>", ["templates/calls/a.html: inline script"]),
    (
        guards.templates_are_inert,
        "templates/calls/a.html",
        '<a onclick="go()">',
        ["templates/calls/a.html: event attribute"],
    ),
    (guards.templates_are_inert, "templates/calls/a.html", "{{ title | safe }}", ["templates/calls/a.html: unescaped"]),
    (
        guards.no_request_url,
        "app/calls/pages.py",
        "def call_list(request):\n    return request.url.path\n",
        ["app/calls/pages.py:2"],
    ),
    (
        guards.foreign_rows_are_filtered,
        "app/reviews/queries.py",
        JOIN.replace(", application_policy.visible_to(work.actor)", ""),
        [
            "app/reviews/queries.py: list_rows reads applications without its visible_to",
            "app/reviews/queries.py: list_rows reads calls without its visible_to",
        ],
    ),
    (
        guards.foreign_rows_are_filtered,
        "app/reviews/queries.py",
        JOIN.replace("from app.applications import policy", "from app.reviews import policy"),
        ["app/reviews/queries.py: list_rows reads applications without its visible_to"],
    ),
    (
        guards.modules_not_names,
        "app/reviews/pages.py",
        "from app.calls.service.calls import publish\n",
        ["app/reviews/pages.py: from app.calls.service.calls import publish"],
    ),
    (guards.names_say_something, "app/calls/utils.py", "", ["app/calls/utils.py"]),
    (
        guards.names_say_something,
        "app/calls/rules.py",
        "class CallManager:\n    pass\n\ndef process_call():\n    pass\n",
        ["app/calls/rules.py: process_call", "app/calls/rules.py: CallManager"],
    ),
    (
        guards.exceptions_have_reasons,
        "app/calls/rules.py",
        "import os  # noqa" + ": F401\nimport re  # noqa" + ": F401 - re-exported\n",
        ["app/calls/rules.py:1"],
    ),
]


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write the files below root."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_the_house_keeps_its_rules(guard: Guard) -> None:
    assert guard(ROOT) == []


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_a_clean_tree_is_left_in_peace(guard: Guard, tmp_path: Path) -> None:
    assert guard(plant(tmp_path, CLEAN)) == []


@pytest.mark.parametrize(
    ("guard", "name", "text", "expected"), PLANTED, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_planted_fault_is_seen(guard: Guard, name: str, text: str, expected: list[str], tmp_path: Path) -> None:
    assert guard(plant(tmp_path, {**CLEAN, name: text})) == expected


def test_every_guard_has_a_fault_planted_for_it() -> None:
    assert {entry[0] for entry in PLANTED} == set(guards.GUARDS)


def test_every_exception_is_still_one(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = set(guards.FILTERED_OTHERWISE)
    monkeypatch.setattr(guards, "FILTERED_OTHERWISE", {})
    assert listed - {found.partition(" reads ")[0] for found in guards.foreign_rows_are_filtered(ROOT)} == set()
