"""Keeps locale/<language>/<owner>.po in step with the strings in templates/ and app/.

    python tools/messages.py [OWNER …]   adds what is new (to be translated), drops what nobody says
                                         any more; in every catalogue, or only in those named
    python tools/messages.py --check     lists what has no translation; ends with 1 if there is any

The owner of a string is the capability whose folder it stands in; the kernel owns the rest. A string
that another owner has already translated is not asked for twice.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fr",)
KEYWORDS = {
    "_": None, "_html": None, "N_": None, "_lazy": None, "gettext": None, "ngettext": (1, 2),
}  # fmt: skip
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false", "extensions": "jinja2.ext.do"}
NOT_SHOWN = {ROOT / "templates/components/gallery.html"}

Message: TypeAlias = str | tuple[str, ...]


def owner(path: Path) -> str:
    """Which catalogue a file's strings belong to."""
    folder = path.relative_to(ROOT).parts[1]
    return folder if (ROOT / "app" / folder).is_dir() else "kernel"


def sources() -> Iterator[Path]:
    """Every file that may hold strings for people."""
    for pattern in ("templates/**/*.html", "templates/**/*.txt", "app/**/*.py"):
        yield from sorted(path for path in ROOT.glob(pattern) if path not in NOT_SHOWN)


def messages() -> dict[Message, Path]:
    """Every message with the first file that says it."""
    found: dict[Message, Path] = {}
    for path in sources():
        method: Any = "python" if path.suffix == ".py" else babel_extract
        options = {} if path.suffix == ".py" else JINJA
        with path.open("rb") as stream:
            for _, message, _, _ in extract(method, stream, KEYWORDS, (), options):
                found.setdefault(message, path)
    return found


def catalogues(language: str) -> dict[str, Catalog]:
    """The catalogues of a language by owner."""
    found = {}
    for path in sorted((ROOT / "locale" / language).glob("*.po")):
        with path.open("rb") as stream:
            found[path.stem] = read_po(stream, locale=language)
    return found


def translated(language: str) -> set[str]:
    """The first form of every message that has a complete translation."""
    done = set()
    for catalog in catalogues(language).values():
        for message in catalog:
            forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            if message.id and all(forms) and not message.fuzzy:
                done.add(first(message.id))
    return done


def first(message: Message | list[str]) -> str:
    """The singular, by which a message is found."""
    return message if isinstance(message, str) else message[0]


def missing(language: str) -> dict[Message, Path]:
    """What has no complete translation."""
    done = translated(language)
    return {message: path for message, path in messages().items() if first(message) not in done}


def _empty(language: str) -> Catalog:
    return Catalog(locale=language, project="Commonweal", fuzzy=False, msgid_bugs_address="",
                   last_translator="Commonweal", language_team="Commonweal")  # fmt: skip


def update(language: str, owners: list[str]) -> None:
    """Write the catalogues anew: those of `owners`, or all when it is empty."""
    said = messages()
    found = catalogues(language)
    kept = {first(message) for message in said}
    for catalog in found.values():
        for entry in [entry for entry in catalog if entry.id and first(entry.id) not in kept]:
            catalog.delete(entry.id)
    known = {first(entry.id) for catalog in found.values() for entry in catalog if entry.id}
    for message, path in said.items():
        if first(message) not in known:
            found.setdefault(owner(path), _empty(language)).add(message)
            known.add(first(message))
    for name in owners or found:
        target = ROOT / "locale" / language / f"{name}.po"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            write_po(stream, found.get(name, _empty(language)), width=100, sort_output=True, no_location=True)


def main() -> int:
    """Update, or check."""
    if "--check" not in sys.argv:
        for language in LANGUAGES:
            update(language, sys.argv[1:])
    lacking = [(language, *entry) for language in LANGUAGES for entry in missing(language).items()]
    for language, message, path in lacking:
        print(f"{language}: {path.relative_to(ROOT)}: {first(message)!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
