"""Where bytes are kept: a folder or a bucket, chosen by one address."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

_CHUNK = 1 << 20
_CHECK = "check/alive"


@dataclass(frozen=True, slots=True)
class Digest:
    """SHA-256 of some bytes in hexadecimal, and how many there are."""

    sha256: str
    size: int


def digest(file: BinaryIO) -> Digest:
    """The digest of a file from its start; the file is left at its start."""
    file.seek(0)
    hashed, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        hashed.update(chunk)
        size += len(chunk)
    file.seek(0)
    return Digest(hashed.hexdigest(), size)


def key_of(sha256: str) -> str:
    """Where content with that digest is kept: the same content is kept once."""
    return f"sha256/{sha256[:2]}/{sha256}"


class Store:
    """An object store.

    `file:///folder` is a folder, made when missing; `s3://bucket/prefix?endpoint=…&region=…` a bucket
    of any S3 server, its keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Raises ValueError for
    another scheme. A store keeps no media types (a folder cannot): the database does.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._folder: Path | None = None
        self._store: ObjectStore
        if parts.scheme == "file":
            self._folder = Path(unquote(parts.path))
            self._store = LocalStore(self._folder, mkdir=True)
        elif parts.scheme == "s3":
            self._store = _bucket(parts.netloc, parts.path.strip("/"), parse_qs(parts.query))
        else:
            raise ValueError(f"Files can be kept at file:///… or s3://…, not at {parts.scheme}://")

    def put(self, key: str, source: BinaryIO | Iterable[bytes]) -> None:
        """Keep the bytes under `key`, replacing what was there; returns once they are safe."""
        obstore.put(self._store, key, source)
        if self._folder is not None:
            _settle(self._folder / key)

    def read(self, key: str) -> Iterator[bytes]:
        """The bytes under `key` in chunks; raises FileNotFoundError at once if there are none."""
        found = obstore.get(self._store, key)
        return (bytes(chunk) for chunk in found.stream(min_chunk_size=_CHUNK))

    def delete(self, key: str) -> None:
        """Forget `key`; nothing happens if it is not there."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def check(self) -> None:
        """Write and read a few bytes; raises what the store raises if it cannot."""
        self.put(_CHECK, [b"alive"])
        if b"".join(self.read(_CHECK)) != b"alive":
            raise OSError("The store gave back other bytes than it was given.")


def _bucket(name: str, prefix: str, options: dict[str, list[str]]) -> S3Store:
    endpoint = options.get("endpoint", [""])[0]
    return S3Store(
        name,
        prefix=prefix or None,
        endpoint=endpoint or None,
        region=options.get("region", ["us-east-1"])[0],
        virtual_hosted_style_request=False,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": "60s", "connect_timeout": "5s"},
    )


def _settle(path: Path) -> None:
    """Have the disk keep a file and its name: obstore leaves both to the operating system's leisure."""
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
