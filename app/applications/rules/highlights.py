"""Where a search matched: the words marked in a title, or a passage of an answer around them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.calls.rules.words import SPACELESS

Pieces = Sequence[tuple[str, bool]]
"""Parts of a text in order, each with whether it is a match."""

BEFORE, AFTER = 60, 120
_VARIANTS: dict[str, str] = defaultdict(str)
for _code in range(0xC0, 0x250):
    _VARIANTS[unicodedata.normalize("NFD", chr(_code))[0].lower()] += chr(_code)


def pattern(words: Iterable[str], stems: Iterable[str]) -> re.Pattern[str] | None:
    """What finds the words as typed and as they are stemmed, whatever their accents and endings; None for none."""
    spaceless = {word for word in words if SPACELESS.match(word)}
    begun = {stem.lower() for stem in (*words, *stems)} - spaceless
    found = [re.escape(word) for word in sorted(spaceless, key=len, reverse=True)]
    spelled = [_spelled(one) for one in sorted(begun, key=len, reverse=True) if one and not SPACELESS.match(one)]
    if spelled:
        found.append(rf"(?<!\w)(?:{'|'.join(spelled)})\w*")
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def _spelled(stem: str) -> str:
    """The letters of a word with any accent; English stems write i for a last y."""
    letters = [
        "[iy]" if at and at == len(stem) - 1 and letter == "i" else _any(letter) for at, letter in enumerate(stem)
    ]
    return "".join(letters)


def _any(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    variants = _VARIANTS.get(base, "")
    return f"[{re.escape(base)}{variants}]" if variants else re.escape(letter)


def marked(text: str, sought: re.Pattern[str]) -> Pieces:
    """The whole text with its matches marked; empty where there is none."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in sought.finditer(text):
        pieces += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]] if pieces else ()


def passage(text: str, sought: re.Pattern[str]) -> Pieces:
    """The part of a text around its first match, cut at words; empty where there is none."""
    match = sought.search(text)
    if match is None:
        return ()
    start, end = max(0, match.start() - BEFORE), match.end() + AFTER
    shown = text[start:end]
    if start:
        shown = "…" + (shown[shown.find(" ") :] if " " in shown[: match.start() - start] else shown)
    if end < len(text):
        shown = (shown[: shown.rfind(" ")] if " " in shown[match.end() - start :] else shown) + "…"
    return marked(" ".join(shown.split()), sought)
