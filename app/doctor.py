"""Examines an installation: settings, database, schema and files."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app import wiring
from app.kernel import clock, delivery, schema, seals
from app.kernel.db import connect
from app.kernel.files import Store
from app.kernel.postgres import running
from app.kernel.postgres.doctor import Finding
from app.kernel.postgres.doctor import examine as examine_database
from app.kernel.settings import Env, Settings
from app.notifications import queries

LONG = timedelta(minutes=1)
LATE = timedelta(minutes=10)


def examine(settings: Settings) -> list[Finding]:
    """Everything worth knowing; the embedded database is started for a look at its schema."""
    database = examine_database(settings.data, bin_folder=settings.postgres_bin, database_url=settings.database_url)
    broken = any(finding.level == "problem" for finding in database)
    return [*_settings(settings), *database, *([] if broken else _inside(settings)), *_store(settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("ok", f"Environment {settings.env.value}, at {settings.base_url}.")
    if settings.env is not Env.PRODUCTION:
        return
    if not settings.providers:
        yield Finding("warning", "No sign-in provider is set.", "People can sign in by e-mail link only.")
    if not settings.smtp_url:
        yield Finding("problem", "No mail server is set.", "Set COMMONWEAL_SMTP_URL: links and news go by e-mail.")


def _inside(settings: Settings) -> Iterator[Finding]:
    if settings.database_url:
        yield from _schema(settings.database_url)
        return
    with running(settings.data, bin_folder=settings.postgres_bin) as found:
        yield from _schema(found.app)


def _schema(url: str) -> Iterator[Finding]:
    try:
        schema.check(url)
    except schema.NotAtHeadError as error:
        yield Finding("problem", str(error), "Run `commonweal migrate`.")
        return
    yield Finding("ok", "The schema is the one this program needs.")
    database = connect(url, pool_size=1, application_name="doctor")
    try:
        with database.reading() as session:
            yield from _background(session)
    finally:
        database.dispose()


def _background(session: Session) -> Iterator[Finding]:
    """What the worker has not done yet."""
    now = clock.database(session)
    for lag in delivery.lags(session, [subscriber.name for subscriber in wiring.SUBSCRIBERS]):
        behind = f"{lag.subscriber} has {lag.events} events to hear"
        yield _waiting(behind, lag.oldest_at, now, "See that `commonweal worker` runs; its log says what stops it.")
        if lag.parked:
            said = f"{lag.parked} events wait for {lag.subscriber} to take them again: {lag.error}"
            mend = "They are tried every hour at least. `event_parked` in the worker's log says where it fails."
            yield _waiting(said, lag.parked_at, now, mend)
    unsent = queries.count_unsent(session)
    said = f"{unsent.waiting} letters are to be sent" + (f": {unsent.error}" if unsent.error else "")
    mend = "See that `commonweal worker` runs, and the mail server of COMMONWEAL_SMTP_URL: they are kept till then."
    yield _waiting(said, unsent.oldest_at, now, mend)
    if unsent.given_up:
        yield Finding("warning", f"{unsent.given_up} letters were given up.", "Their rows in `mail` say why.")
    count, since = seals.tail(session)
    yield _waiting(f"{count} events are to be sealed", since, now, "See that `commonweal worker` runs.")


def _waiting(said: str, since: datetime | None, now: datetime, mend: str) -> Finding:
    """Well while nothing has waited LONG, a problem after LATE."""
    waited = now - since if since else timedelta(0)
    if waited < LONG:
        return Finding("ok", f"{said}.")
    minutes = int(waited.total_seconds()) // 60
    return Finding("problem" if waited > LATE else "warning", f"{said}, the oldest for {minutes} minutes.", mend)


def _store(settings: Settings) -> Iterator[Finding]:
    try:
        Store(settings.store_url).check()
    except Exception as error:  # noqa: BLE001 - whatever a store raises is what is wrong with it
        yield Finding(
            "problem", f"Files cannot be kept at {settings.store_url}: {error}", "Check COMMONWEAL_FILES_URL."
        )
    else:
        yield Finding("ok", f"Files are kept at {settings.store_url}.")
