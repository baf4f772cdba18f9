"""What managers' pages of a stage have in common: which stage, the way to the others, and addresses that keep it."""

import functools
from typing import Any
from urllib.parse import urlencode

from app.reviews.queries import AtHand


def place(at: AtHand, page: str, **query: str) -> str:
    """The address of `panel`, `assign`, `deliberation` or `release` with the stage, where the call has several."""
    kept = urlencode({name: value for name, value in {"stage": at.kept, **query}.items() if value})
    return f"/manage/calls/{at.stage.call_slug}/{page}" + (f"?{kept}" if kept else "")


def context(at: AtHand) -> dict[str, Any]:
    """For templates: the stage, all of them, and `place(page, …)` for addresses of this stage."""
    return {"at": at, "stage": at.stage, "place": functools.partial(place, at)}
