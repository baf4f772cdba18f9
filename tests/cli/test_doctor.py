"""The doctor says what is wrong and how to mend it, and ends with 1 if something is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.kernel import postgres
from tests.cli.conftest import Said

Command = Callable[..., Said]
PRODUCTION = {
    "COMMONWEAL_ENV": "production",
    "COMMONWEAL_SECRET": "x" * 40,
    "COMMONWEAL_BASE_URL": "https://example.org",
}
PROVIDER = '[{"slug": "a", "name": "A", "issuer": "https://id.example.org", "client_id": "c"}]'


def found(said: Said) -> list[tuple[str, str]]:
    """(level, words) of each finding; how to mend it is in the line after."""
    return [(line[:8].strip(), line[9:]) for line in said.out.splitlines()]


def test_a_whole_installation_is_well(commonweal: Command, fresh_addresses: postgres.Addresses) -> None:
    said = commonweal("doctor", DATABASE_URL=fresh_addresses.app)
    assert (said.code, {level for level, _ in found(said)} <= {"ok", "warning"}) == (0, True)
    assert ("ok", "Environment test, at http://localhost:8000.") in found(said)
    assert ("ok", "The schema is the one this program needs.") in found(said)


def test_an_empty_database_is_to_be_migrated(commonweal: Command, empty: postgres.Addresses) -> None:
    said = commonweal("doctor", DATABASE_URL=empty.app)
    assert said.code == 1
    assert ("", "→ Run `commonweal migrate`.") in found(said)


def test_a_store_that_cannot_be_written_is_a_problem(
    commonweal: Command, fresh_addresses: postgres.Addresses, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    url = (tmp_path / "taken").as_uri()
    said = commonweal("doctor", DATABASE_URL=fresh_addresses.app, COMMONWEAL_FILES_URL=url)
    problems = [words for level, words in found(said) if level == "problem"]
    assert (said.code, len(problems), problems[0].startswith(f"Files cannot be kept at {url}")) == (1, 1, True)
    assert ("", "→ Check COMMONWEAL_FILES_URL.") in found(said)


@pytest.mark.parametrize(
    ("given", "code", "missing"),
    [
        ({}, 1, ["No sign-in provider is set.", "No mail server is set."]),
        ({"COMMONWEAL_SMTP_URL": "smtp://mail.example.org"}, 0, ["No sign-in provider is set."]),
        ({"COMMONWEAL_SMTP_URL": "smtp://mail.example.org", "COMMONWEAL_PROVIDERS": PROVIDER}, 0, []),
    ],
)
def test_production_needs_mail_and_wants_a_provider(
    commonweal: Command, fresh_addresses: postgres.Addresses, given: dict[str, str], code: int, missing: list[str]
) -> None:
    said = commonweal("doctor", DATABASE_URL=fresh_addresses.app, **PRODUCTION, **given)
    settings = ("No sign-in provider is set.", "No mail server is set.")
    assert (said.code, [words for _, words in found(said) if words in settings]) == (code, missing)


def test_a_database_that_does_not_answer_is_a_problem(commonweal: Command) -> None:
    said = commonweal("doctor", DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert said.code == 1
    assert "Traceback" not in said.out + said.err
    assert ("ok", "The schema is the one this program needs.") not in found(said)


@pytest.mark.slow
def test_the_embedded_database_is_looked_into(commonweal: Command, tmp_path: Path) -> None:
    first = commonweal("doctor")
    assert first.code in {0, 1}
    assert "Traceback" not in first.out + first.err
    assert commonweal("migrate").code == 0
    well = commonweal("doctor")
    assert (well.code, ("ok", "The schema is the one this program needs.") in found(well)) == (0, True)
    postgres.remove(tmp_path / "data")
