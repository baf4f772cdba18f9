"""The command line: what an operator does outside the browser, in plain words and with exit codes."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from app.kernel.postgres import Addresses
    from app.kernel.settings import Settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
PROBLEM, USAGE = 1, 2
One = TypeVar("One")


@cli.callback()
def about() -> None:
    """Commonweal runs calls for digital public goods: apply, review, decide, and work together afterwards."""


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema; safe to repeat."""
    from app.kernel import schema

    with _database(_settings()) as found:
        schema.migrate(found.owner)
    print("The database is up to date.")


@cli.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve the site. Outside production the database is brought up to date first."""
    import uvicorn

    from app.kernel import schema
    from app.kernel.settings import Env

    settings = _settings()
    with _database(settings) as found:
        if settings.env is not Env.PRODUCTION:
            schema.migrate(found.owner)
        os.environ["DATABASE_URL"] = found.app
        uvicorn.run(
            "app.main:serve_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http="httptools",
            log_level=settings.log_level.lower(),
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )


@cli.command()
def worker() -> None:
    """Do the background work: deliver events, send mail, seal the log."""
    from app import worker as background

    settings = _settings()
    with _database(settings) as found:
        background.run(settings, found.app)


@cli.command("grant-role")
def grant_role(
    email: str, role: str, programme: Annotated[str, typer.Option(help="Slug of the programme.")] = ""
) -> None:
    """Give the person with this confirmed address a role: administrator, or manager or observer of a programme."""
    from app.imports import roles

    if role not in roles.ROLES:
        _stop(f"There is no role {role!r}. Roles are: {', '.join(roles.ROLES)}.", USAGE)
    if (role == "administrator") == bool(programme):
        _stop("An administrator has no programme; managers and observers have one (--programme SLUG).", USAGE)
    settings = _settings()
    with _database(settings) as found:
        said = roles.grant(found.app, email, role, programme)
    if said:
        _stop(said)
    print(f"{email} is now {role}{' of ' + programme if programme else ''}.")


@cli.command("import")
def import_file(
    kind: Annotated[str, typer.Argument(help="projects or reviews")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    call: Annotated[str, typer.Option(help="Slug of the call that takes the records.")],
    countries: Annotated[Path, typer.Option(help="Table of ISO 3166-1 codes.")] = Path("data/countries.csv"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, write nothing.")] = False,
) -> None:
    """Load records from a .csv file or a file of JSON lines, and report what could not be read."""
    from app.imports import commands

    if kind not in commands.KINDS:
        _stop(f"There is no kind {kind!r}. Kinds are: {', '.join(commands.KINDS)}.", USAGE)
    with _database(_settings()) as found:
        order = commands.Order(kind=kind, file=file, call=call, countries=countries, dry_run=dry_run)
        report = commands.run(found.app, order, _progress)
    for trouble in report.troubles:
        print(f"row {trouble.row}: {trouble.field}: {trouble.why}")
    print(commands.summary(report, dry_run=dry_run))


@cli.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it; exit code 1 if something is."""
    from app import doctor as surgery

    settings = _settings()
    findings = surgery.examine(settings)
    for finding in findings:
        print(f"{finding.level:8} {finding.what}")
        if finding.mend:
            print(f"{'':8} → {finding.mend}")
    raise typer.Exit(PROBLEM if any(finding.level == "problem" for finding in findings) else 0)


@cli.command()
def backup(file: Annotated[Path, typer.Argument(dir_okay=False)]) -> None:
    """Write the whole database to a file, one moment of it, while others go on working."""
    from app.kernel.postgres import copying

    settings = _settings()
    with _database(settings) as found:
        copying.dump(found.owner, file, settings.postgres_bin)
    print(f"The database is in {file}.")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Fill an empty database from a backup, all of it or nothing. Web and worker must not run."""
    from app.kernel.postgres import copying

    settings = _settings()
    with _database(settings) as found:
        copying.restore(found.owner, file, settings.postgres_bin)
    print("The database is restored. Next: `commonweal migrate`, then `commonweal verify`.")


@cli.command()
def verify(
    anchors: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="The file of anchors.")] = None,
) -> None:
    """Recompute the seals of the event log and compare them with the last anchor; exit code 1 if they do not agree."""
    from app.kernel import seals
    from app.kernel.db import connect

    anchor = seals.Anchor.last(anchors.read_text(encoding="utf-8")) if anchors else None
    with _database(_settings()) as found:
        database = connect(found.app, pool_size=1, application_name="verify")
        with database.reading() as session:
            seen = seals.verify(session, anchor)
        database.dispose()
    print(f"{seen.sealed} events in {seen.seals} seals, {seen.unsealed} not sealed yet.")
    if seen.faults:
        _stop("\n".join(f"The log was changed: {fault}." for fault in seen.faults))
    print("The log is as it was sealed." if anchor else "No anchor was given: a log cut short would not show.")


@cli.command()
def demo(port: int = 8000) -> None:
    """Start everything with demo data on this machine; Ctrl-C ends it, the data stay."""
    _only_for_demo()
    from app.demo import runner

    try:
        code = runner.run(_data(), port)
    except ModuleNotFoundError as error:
        _stop(f"The demo needs the package {error.name}: install requirements/demo.txt.")
    raise typer.Exit(code)


@cli.command("demo-reset")
def demo_reset() -> None:
    """Throw the demo's data away."""
    _only_for_demo()
    from app.demo import runner

    runner.reset(_data())
    print("The demo's data are gone.")


def main() -> None:
    """The entry point `commonweal`."""
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        said = _in_words(error)
        if said is None:
            raise
        _stop(said)


def _in_words(error: Exception) -> str | None:
    """What an operator can do something with; None for a fault of ours, which shows where it is."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from app.kernel.errors import Refusal
    from app.kernel.postgres import PostgresError

    match error:
        case Refusal():
            return f"Refused: {error.reason} {json.dumps(dict(error.facts)) if error.facts else ''}".strip()
        case OperationalError():
            return f"The database does not answer: {error.orig}"
        case ProgrammingError():
            return f"The database is not as this program needs it; run `commonweal migrate`. It said: {error.orig}"
        case RuntimeError() | PostgresError():
            return str(error)
    return None


def _progress(what: str, items: Sequence[One]) -> Iterator[One]:
    """A bar on a terminal; a log gets only what is being done."""
    with typer.progressbar(items, label=what, file=sys.stderr) as bar:
        yield from bar


def _stop(words: str, code: int = PROBLEM) -> NoReturn:
    print(words, file=sys.stderr)
    sys.exit(code)


def _settings() -> "Settings":
    from pydantic import ValidationError

    from app.kernel.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        said = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}".lstrip(": ") for one in error.errors()]
        _stop("The settings are not right.\n" + "\n".join(f"  {line}" for line in said))


def _data() -> Path:
    return Path(os.environ.get("COMMONWEAL_DATA", ".commonweal")).resolve()


def _only_for_demo() -> None:
    env = os.environ.get("COMMONWEAL_ENV", "demo")
    if env != "demo":
        _stop(f"COMMONWEAL_ENV is {env}: nothing of the demo is started there. Unset it to see the demo.")


@contextmanager
def _database(settings: "Settings") -> Iterator["Addresses"]:
    """The database of DATABASE_URL, or the embedded one while the command runs."""
    from app.kernel.postgres import Addresses, running

    if settings.database_url:
        yield Addresses(owner=settings.migration_database_url or settings.database_url, app=settings.database_url)
        return
    with running(settings.data, bin_folder=settings.postgres_bin) as found:
        yield found


if __name__ == "__main__":
    main()
