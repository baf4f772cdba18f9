"""Pages from templates: one Jinja environment, and what every template may use."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from app.kernel import i18n, text

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"


_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class View:
    """What the base template needs to know of a request.

    `user` has `name` and `id`; `csrf` is the hidden field; `banner` and `flash` are worded when
    shown; `areas` names the parts of the site that hold work for this person: applications,
    reviews, manage, spaces; `zone` is an IANA name.
    """

    locale: str = i18n.SOURCE
    path: str = "/"
    user: Any | None = None
    csrf: Markup = _NOTHING
    banner: str | i18n.Lazy | None = None
    flash: str | i18n.Lazy | None = None
    env: str = "production"
    areas: tuple[str, ...] = ()
    zone: str = "UTC"


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
def _manifest() -> dict[str, str]:
    path = STATIC / "manifest.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


@functools.cache
def static(name: str) -> str:
    """The address of a static file with its content hash, such as `/static/app.3f2a1c9b.css`.

    Raises KeyError for a file that `make assets` did not build.
    """
    return f"/static/{_manifest()[name]}"


_NO_ERRORS: Mapping[str, str] = MappingProxyType({})


def localized(texts: Mapping[str, str]) -> Markup:
    """The text in the page's language; another language's text is marked as such."""
    wanted = i18n.current()
    if texts.get(wanted):
        return escape(texts[wanted])
    other = next((code for code in (i18n.SOURCE, *texts) if texts.get(code)), None)
    if other is None:
        return Markup("")
    return Markup('<span lang="{}" dir="{}">{}</span>').format(other, i18n.language(other).direction, texts[other])


def plain(texts: Mapping[str, str]) -> str:
    """`localized` without mark-up, for titles and attributes."""
    return str(localized(texts).striptags())


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
    "percent": i18n.percent,
    "time_left": i18n.time_left,
}


def _make_environment(*, html: bool) -> Environment:
    package = PackageLoader("govuk_frontend_jinja")
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), package]),
        autoescape=html,  # noqa: S701 - plain-text mails are not HTML
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
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


_pages = _make_environment(html=True)
_texts = _make_environment(html=False)


def environment(name: str = "") -> Environment:
    """The environment that renders a template: `.txt` ones have no HTML escaping."""
    return _texts if name.endswith(".txt") else _pages


def compile_all() -> int:
    """Compile every template, so that the first visitor does not wait; returns how many."""
    names = _pages.list_templates(filter_func=lambda name: (TEMPLATES / name).is_file())
    for name in names:
        environment(name).get_template(name)
    return len(names)


def render(name: str, context: Mapping[str, object], *, view: View) -> str:
    """The page as text; what the request knows comes from `view`, what the page shows from `context`.

    Raises jinja2.UndefinedError when the template uses a name that neither gives.
    """
    with i18n.use(view.locale):
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


def render_mail(name: str, context: Mapping[str, object], *, locale: str) -> str:
    """One part of a message: `name` ends in `.txt` (plain) or `.html`; no request stands behind it."""
    with i18n.use(locale):
        direction = i18n.language(locale).direction
        template = environment(name).get_template(name)
        return template.render({"lang": locale, "dir": direction, **context})
