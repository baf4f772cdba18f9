"""What a message says in each language: the merged catalogues of locale/<language>/*.po."""

import functools
import gettext as standard_gettext
import re
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from app.kernel.i18n import languages

LOCALE_FOLDER = Path(__file__).resolve().parents[3] / "locale"


# French puts a space before these marks that must not end a line; keyboards write a plain one.
_FRENCH_GAP = re.compile(r" (?=[:;?!»])|(?<=«) ")


class Messages:
    """The merged catalogues of one language, read once."""

    def __init__(self, locale: str, folder: Path = LOCALE_FOLDER) -> None:
        """Read every catalogue of the language; no folder means English throughout."""
        self.locale = locale
        babel_locale = languages.language(locale).babel
        self.plural = standard_gettext.c2py(get_plural(babel_locale).plural_expr)
        self.singulars: dict[str, str] = {}
        self.plurals: dict[str, tuple[str, ...]] = {}
        for path in sorted((folder / locale).glob("*.po")):
            with path.open("rb") as stream:
                self._add(read_po(stream, locale=babel_locale))

    def _add(self, catalog: Catalog) -> None:
        for message in catalog:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, str):
                if message.string:
                    self.singulars[message.id] = self._set(str(message.string))
            elif isinstance(message.string, (list, tuple)) and all(message.string):
                self.plurals[message.id[0]] = tuple(map(self._set, message.string))

    def _set(self, text: str) -> str:
        return _FRENCH_GAP.sub("\u00a0", text) if self.locale == "fr" else text

    def one(self, message: str) -> str:
        """The translation, or the English where there is none."""
        return self.singulars.get(message, message)

    def many(self, singular: str, plural: str, count: int) -> str:
        """The form for the count, by the language's own plural rule."""
        forms = self.plurals.get(singular)
        if forms is None:
            return singular if count == 1 else plural
        return forms[self.plural(count)]


class _PseudoMessages(Messages):
    """English with marks on its letters, so that a string no catalogue knows is seen at once."""

    _marks = str.maketrans("aceinosuyACEINOSUY", "àçéîñôšûýÀÇÉÎÑÔŠÛÝ")

    def one(self, message: str) -> str:
        """Mark the letters, leaving `%(name)s` and anything that looks like HTML alone."""
        if "<" in message:
            return message
        first, *rest = message.split("%(")
        marked = [first.translate(self._marks)]
        for piece in rest:
            name, bracket, tail = piece.partition(")")
            marked.append(f"%({name}{bracket}{tail[:1]}{tail[1:].translate(self._marks)}")
        return "".join(marked)

    def many(self, singular: str, plural: str, count: int) -> str:
        """The marked English form."""
        return self.one(singular if count == 1 else plural)


@functools.cache
def messages(locale: str) -> Messages:
    """The catalogue of a language; reads its files on first use."""
    return _PseudoMessages(locale) if locale == languages.PSEUDO else Messages(locale)


def gettext(message: "str | Lazy", /, **values: object) -> str:
    """The message in the language in force, with `%(name)s` filled in: plain text, not HTML."""
    if isinstance(message, Lazy):
        return gettext(message.message, **dict(message.values) | values)
    text = messages(languages.current()).one(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """The form for the count in the language in force; `%(num)s` is the count."""
    return messages(languages.current()).many(singular, plural, num) % {"num": num, **values}


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a string for the catalogues without translating it here."""
    return message


@dataclass(frozen=True, slots=True)
class Lazy:
    """A message worded when it is shown, in the language in force then."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return gettext(self.message, **dict(self.values))


def _lazy(message: str, /, **values: object) -> Lazy:
    """A message for people, made where no language is in force yet."""
    return Lazy(message, tuple(values.items()))
