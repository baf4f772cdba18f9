"""The language a text is in, as far as search needs to know, and words for scripts that have no spaces."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from app.calls.rules.words import SPACELESS

SIMPLE = "simple"
CONFIGURATIONS: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""Languages that PostgreSQL stems; every other is sought word for word."""

# Languages written in a script, the likeliest first.
_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "CYRILLIC": ("ru", "sr"),
    "ARABIC": ("ar",),
    "GREEK": ("el",),
    "DEVANAGARI": ("hi", "ne"),
    "TAMIL": ("ta",),
    "ARMENIAN": ("hy",),
}
# Words that are common in one of these languages and rare in the others.
_COMMON: Mapping[str, str] = {
    "de": "der die das und ist nicht für mit wir werden",
    "en": "the of and to is that for with this are",
    "es": "el los las del y una con para por se",
    "fr": "le les des et est une pour dans du qui",
    "id": "yang dan di untuk dengan dari ini pada itu kami",
    "it": "il gli della che per una con di sono nel",
    "nl": "het een van en niet voor met zijn wordt ook",
    "pt": "os das uma para com não em que ao do",
    "tr": "ve bir bu için ile olarak da de çok",
}
_READ = 6000
_WORD = re.compile(r"[^\W\d_]+")
RUN = re.compile(f"{SPACELESS.pattern}+")
"""A run of letters in a script without spaces."""


def language_of(text: str, told: str) -> str:
    """The language to seek a text in, a key of CONFIGURATIONS or SIMPLE; `told` is what its writer's page was in.

    People write French on a page in English: the script decides, and in Latin letters the commonest small words.
    """
    told = told.partition("-")[0].lower()
    words = _WORD.findall(text[:_READ].casefold())
    script = _script(words)
    if script != "LATIN":
        among = _SCRIPTS.get(script, ())
        return told if told in among else (*among, SIMPLE)[0]
    count = Counter(words)
    votes = {code: sum(count[word] for word in common.split()) for code, common in _COMMON.items()}
    best = max(votes, key=lambda code: (votes[code], code == told))
    if votes[best] > max(2, 1.5 * votes.get(told, 0)):
        return best
    return told if told in CONFIGURATIONS else SIMPLE


def _script(words: list[str]) -> str:
    """The script most words are in, as Unicode names it; LATIN for no words."""
    names = Counter(unicodedata.name(word[0], "").partition(" ")[0] for word in words)
    return max(names, key=lambda name: names[name], default="LATIN")


def spaced(text: str) -> str:
    """A text with its runs in scripts without spaces cut into pairs: 水资源 becomes 水资 资源 源."""
    return RUN.sub(lambda run: f" {' '.join(pairs(run[0]))} {run[0][-1]} ", normal(text))


def pairs(run: str) -> list[str]:
    """Each two neighbours of a run; the run itself if it is one."""
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def normal(text: str) -> str:
    """One form of letters that look alike: full and half width, ligatures, presentation forms."""
    return unicodedata.normalize("NFKC", text)
