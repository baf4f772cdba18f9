"""What messages say, and that French says all of them."""

from string import Formatter

import pytest
from babel.messages.checkers import python_format

from app.kernel import i18n
from app.kernel.i18n.messages import Messages
from tools import messages as tool


def test_a_message_is_translated_and_filled_in():
    with i18n.use("fr"):
        assert i18n.gettext("Sign in") == "Se connecter"
        assert i18n.gettext("Marks: %(marks)s", marks="3") == "Notes\u00a0: 3"
        assert i18n.gettext("Never said 100 %") == "Never said 100 %"


def test_plurals_follow_the_language():
    def days(count):
        return i18n.ngettext("%(num)s day ago", "%(num)s days ago", count)

    assert [days(n) for n in (0, 1, 2)] == ["0 days ago", "1 day ago", "2 days ago"]
    with i18n.use("fr"):
        assert [days(n) for n in (0, 1, 2)] == ["il y a 0 jour", "il y a 1 jour", "il y a 2 jours"]


def test_a_lazy_message_is_worded_when_shown():
    lazy = i18n._lazy("Marks: %(marks)s", marks=4)
    assert str(lazy) == "Marks: 4"
    with i18n.use("fr"):
        assert i18n.gettext(lazy) == "Notes\u00a0: 4"
        assert i18n.gettext(i18n._lazy("Marks: %(marks)s"), marks=4) == "Notes\u00a0: 4"


def test_catalogues_of_several_owners_are_merged(tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "a.po").write_text(head + 'msgid "One"\nmsgstr "Un"\n', "utf-8")
    (tmp_path / "fr" / "b.po").write_text(
        head + 'msgid "Two"\nmsgstr "Deux"\n\n#, fuzzy\nmsgid "Three"\nmsgstr "Trente"\n\nmsgid "Four"\nmsgstr ""\n',
        "utf-8",
    )
    french = Messages("fr", tmp_path)
    assert [french.one(text) for text in ("One", "Two", "Three", "Four")] == ["Un", "Deux", "Three", "Four"]


def test_the_test_language_marks_letters_and_leaves_placeholders():
    with i18n.use("en-XA"):
        assert i18n.gettext("Time, %(zone)s", zone="UTC") == "Tîmé, UTC"


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_every_message_is_translated(language):
    assert {message: str(path) for message, path in tool.missing(language).items()} == {}


@pytest.mark.parametrize("language", tool.LANGUAGES)
def test_translations_keep_the_placeholders(language):
    for catalog in tool.catalogues(language).values():
        for message in catalog:
            if message.id and message.python_format:
                python_format(catalog, message)
            if isinstance(message.id, str) and "{" in message.id:
                assert _braces(message.string) == _braces(message.id)


def _braces(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)
