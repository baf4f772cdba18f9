"""Counts words the same everywhere: page, API, import, offline file."""

import re
import unicodedata

# Scripts written without spaces between words: each letter, mark or number is counted for itself.
SPACELESS = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Myanmar
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b"  # radicals, iteration marks, numerals
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000-\U0001b16f"  # Hiragana, Katakana
    "\u3100-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "]"
)
# Named one by one: Python's and JavaScript's `\s` differ.
_SPACES = re.compile("[\t-\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+")


def _is_counted(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def count_words(text: str) -> int:
    """Runs between spaces that hold a letter or number, plus one a code point in scripts without spaces.

    "state-of-the-art" is one word, a dash alone none. Scripts counted by letter, mark or number:
    Han, Hiragana, Katakana, Bopomofo, Thai, Lao, Khmer, Myanmar. Hangul has spaces.
    """
    alone = sum(_is_counted(character) for character in SPACELESS.findall(text))
    runs = _SPACES.split(SPACELESS.sub(" ", text))
    return alone + sum(any(character.isalnum() for character in run) for run in runs)
