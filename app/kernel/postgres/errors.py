"""The one error of the embedded database, and what PostgreSQL's own complaints mean in plain words."""

import errno
import re
from pathlib import Path


class PostgresError(Exception):
    """Says in plain words what is wrong with the embedded database and how to mend it."""


FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

KNOWN = (
    (
        r"No space left on device",
        (
            "The disk that holds {place} is full. Free some space there (300 MB is enough to start), then start again;"
            " nothing that was saved is lost."
        ),
    ),
    (
        r"Disk quota exceeded",
        "The disk quota for {place} is used up. Free some space or have the quota raised, then start again.",
    ),
    (
        r"File too large",
        (
            "The system allows only small files here (see `ulimit -f`), too small for the database in {place}."
            " Raise the limit, then start again."
        ),
    ),
    (
        r"pre-existing shared memory block|lock file \"postmaster.pid\" already exists",
        "Another PostgreSQL is still using {place}. Wait a moment and start again, or stop it first.",
    ),
    (
        r"could not look up (effective )?user|user ID \d+ does not exist",
        "The account that runs this has no name (no line in /etc/passwd). Run it as a named user, or set DATABASE_URL.",
    ),
    (
        r"extension \"(?P<extension>\w+)\" is not available|/extension/(?P<control>\w+)\.control",
        (
            "This PostgreSQL lacks an extension that Commonweal needs (pg_trgm, unaccent, btree_gist or citext)."
            " Install its contrib package, or remove the configured bin folder so that the bundled one is used."
        ),
    ),
    (
        r"could not create shared memory segment|could not resize shared memory|Cannot allocate memory",
        "There is not enough memory (or shared memory) for the database. Free some, then start again.",
    ),
    (
        r"could not locate a valid checkpoint record|invalid checkpoint record|could not find redo location",
        "The database in {place} is damaged: its last checkpoint cannot be read. Restore it from a backup.",
    ),
    (
        r"Permission denied",
        (
            "The account of the database server may not read or write {place}."
            " Give it back to its owner, then start again."
        ),
    ),
)


def in_plain_words(output: str, place: Path) -> str:
    """What went wrong, from what PostgreSQL printed; its own last words follow when no known cause is in them."""
    for pattern, words in KNOWN:
        if re.search(pattern, output):
            return words.format(place=place)
    last = [line for line in output.strip().splitlines() if line.strip()][-5:]
    said = "\n  ".join(last) or "(nothing)"
    return f"The database in {place} did not start. PostgreSQL said:\n  {said}"


def from_os(error: OSError, place: Path) -> PostgresError:
    """The same for an error of the operating system met on our own files."""
    if error.errno in FULL_DISK:
        return PostgresError(in_plain_words(error.strerror or "", place))
    where = error.filename if error.filename is not None else place
    return PostgresError(f"The database in {place} cannot be used: {error.strerror} ({where}).")
