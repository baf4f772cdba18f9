"""What differs between two texts, word by word, in bounded time.

The edits are the fewest there are (E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986) as long as
finding them takes at most `STEPS`; beyond that the texts are first cut at words that each has exactly once.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

STEPS = 100_000
"""Two texts of 100,000 signs that have nothing to do with each other take a quarter of a second."""

# Where words are not set apart by spaces each sign stands for itself; only where to cut depends on it.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_MARKS = "!-/:-@[-`{-~¡-¿«»\u2000-\u206f\u060c\u061b\u061f\u0964\u0965\u3000-\u303f\uff01-\uff0f"
_TOKEN = re.compile(rf"\s+|[{_MARKS}]|[{_ALONE}]|[^\s{_MARKS}{_ALONE}]+")

Block = tuple[int, int, int]


class Side(StrEnum):
    """Which of two texts a run of words stands in."""

    BOTH = "both"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Run:
    """Words one after another that stand in both texts or in one of them."""

    side: Side
    text: str


def compare(before: str, after: str) -> list[Run]:
    """The runs of both texts in order: those of BOTH and BEFORE make `before`, those of BOTH and AFTER `after`."""
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    runs: list[Run] = []
    at_a = at_b = 0
    for start_a, start_b, length in [*_telling(a, b, _blocks(a, b)), (len(a), len(b), 0)]:
        parts = (Side.BEFORE, a[at_a:start_a]), (Side.AFTER, b[at_b:start_b])
        at_a, at_b = start_a + length, start_b + length
        runs += [Run(side, "".join(words)) for side, words in (*parts, (Side.BOTH, a[start_a:at_a])) if words]
    return runs


def of_side(runs: Sequence[Run], side: Side) -> list[Run]:
    """The runs of one of the two texts."""
    return [run for run in runs if run.side in {Side.BOTH, side}]


def together(runs: Sequence[Run]) -> str:
    """One text with everything that stands in either: where they differ, the words before and then those after."""
    parts: list[str] = []
    for last, run in zip([None, *runs], runs, strict=False):
        if last and (last.side, run.side) == (Side.BEFORE, Side.AFTER) and not _has_gap(last.text, run.text):
            parts.append(" ")
        parts.append(run.text)
    return "".join(parts)


def _has_gap(before: str, after: str) -> bool:
    return before[-1].isspace() or after[0].isspace()


def shortened(runs: Sequence[Run], around: int = 200) -> list[Run]:
    """The runs with "…" where both texts agree for long: `around` signs are left beside a difference."""
    return [run if run.side is not Side.BOTH else _cut(run, around, at, len(runs)) for at, run in enumerate(runs)]


def _cut(run: Run, around: int, at: int, count: int) -> Run:
    head, tail = around if at else 0, around if at < count - 1 else 0
    if len(run.text) <= 3 * around or count == 1:
        return run
    first = run.text[:head].rsplit(" ", 1)[0] + " " if head else ""
    last = " " + run.text[len(run.text) - tail :].split(" ", 1)[-1] if tail else ""
    return Run(Side.BOTH, f"{first}…{last}")


def _blocks(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """What the two have in common: (index in a, index in b, length), in order."""
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    found = _fewest(inner_a, inner_b, STEPS)
    if found is None:
        found = _between_anchors(inner_a, inner_b)
    middle = [(start_a + head, start_b + head, length) for start_a, start_b, length in found]
    ends = [(0, 0, head), *middle, (len(a) - tail, len(b) - tail, tail)]
    return _joined(block for block in ends if block[2])


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """Blocks that touch in both texts become one."""
    found: list[Block] = []
    for start_a, start_b, length in blocks:
        last_a, last_b, last_length = found[-1] if found else (-1, -1, 0)
        if (last_a + last_length, last_b + last_length) == (start_a, start_b):
            found[-1] = (last_a, last_b, last_length + length)
        else:
            found.append((start_a, start_b, length))
    return found


def _fewest(a: Sequence[str], b: Sequence[str], steps: int) -> list[Block] | None:
    """The common blocks that leave the fewest edits; None where finding them takes more than `steps`."""
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    edits = 0
    while True:
        trail.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            x = _step(furthest, diagonal, edits)
            start = x
            while x < len(a) and x - diagonal < len(b) and a[x] == b[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            steps -= 1 + x - start
            if x >= len(a) and x - diagonal >= len(b):
                return _walked_back(trail, len(a), len(b))
        # Remembering the way costs as much as finding it.
        steps -= len(furthest)
        if steps < 0:
            return None
        edits += 1


def _step(furthest: dict[int, int], diagonal: int, edits: int) -> int:
    """Where one more edit leads on a diagonal: a word of b put in, or one of a left out."""
    down = _is_down(furthest, diagonal, edits)
    return furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1


def _is_down(furthest: dict[int, int], diagonal: int, edits: int) -> bool:
    return diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])


def _walked_back(trail: Sequence[dict[int, int]], x: int, y: int) -> list[Block]:
    blocks: list[Block] = []
    for edits in range(len(trail) - 1, -1, -1):
        furthest, diagonal = trail[edits], x - y
        start = _step(furthest, diagonal, edits)
        if x > start:
            blocks.append((start, start - diagonal, x - start))
        down = _is_down(furthest, diagonal, edits)
        x, y = (start, start - diagonal - 1) if down else (start - 1, start - diagonal)
    return blocks[::-1]


def _between_anchors(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """Common blocks found piece by piece between words that each text has once, in the same order in both."""
    anchors = [*_anchors(a, b), (len(a), len(b))]
    blocks: list[Block] = []
    at_a = at_b = 0
    for anchor_a, anchor_b in anchors:
        piece_a, piece_b = a[at_a:anchor_a], b[at_b:anchor_b]
        share = STEPS * (len(piece_a) + len(piece_b) + 1) // (len(a) + len(b) + 1)
        found = _fewest(piece_a, piece_b, share) or []
        blocks += [(start_a + at_a, start_b + at_b, length) for start_a, start_b, length in found]
        if anchor_a < len(a):
            blocks.append((anchor_a, anchor_b, 1))
        at_a, at_b = anchor_a + 1, anchor_b + 1
    return blocks


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The longest row of words that both have exactly once and in the same order."""
    place = {word: at for at, word in enumerate(b)}
    in_a, in_b = Counter(a), Counter(b)
    pairs = [(at, place[word]) for at, word in enumerate(a) if in_a[word] == 1 == in_b[word]]
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs whose second numbers only grow (patience sorting)."""
    tops: list[int] = []
    last_of: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(last_of[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        last_of[pile : pile + 1] = [at]
    found: list[tuple[int, int]] = []
    at = last_of[-1] if last_of else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _telling(a: Sequence[str], b: Sequence[str], blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks worth telling apart: space or a mark alone between two differences is read as part of them."""
    ends = (0, 0), (len(a), len(b))
    for start_a, start_b, length in blocks:
        is_end = (start_a, start_b) == ends[0] or (start_a + length, start_b + length) == ends[1]
        if is_end or any(word[0].isalnum() for word in a[start_a : start_a + length]):
            yield start_a, start_b, length
