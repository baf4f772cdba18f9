"""What people type to search, as PostgreSQL is asked for it."""

import re
from dataclasses import dataclass

from app.applications.rules.languages import RUN, normal, pairs
from app.calls.rules.words import SPACELESS

LONGEST = 200
_PIECE = re.compile(r'(?P<minus>-?)"(?P<quoted>[^"]*)"?|(?P<word>\S+)')
_LETTERS = re.compile(r"[^\W_]")
# One letter of a script without spaces begins the pair that it stands in.
_LONE = re.compile(f"(?P<minus>-?)(?P<word>{SPACELESS.pattern})")
_BEGINNING = re.compile(r"(?P<minus>-?)(?P<word>\w[\w'’-]*)\*")


@dataclass(frozen=True, slots=True)
class Sought:
    """`words` for websearch_to_tsquery; `starts` are beginnings of words, `left_out` those that may not be there.

    `shown` are the words as typed that a match shows, without those left out.
    """

    words: str
    starts: tuple[str, ...]
    left_out: tuple[str, ...]
    shown: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.starts or self.left_out)


def read(typed: str) -> Sought:
    """Words, "phrases", -exclusions and beginnings* in what was typed; nothing where it has no letter or digit."""
    words: list[str] = []
    starts: dict[bool, list[str]] = {False: [], True: []}
    shown: list[str] = []
    for piece in _PIECE.finditer(normal(typed).replace("\x00", " ")[:LONGEST]):
        if not _LETTERS.search(piece[0]):
            continue
        text = piece["word"] or ""
        beginning = _BEGINNING.fullmatch(text) or _LONE.fullmatch(text)
        minus = piece["minus"] or ("-" if text.startswith("-") else "")
        if beginning is not None:
            starts[bool(minus)].append(beginning["word"])
        elif piece["word"] is None:
            words.append(f'{minus}"{RUN.sub(_spaced, piece["quoted"])}"')
        else:
            words.append(minus + RUN.sub(_phrase, text.lstrip("-").replace('"', " ")).strip())
        if not minus:
            shown += re.findall(r"\w+", piece["quoted"] or text)
    return Sought(" ".join(words), tuple(starts[False]), tuple(starts[True]), tuple(shown))


def _spaced(run: re.Match[str]) -> str:
    return f" {' '.join(pairs(run[0]))} "


def _phrase(run: re.Match[str]) -> str:
    return f' "{" ".join(pairs(run[0]))}" '
