"""The store keeps bytes in a folder and in a bucket of a real S3 server."""

import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import obstore
import pytest

from app.kernel import files

KEYS = {"AWS_ACCESS_KEY_ID": "testers", "AWS_SECRET_ACCESS_KEY": "a secret of tests"}


@pytest.fixture
def folder(tmp_path: Path) -> files.Store:
    """A store in a folder whose name needs quoting."""
    return files.Store((tmp_path / "déjà vu 100%").as_uri())


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, each with its neighbour 10,000 higher free for gRPC."""
    found: list[int] = []
    for port in range(20000 + os.getpid() % 5000, 55000):
        with socket.socket() as low, socket.socket() as high:
            try:
                low.bind(("127.0.0.1", port))
                high.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            break
    return found


@pytest.fixture(scope="module")
def bucket_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SeaweedFS on loopback with one bucket."""
    root = tmp_path_factory.mktemp("seaweed")
    allowed = {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
    identities = {"identities": [{"name": "t", "credentials": [allowed], "actions": ["Read", "Write", "List"]}]}
    (root / "s3.json").write_text(json.dumps(identities))
    weed = str(Path(sys.executable).with_name("weed"))
    master, volume, filer, s3 = free_ports(4)
    process = subprocess.Popen(
        [
            weed, "server", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={root}", "-volume.max=5",
            f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-s3.port={s3}",
            f"-s3.config={root / 's3.json'}", "-master.volumeSizeLimitMB=64", "-volume.minFreeSpace=0",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        make_bucket(weed, master, filer)
        yield f"s3://files/of tests?endpoint=http://127.0.0.1:{s3}&region=eu-west-3"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def make_bucket(weed: str, master: int, filer: int) -> None:
    """Ask the server's shell for a bucket until it has started."""
    command = [weed, "shell", f"-master=127.0.0.1:{master}", f"-filer=127.0.0.1:{filer}"]
    for _ in range(60):
        try:
            done = subprocess.run(
                command, check=False, input=b"s3.bucket.create -name files\nexit\n", capture_output=True, timeout=10
            )
        except subprocess.TimeoutExpired:
            continue
        if b"create bucket" in done.stdout + done.stderr and b"error" not in done.stdout + done.stderr:
            return
        time.sleep(0.5)
    raise AssertionError("the S3 server did not start")


@pytest.fixture
def bucket(bucket_url: str, monkeypatch: pytest.MonkeyPatch) -> files.Store:
    """A store in a bucket, its keys from the environment."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return wait_for(lambda: alive(files.Store(bucket_url)))


def alive(store: files.Store) -> files.Store:
    store.check()
    return store


def wait_for(made: Callable[[], files.Store]) -> files.Store:
    """The server answers before its volumes do."""
    for _ in range(20):
        try:
            return made()
        except obstore.exceptions.BaseError:
            time.sleep(1)
    return made()


def round_trip(store: files.Store) -> None:
    """Everything the product asks of a store."""
    content = os.urandom(3 << 20)
    file = io.BytesIO(content)
    told = files.digest(file)
    assert told == files.Digest(hashlib.sha256(content).hexdigest(), len(content))
    key = files.key_of(told.sha256)
    store.put(key, file)
    store.put(key, io.BytesIO(content))
    assert b"".join(store.read(key)) == content
    store.put("in/chunks", iter([b"one ", b"two"]))
    assert b"".join(store.read("in/chunks")) == b"one two"
    store.delete(key)
    store.delete(key)
    with pytest.raises(FileNotFoundError):
        store.read(key)
    store.check()


def test_a_folder(folder: files.Store) -> None:
    round_trip(folder)


@pytest.mark.slow
def test_a_bucket(bucket: files.Store) -> None:
    round_trip(bucket)


@pytest.mark.slow
def test_a_bucket_refuses_wrong_keys(bucket: files.Store, bucket_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(obstore.exceptions.PermissionDeniedError):
        files.Store(bucket_url).check()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError):  # noqa: PT011 - the message is the system's
        files.Store((tmp_path / "file" / "below").as_uri())


def test_other_schemes_are_refused() -> None:
    with pytest.raises(ValueError, match="ftp://"):
        files.Store("ftp://host/")
