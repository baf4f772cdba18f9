"""Pages from templates: a Jinja environment for each language, and what every template may use."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from app.kernel import i18n, text

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"


_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class View:
    """What the base template needs to know of a request.

    `user` has `name`, `id` and `news`; `csrf` is the hidden field; `banner` and `flash` are worded when
    shown; `areas` names the parts of the site that hold work for this person: applications,
    reviews, manage, spaces; `zone` is the reader's, an IANA name or empty where it is not known.
    """

    locale: str = i18n.SOURCE
    path: str = "/"
    user: Any | None = None
    csrf: Markup = _NOTHING
    banner: str | i18n.Lazy | None = None
    flash: str | i18n.Lazy | None = None
    env: str = "production"
    areas: tuple[str, ...] = ()
    zone: str = ""


@functools.lru_cache(maxsize=8192)
def _escaped(locale: str, message: str) -> Markup:
    return escape(i18n.messages(locale).one(message))


@functools.lru_cache(maxsize=2048)
def _trusted(locale: str, message: str) -> Markup:
    return Markup(i18n.messages(locale).one(message))  # noqa: S704 - a literal of our templates


def _gettext(message: str | i18n.Lazy, /, **values: object) -> Markup:
    """`_("…")`: the message in the page's language, escaped, as are its values unless Markup."""
    if isinstance(message, i18n.Lazy):
        return escape(str(message))
    found = _escaped(i18n.current(), message)
    return found % values if values else found


def _gettext_html(message: str, /, **values: object) -> Markup:
    """`_html("… <a href='%(url)s'>")`: a literal message that holds HTML; its values are escaped."""
    found = _trusted(i18n.current(), message)
    return found % values if values else found


def _ngettext(singular: str, plural: str, num: int, /, **values: object) -> Markup:
    form = i18n.messages(i18n.current()).many(singular, plural, num)
    return escape(form) % {"num": i18n.number(num), **values}


@functools.cache
def manifest() -> dict[str, str]:
    """Static files by the names that pages use: read once, with the files that are served."""
    path = STATIC / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


@functools.cache
def static(name: str) -> str:
    """The address of a static file with its content hash, such as `/static/app.3f2a1c9b.css`.

    Raises KeyError for a file that `make assets` did not build.
    """
    return f"/static/{manifest()[name]}"


_LOADER = FileSystemLoader(TEMPLATES)
_NO_ERRORS: Mapping[str, str] = MappingProxyType({})


def _language_of(texts: Mapping[str, str]) -> str | None:
    """The language a text is shown in: the page's, English, or the first there is."""
    return next((code for code in (i18n.current(), i18n.SOURCE, *texts) if texts.get(code)), None)


def localized(texts: Mapping[str, str]) -> Markup:
    """The text in the page's language; another language's text is marked as such."""
    shown = _language_of(texts)
    if shown is None or shown == i18n.current():
        return escape(texts.get(shown or "", ""))
    return Markup('<span lang="{}" dir="{}">{}</span>').format(shown, i18n.language(shown).direction, texts[shown])


def written(texts: Mapping[str, str]) -> str:
    """The text that `localized` shows, as it was written: with its lines, and without mark-up."""
    return texts.get(_language_of(texts) or "", "")


def plain(texts: Mapping[str, str]) -> str:
    """`written` on one line, for titles and attributes."""
    return " ".join(written(texts).split())


_FILTERS = {
    "country": i18n.country,
    "date": i18n.date,
    "date_short": i18n.date_short,
    "datetime": i18n.datetime,
    "excerpt": text.excerpt,
    "localized": localized,
    "plain": plain,
    "initials": text.initials,
    "markdown": text.markdown,
    "money": i18n.money,
    "nl2p": text.nl2p,
    "number": i18n.number,
    "own_time": i18n.own_time,
    "percent": i18n.percent,
    "time_left": i18n.time_left,
    "written": written,
}


class _Environment(Environment):
    """Compiles templates for one language: what a literal message says is settled then.

    A page says some forty messages; looking each up at every request would cost more than the rest.
    """

    locale: str = i18n.SOURCE

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        with i18n.use(self.locale):
            _Literals(self).visit(tree)
        return tree


class _Literals(NodeTransformer):
    """Replaces `_("…")` and `_html("…")` without values by what they say."""

    def __init__(self, environment: Environment) -> None:
        self.known: dict[str, Any] = {name: environment.globals[name] for name in ("_", "_html")}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by Jinja's visitor
        """Fold one call, or leave it as it is."""
        self.generic_visit(node)
        callee, args = node.node, node.args
        if not isinstance(callee, nodes.Name) or callee.name not in self.known or node.kwargs or len(args) != 1:
            return node
        if not isinstance(args[0], nodes.Const):
            return node
        return nodes.Const(self.known[callee.name](args[0].value), lineno=node.lineno)


def _make_environment(locale: str, *, html: bool) -> Environment:
    environment = _Environment(
        loader=_LOADER,
        autoescape=html,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.locale = locale
    environment.filters.update(_FILTERS)
    environment.globals.update(
        {
            "_": _gettext if html else i18n.gettext,
            "_html": _gettext_html,
            "ngettext": _ngettext if html else i18n.ngettext,
            "countries": i18n.countries,
            "languages": i18n.OFFERED,
            "static": static,
        }
    )
    return environment


@functools.cache
def _pages(locale: str) -> Environment:
    return _make_environment(locale, html=True)


@functools.cache
def _texts(locale: str) -> Environment:
    return _make_environment(locale, html=False)


def environment(name: str = "", locale: str | None = None) -> Environment:
    """What renders a template in a language (the one in force): `.txt` ones escape no HTML."""
    return (_texts if name.endswith(".txt") else _pages)(locale or i18n.current())


def compile_all(locales: tuple[str, ...] = (i18n.SOURCE,)) -> int:
    """Compile every template, so that the first visitor does not wait; returns how many."""
    names = _LOADER.list_templates()
    for locale in locales:
        for name in names:
            environment(name, locale).get_template(name)
    return len(names) * len(locales)


def render(name: str, context: Mapping[str, object], *, view: View) -> str:
    """The page as text; what the request knows comes from `view`, what the page shows from `context`.

    Raises jinja2.UndefinedError when the template uses a name that neither gives.
    """
    with i18n.use(view.locale, view.zone):
        return (
            environment(name)
            .get_template(name)
            .render(
                {
                    "banner": view.banner,
                    "areas": view.areas,
                    "csrf_field": view.csrf,
                    "dir": i18n.language(view.locale).direction,
                    "env": view.env,
                    "errors": _NO_ERRORS,
                    "flash": view.flash,
                    "lang": view.locale,
                    "path": view.path,
                    "user": view.user,
                    "zone": view.zone,
                    **context,
                }
            )
        )


def render_mail(name: str, context: Mapping[str, object], *, locale: str, zone: str = "") -> str:
    """One part of a message: `name` ends in `.txt` (plain) or `.html`; no request stands behind it.

    `zone` is the reader's, an IANA name or empty where it is not known.
    """
    with i18n.use(locale, zone):
        direction = i18n.language(locale).direction
        template = environment(name).get_template(name)
        return template.render({"lang": locale, "dir": direction, **context})
