"""Makes the cluster at the first start: complete with roles, extensions and database, or not at all."""

import locale
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.kernel.postgres import locks, server
from app.kernel.postgres.binaries import Binaries
from app.kernel.postgres.errors import PostgresError, from_os, in_plain_words
from app.kernel.postgres.places import Account, Places

OWNER = "commonweal_owner"
APP = "commonweal_app"
DATABASE = "commonweal"
SUPERUSER = "postgres"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "citext")
ROOM = 150_000_000  # bytes: a new cluster takes 40 MB, and its log grows

# One statement a line: a stand-alone backend takes a line for a statement.
BOOTSTRAP = "\n".join(
    (
        f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEDB",
        f"CREATE ROLE {APP} LOGIN NOSUPERUSER",
        # So that the owner may end the program's connections to a database it drops.
        f"GRANT {APP} TO {OWNER}",
        *(f"CREATE EXTENSION {name}" for name in EXTENSIONS),
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE ON SEQUENCES TO {APP}",
        # A copy of template1, which now has the extensions and the default privileges.
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        "",
    )
)


def ensure(places: Places, binaries: Binaries, account: Account) -> None:
    """Makes the cluster unless it is there. Only for the holder of the supervisor's lock."""
    check_version(places, binaries)
    if not places.cluster.exists():
        _make(places, binaries, account)
    _write_access_files(places)


def check_version(places: Places, binaries: Binaries) -> None:
    """Raises PostgresError when there is a cluster that these binaries cannot run."""
    if not places.cluster.exists():
        return
    try:
        made_by = (places.cluster / "PG_VERSION").read_text("ascii").strip()
    except OSError as error:
        raise from_os(error, places.base) from error
    if made_by != str(binaries.major):
        raise PostgresError(
            f"The database in {places.base} was made by PostgreSQL {made_by}, but {binaries.folder}"
            f" holds version {binaries.major}. Configure the bin folder of PostgreSQL {made_by}, or"
            " move the data over with pg_dump and pg_restore."
        )


def _make(places: Places, binaries: Binaries, account: Account) -> None:
    lock = locks.take(places.server, shared=False, wait=server.LEFTOVER_SECONDS)
    if lock is None:
        raise PostgresError(
            f"An earlier start is still making the database in {places.base}. Wait a moment and start again."
        )
    try:
        _check_room(places)
        _clear_staging(places, account)
        _fill_staging(places, binaries, account, lock)
        places.staging.rename(places.cluster)
        _sync_folder(places.base)
    except OSError as error:
        raise from_os(error, places.base) from error
    finally:
        os.close(lock)


def _check_room(places: Places) -> None:
    free = shutil.disk_usage(places.base).free
    if free < ROOM:
        raise PostgresError(
            f"The disk that holds {places.base} is full: {free // 1_000_000} MB are free, and a new"
            f" database needs {ROOM // 1_000_000} MB. Free some space, then start again."
        )


def _clear_staging(places: Places, account: Account) -> None:
    if places.staging.exists():
        shutil.rmtree(places.staging)
    places.staging.mkdir(mode=0o700)
    if account.drops:
        os.chown(places.staging, account.uid, account.gid)


def _fill_staging(places: Places, binaries: Binaries, account: Account, lock: int) -> None:
    initdb: list[str | Path] = [binaries.folder / "initdb", "-D", places.staging]
    choices = [
        *("--username", SUPERUSER, "--auth", "reject", "--encoding", "UTF8"),
        *("--lc-messages", "C", "--no-sync", "--no-instructions", *_locale(binaries)),
    ]
    alone: list[str | Path] = [binaries.folder / "postgres", "--single", "-D", places.staging]
    quick = ("-c", "exit_on_error=on", "-c", "fsync=off", "-c", "log_checkpoints=off", "template1")
    _run([*initdb, *choices], places, account, lock)
    _run([*alone, *quick], places, account, lock, script=BOOTSTRAP)
    if not server.unsafe_fast():
        method = ("--sync-method", "syncfs") if sys.platform == "linux" else ()
        _run([*initdb, "--sync-only", *(method if binaries.major >= 17 else ())], places, account, lock)


def _locale(binaries: Binaries) -> tuple[str, ...]:
    """Order by code point, the same on every machine; a C library without C.UTF-8 gets C beside it."""
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        libc = "C"
    else:
        libc = "C.UTF-8"
    if binaries.major < 17:
        return ("--locale-provider=libc", f"--locale={libc}")
    return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={libc}")


def _run(command: Sequence[str | Path], places: Places, account: Account, lock: int, script: str = "") -> None:
    child = server.spawn(
        command,
        account,
        server_lock=lock,
        death_signal=signal.SIGKILL,
        stdin=subprocess.PIPE,
        output=subprocess.PIPE,
    )
    said, _ = child.communicate(script.encode())
    if child.returncode != 0:
        raise PostgresError(in_plain_words(said.decode("utf-8", "replace"), places.base))


def _write_access_files(places: Places) -> None:
    """Only our own account of the system, through the socket, as any database role."""
    name = pwd.getpwuid(os.geteuid()).pw_name.replace('"', '""')
    roles = (OWNER, APP, SUPERUSER)
    _write(places.hba, "local all all peer map=commonweal\n")
    _write(places.ident, "".join(f'commonweal "{name}" {role}\n' for role in roles))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)
    except OSError as error:
        raise from_os(error, path.parent) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
