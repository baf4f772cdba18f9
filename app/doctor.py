"""Examines an installation: settings, database, schema and files."""

from collections.abc import Iterator

from app.kernel import schema
from app.kernel.files import Store
from app.kernel.postgres import running
from app.kernel.postgres.doctor import Finding
from app.kernel.postgres.doctor import examine as examine_database
from app.kernel.settings import Env, Settings


def examine(settings: Settings) -> list[Finding]:
    """Everything worth knowing; the embedded database is started for a look at its schema."""
    database = examine_database(settings.data, bin_folder=settings.postgres_bin, database_url=settings.database_url)
    broken = any(finding.level == "problem" for finding in database)
    return [*_settings(settings), *database, *([] if broken else _schema(settings)), *_store(settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("ok", f"Environment {settings.env.value}, at {settings.base_url}.")
    if settings.env is not Env.PRODUCTION:
        return
    if not settings.providers:
        yield Finding("warning", "No sign-in provider is set.", "People can sign in by e-mail link only.")
    if not settings.smtp_url:
        yield Finding("problem", "No mail server is set.", "Set COMMONWEAL_SMTP_URL: links and news go by e-mail.")


def _schema(settings: Settings) -> Iterator[Finding]:
    try:
        if settings.database_url:
            schema.check(settings.database_url)
        else:
            with running(settings.data, bin_folder=settings.postgres_bin) as found:
                schema.check(found.app)
    except schema.NotAtHeadError as error:
        yield Finding("problem", str(error), "Run `commonweal migrate`.")
    else:
        yield Finding("ok", "The schema is the one this program needs.")


def _store(settings: Settings) -> Iterator[Finding]:
    try:
        Store(settings.store_url).check()
    except Exception as error:  # noqa: BLE001 - whatever a store raises is what is wrong with it
        yield Finding(
            "problem", f"Files cannot be kept at {settings.store_url}: {error}", "Check COMMONWEAL_FILES_URL."
        )
    else:
        yield Finding("ok", f"Files are kept at {settings.store_url}.")
