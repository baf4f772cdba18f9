"""Where the embedded database lives: its folders and files, and the account its server runs under."""

import hashlib
import os
import pwd
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from app.kernel.postgres.errors import PostgresError, from_os

STATE_ROOT = Path("/var/lib/commonweal")
PORT = 5432
LONGEST_SOCKET = 103  # Linux holds 107 bytes, macOS 103
PLAIN_PATH = re.compile(r"[A-Za-z0-9/_.+-]+")


@dataclass(frozen=True)
class Account:
    """The user and group the server runs under; `drops` when that is not who we are (we are root)."""

    uid: int
    gid: int
    drops: bool


@dataclass(frozen=True)
class Places:
    """The files of one embedded database; `key` tells it from others on the machine."""

    data: Path
    base: Path
    key: str

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.base / "cluster"

    @property
    def staging(self) -> Path:
        """A cluster being made; renamed to `cluster` when complete, so a half-made one is never used."""
        return self.base / "cluster.new"

    @property
    def holders(self) -> Path:
        """Shared by everyone who uses the server; exclusive for the supervisor once nobody does."""
        return self.base / "holders.lock"

    @property
    def starting(self) -> Path:
        """Held by the one who starts or joins."""
        return self.base / "starting.lock"

    @property
    def supervisor(self) -> Path:
        """Held by the supervisor for its life: whoever has it owns the cluster."""
        return self.base / "supervisor.lock"

    @property
    def server(self) -> Path:
        """Inherited by every PostgreSQL process: free only when the very last of them has ended."""
        return self.base / "server.lock"

    @property
    def state(self) -> Path:
        """What the supervisor tells the holders."""
        return self.base / "server.json"

    @property
    def log(self) -> Path:
        """What PostgreSQL and the supervisor say."""
        return self.base / "server.log"

    @property
    def hba(self) -> Path:
        """Who may connect: written anew at each start."""
        return self.base / "hba.conf"

    @property
    def ident(self) -> Path:
        """Which account of the system may be which database role: written anew at each start."""
        return self.base / "ident.conf"


def server_account() -> Account:
    """Ourselves, or `nobody` when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), drops=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresError(
            "PostgreSQL may not run as root, and this machine has no account `nobody` to run it under."
            " Start Commonweal as an ordinary user, or set DATABASE_URL."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid, drops=True)


def locate(data: Path) -> Places:
    """The places for a data folder. As root they lie below STATE_ROOT: `nobody` cannot enter a private home."""
    whole = Path(os.path.realpath(data))
    key = hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]
    base = STATE_ROOT / key if os.geteuid() == 0 else whole
    return Places(data=whole, base=base, key=key)


def prepare(places: Places) -> None:
    """Makes the folders, private to us, and as root leaves a note in `data` that says where the database is."""
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if places.base != places.data:
            STATE_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
            places.data.mkdir(parents=True, exist_ok=True)
            _note(places.data / "WHERE.txt", f"Started as root, the database is kept in {places.base}\n")
        places.base.mkdir(mode=mode, parents=True, exist_ok=True)
        found = places.base.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid():
            raise PostgresError(
                f"The folder {places.base} belongs to another account. Run Commonweal under the account that made it,"
                " or choose another data folder."
            )
        places.base.chmod(mode)
        _note(places.base / "origin", f"{places.data}\n")
    except OSError as error:
        raise from_os(error, places.base) from error


def _note(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8", errors="surrogateescape")


def make_socket_folder(places: Places, account: Account) -> Path:
    """A short folder only the server's account may enter: unix socket paths hold barely a hundred bytes."""
    reasons = []
    for parent in _runtime_folders():
        folder = parent / f"commonweal-{os.geteuid()}-{places.key}"
        if not PLAIN_PATH.fullmatch(str(folder)) or len(str(folder / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET:
            continue
        try:
            return _own_folder(folder, account)
        except OSError as error:
            reasons.append(f"{folder}: {error.strerror}")
    raise PostgresError(
        "No private folder for the database's socket could be made. Remove what is in its place or mend its rights:"
        f" {'; '.join(reasons)}"
    )


def _runtime_folders() -> list[Path]:
    if os.geteuid() == 0:
        return [Path("/run"), Path("/tmp")]  # noqa: S108 -- made 0700 and its owner is checked
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    return [Path(own)] * bool(own) + [Path("/tmp")]  # noqa: S108 -- made 0700 and its owner is checked


def _own_folder(folder: Path, account: Account) -> Path:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if account.drops:
            os.chown(folder, account.uid, account.gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise PermissionError(1, "exists, but is not a private folder of the server's account")
    return folder
