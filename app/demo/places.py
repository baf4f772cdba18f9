"""Where the demo keeps things in its data folder, which ports it takes, and how the site knows its provider."""

import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TRIED = 200
PROVIDER, CLIENT_ID, CLIENT_SECRET = "demo", "commonweal-demo", "not-a-secret"


@dataclass(frozen=True, slots=True)
class Places:
    """What is below the data folder."""

    data: Path

    @property
    def facts(self) -> Path:
        """The same as the screen says, for scripts."""
        return self.data / "demo.json"

    @property
    def mail(self) -> Path:
        """The messages received."""
        return self.data / "mail"

    @property
    def logs(self) -> Path:
        """What web and worker print."""
        return self.data / "log"

    @property
    def files(self) -> Path:
        """The object store."""
        return self.data / "files"

    @property
    def secret(self) -> Path:
        """The key that signs links and forms."""
        return self.data / "secret"

    def read_secret(self) -> str:
        """The signing key, made on first use; sessions and links outlive a restart."""
        if not self.secret.exists():
            self.secret.touch(mode=0o600)
            self.secret.write_text(secrets.token_hex(32))
        return self.secret.read_text()


def free_port(first: int, taken: Iterable[int] = ()) -> int:
    """The first free port on this machine from `first` on, none of `taken`. Raises OSError without one."""
    for port in range(first, first + TRIED):
        if port not in taken and _is_free(port):
            return port
    raise OSError(f"No free port from {first} to {first + TRIED - 1}.")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
