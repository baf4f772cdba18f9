"""Which look a kind of file gets; its module is loaded in the confined process only, with the libraries it needs."""

import importlib
from collections.abc import Callable
from typing import BinaryIO

from app.kernel.inspection.bounds import Unsafe

Look = Callable[[BinaryIO], dict[str, int]]
Drawer = Callable[[BinaryIO], bytes]

_MODULES = {"application/pdf": "pdfs", "image/": "pictures", "application/": "archives", "text/csv": "tables"}


def look(media_type: str) -> Look:
    """The function that looks into such a file: it returns facts or raises Unsafe."""
    for beginning, module in _MODULES.items():
        if media_type.startswith(beginning):
            found: Look = importlib.import_module(f"app.kernel.inspection.{module}").look
            return found
    return lambda _file: {}


def drawer(media_type: str) -> Drawer:
    """The function that draws a small picture of such a file; raises Unsafe for a kind that has none."""
    for beginning in ("application/pdf", "image/"):
        if media_type.startswith(beginning):
            found: Drawer = importlib.import_module(f"app.kernel.inspection.{_MODULES[beginning]}").draw
            return found
    raise Unsafe("not_drawn")
