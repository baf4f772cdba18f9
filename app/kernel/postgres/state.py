"""What the supervisor tells those who hold the server, in one small file beside the cluster."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.kernel.postgres.places import Places


@dataclass(frozen=True)
class State:
    """`failure` is empty while the server answers; `unsafe` says that a power cut may lose writes."""

    sockets: str
    source: str
    major: int
    unsafe: bool
    supervisor: int
    failure: str = ""


def write(places: Places, state: State) -> None:
    """Replaces the file in one step, so that a reader sees the old or the new one whole."""
    making = places.state.with_suffix(".new")
    making.write_text(json.dumps(asdict(state)), encoding="utf-8")
    making.replace(places.state)


def read(places: Places) -> State | None:
    """The last state written, or None. It means something only while the supervisor's lock is held."""
    try:
        return State(**json.loads(Path(places.state).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def clear(places: Places) -> None:
    """Forgets it."""
    places.state.unlink(missing_ok=True)
