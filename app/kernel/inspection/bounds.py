"""What a file may ask of us at most, and what is said of one that asks more or is not what it should be."""

import json
from dataclasses import dataclass, field
from typing import Any

MEGABYTE = 1 << 20

MOST_PIXELS = 64_000_000
LONGEST_SIDE = 30_000
MOST_PAGES = 2_000
MOST_ENTRIES = 5_000
MOST_UNPACKED = 256 * MEGABYTE
RATIO_FROM = 4 * MEGABYTE
MOST_RATIO = 100
DEEPEST_ARCHIVE = 2
LONGEST_ENTRY_NAME = 255
LARGEST_PREVIEW = 64 * 1024
PREVIEW_SIDE = 240

MEMORY_BYTES = 1024 * MEGABYTE
CPU_SECONDS = 20
WALL_SECONDS = 60.0


class Unsafe(Exception):  # noqa: N818 - an answer about a file, not a fault of ours
    """The file cannot be taken; `code` says why and `parameters` fill its words."""

    def __init__(self, code: str, **parameters: int) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True, slots=True)
class Report:
    """What the look found: `code` "" and facts (pages; width, height; entries, unpacked), or why not to take it."""

    code: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)

    def line(self) -> bytes:
        """One line of JSON."""
        return json.dumps([self.code, self.parameters, self.facts]).encode() + b"\n"


def read_report(line: bytes) -> Report | None:
    """The report in a line that a confined process wrote: believed in its shape only."""
    try:
        code, parameters, facts = json.loads(line)
    except (ValueError, TypeError):
        return None
    if not isinstance(code, str) or not _are_numbers(parameters) or not _are_numbers(facts):
        return None
    return Report(code, parameters, facts)


def _are_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(type(one) is int for one in value.values())
