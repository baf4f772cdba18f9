"""The operators' page of settings says each one, its variable and its default, and none that there is not."""

import re
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.kernel.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "operators" / "settings.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
# What stands instead of a default that is nothing by itself.
DERIVED = {
    "COMMONWEAL_MIGRATION_DATABASE_URL": "`DATABASE_URL`",
    "COMMONWEAL_FILES_URL": "`files` below the data folder",
    "COMMONWEAL_SECRET": "none",
}


def variables() -> dict[str, str]:
    """Variable → its default as the page has to say it."""
    found = {}
    for name, field in Settings.model_fields.items():
        variable = str(field.validation_alias or f"COMMONWEAL_{name.upper()}")
        found[variable] = DERIVED.get(variable, _said(field.default))
    return found


def _said(default: Any) -> str:
    plain = default.value if isinstance(default, Enum) else default
    plain = plain.get_secret_value() if isinstance(plain, SecretStr) else plain
    return "not set" if plain in (None, "") else f"`{plain}`"


def test_every_setting_is_explained_and_no_other() -> None:
    told = {name: default for name, default, _ in ROW.findall(PAGE.read_text())}
    assert told == variables()


def test_every_setting_is_used() -> None:
    source = "".join(path.read_text() for path in (PAGE.parents[2] / "app").rglob("*.py"))
    unused = [name for name in Settings.model_fields if not re.search(rf"(settings|self)\.{name}\b", source)]
    assert unused == []


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONWEAL_MAIL_FROM", "")
    monkeypatch.setenv("COMMONWEAL_OPERATOR_EMAIL", "")
    monkeypatch.setenv("DATABASE_URL", "")
    given = Settings(env="test")
    assert (given.mail_from, given.operator_email) == ("Commonweal <no-reply@localhost>", "")
    assert given.database_url is None
