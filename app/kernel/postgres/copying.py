"""A whole database into one file, and back: pg_dump and pg_restore of the same binaries."""

import subprocess
from pathlib import Path

import psycopg

from app.kernel.postgres import binaries, databases
from app.kernel.postgres.errors import PostgresError, from_os


def dump(owner: str, file: Path, bin_folder: Path | None = None) -> None:
    """Write the database of the owner's address to a file: one moment of it, while others go on writing.

    Only our own account may read it: it holds people's data. Raises PostgresError, and then leaves no file behind.
    """
    making = file.with_name(f"{file.name}.part")
    try:
        making.touch(mode=0o600)
        _run("pg_dump", bin_folder, "--format=custom", "--no-comments", f"--file={making}", databases.conninfo(owner))
        making.replace(file)
    except OSError as error:
        raise from_os(error, file) from error
    finally:
        making.unlink(missing_ok=True)


def restore(owner: str, file: Path, bin_folder: Path | None = None) -> None:
    """Fill an empty database from the file: all of it or, with a PostgresError, nothing."""
    conninfo = databases.conninfo(owner)
    try:
        with psycopg.connect(conninfo) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.Error as error:
        raise PostgresError(f"The database does not answer: {error}") from error
    if found != (0,):
        raise PostgresError("The database is not empty. Restore into a new one, then use that.")
    options = ("--single-transaction", "--exit-on-error", "--no-comments", "--no-owner")
    _run("pg_restore", bin_folder, *options, f"--dbname={conninfo}", str(file))


def _run(program: str, bin_folder: Path | None, *arguments: str) -> None:
    command = [str(binaries.find(bin_folder).folder / program), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- PostgreSQL's own
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise PostgresError(f"{program} stopped: {said[-1] if said else 'it said nothing'}")
