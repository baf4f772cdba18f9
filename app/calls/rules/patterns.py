"""Which regular expressions a form may ask an answer to match: those whose every step the next character decides.

They mean the same in Python, JavaScript and JSON Schema, and no engine ever tries a second way, so that matching takes
time in proportion to the text. Grammar: characters, classes ([A-Z0-9-], [^…]), groups with alternatives ((?:a|b) or
(a|b)), and the counts ?, *, +, {n}, {n,}, {n,m}; a backslash only before a sign. No \\d, dot, anchors or references.
Not taken: two ways that begin with the same character, such as [a-z]*a or (ab|ac).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 300
DEEPEST = 5
MOST_TIMES = 1000

_LAST = 0x10FFFF
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SIGNS = frozenset("\\^$.|?*+()[]{}/")
_DOUBLED = frozenset(["&&", "--", "~~", "||"])  # set operators to some engines
_COUNTS = {"?": (0, 1), "*": (0, None), "+": (1, None)}

Ranges = tuple[tuple[int, int], ...]


class _NotTakenError(Exception):
    """The pattern is outside the subset."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern: the characters it may begin with, whether it may be empty, and those that may follow a
    way through it only by beginning it (or the last of its repeated pieces) again."""

    first: Ranges
    is_empty: bool
    again: Ranges


def is_safe(pattern: object) -> bool:
    """Whether a pattern is in the subset."""
    if not isinstance(pattern, str) or not 0 < len(pattern) <= LONGEST or _UNSTORABLE.search(pattern):
        return False
    try:
        reader = _Reader(pattern)
        reader.choice(0)
    except _NotTakenError:
        return False
    return reader.at == len(pattern)


def anchored(pattern: str) -> str:
    """The pattern for the whole of a text."""
    return f"^(?:{pattern})$"


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    @property
    def now(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        char = self.now
        if not char:
            raise _NotTakenError
        self.at += 1
        return char

    def choice(self, depth: int) -> _Part:
        """Alternatives, of which the first character decides."""
        if depth > DEEPEST:
            raise _NotTakenError
        found = [self.sequence(depth)]
        while self.now == "|":
            self.take()
            found.append(self.sequence(depth))
        first = _apart([one.first for one in found])
        if sum(one.is_empty for one in found) > 1:
            raise _NotTakenError
        again = _joined([one.again for one in found])
        is_empty = any(one.is_empty for one in found)
        return _Part(first, is_empty, (*again, *first) if is_empty else again)

    def sequence(self, depth: int) -> _Part:
        """Pieces one after the other: what may come after a piece begins otherwise than the piece again."""
        whole = _Part((), True, ())
        while self.now and self.now not in "|)":
            part = self.counted(depth)
            if _meet(whole.again, part.first):
                raise _NotTakenError
            first = _apart([whole.first, part.first]) if whole.is_empty else whole.first
            again = _apart([whole.again, part.again]) if part.is_empty else part.again
            whole = _Part(first, whole.is_empty and part.is_empty, again)
        return whole

    def counted(self, depth: int) -> _Part:
        """One piece with its count."""
        part = self.piece(depth)
        least, most = self.count()
        if (least, most) == (1, 1):
            return part
        if part.is_empty or _meet(part.again, part.first):
            raise _NotTakenError
        again = part.again if most == least else _apart([part.again, part.first])
        return _Part(part.first, least == 0, again)

    def count(self) -> tuple[int, int | None]:
        if self.now in _COUNTS:
            return _COUNTS[self.take()]
        if self.now != "{":
            return 1, 1
        self.take()
        least = self.number()
        most: int | None = least
        if self.now == ",":
            self.take()
            most = None if self.now == "}" else self.number()
        if self.take() != "}" or max(least, most or 0) > MOST_TIMES or (most is not None and most < max(least, 1)):
            raise _NotTakenError
        return least, most

    def number(self) -> int:
        digits = ""
        while self.now and self.now in "0123456789" and len(digits) < 5:
            digits += self.take()
        if not digits:
            raise _NotTakenError
        return int(digits)

    def piece(self, depth: int) -> _Part:
        char = self.take()
        if char == "(":
            if self.pattern.startswith("?:", self.at):
                self.at += 2
            inner = self.choice(depth + 1)
            self.take()  # the bracket that ended the alternatives, or there is no end
            return inner
        if char == "[":
            return _Part(self.members(), False, ())
        if char in _SIGNS - {"\\", "/"}:
            raise _NotTakenError
        code = ord(self.escaped(_SIGNS) if char == "\\" else char)
        return _Part(((code, code),), False, ())

    def escaped(self, signs: frozenset[str]) -> str:
        char = self.take()
        if char not in signs:
            raise _NotTakenError
        return char

    def members(self) -> Ranges:
        """The characters of a class, after its opening bracket."""
        is_not = self.now == "^"
        if is_not:
            self.take()
        found: list[tuple[int, int]] = []
        while self.now != "]":
            low = high = ord(self.member())
            if self.now == "-" and self.pattern[self.at + 1 : self.at + 2] != "]":
                self.take()
                high = ord(self.member())
            if high < low:
                raise _NotTakenError
            found.append((low, high))
        self.take()
        if not found:
            raise _NotTakenError
        return _outside(found) if is_not else tuple(found)

    def member(self) -> str:
        is_doubled = self.pattern[self.at : self.at + 2] in _DOUBLED
        char = self.take()
        if char in "[^" or is_doubled:
            raise _NotTakenError
        return self.escaped(_SIGNS | {"-"}) if char == "\\" else char


def _meet(one: Ranges, other: Ranges) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in other)


def _joined(parts: Sequence[Ranges]) -> Ranges:
    return tuple(span for part in parts for span in part)


def _apart(parts: Sequence[Ranges]) -> Ranges:
    """All of them together, none of which may share a character with another."""
    for at, part in enumerate(parts):
        if any(_meet(part, other) for other in parts[:at]):
            raise _NotTakenError
    return _joined(parts)


def _outside(spans: Sequence[tuple[int, int]]) -> Ranges:
    left, found = 0, []
    for low, high in sorted(spans):
        if low > left:
            found.append((left, low - 1))
        left = max(left, high + 1)
    return (*found, *([(left, _LAST)] if left <= _LAST else []))
