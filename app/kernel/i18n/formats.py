"""Dates, times, numbers, money and countries as the language in force writes them.

Babel takes some 20 microseconds a value, so parts that repeat are remembered: days, minutes of a
day, amounts.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from babel.core import get_global

from app.kernel.i18n import languages
from app.kernel.i18n.messages import gettext, ngettext
from app.kernel.text import sort_key

_ALIASES: Mapping[str, list[str]] = get_global("territory_aliases")
# Babel lists these beside the countries of ISO 3166-1: groupings, reservations and placeholders.
_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


@functools.cache
def _babel(locale: str) -> Locale:
    return Locale.parse(languages.language(locale).babel)


@functools.lru_cache(maxsize=16384)
def _day(day: dt.date, length: str, locale: str) -> str:
    return babel_dates.format_date(day, format=length, locale=_babel(locale))


@functools.lru_cache(maxsize=8192)
def _minute(hour: int, minute: int, locale: str) -> str:
    return babel_dates.format_time(dt.time(hour, minute), format="short", locale=_babel(locale))


@functools.cache
def _zone(name: str) -> dt.tzinfo:
    try:
        return dt.UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def _calendar_day(value: dt.date | dt.datetime, zone: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.astimezone(_zone(zone or languages.zone() or "UTC")).date()
    return value


def date(value: dt.date | dt.datetime | None, zone: str = "") -> str:
    """A day such as "31 March 2027"; a moment is read in `zone`, or the reader's; None is an empty string."""
    return "" if value is None else _day(_calendar_day(value, zone), "long", languages.current())


def date_short(value: dt.date | dt.datetime | None, zone: str = "") -> str:
    """A day for dense tables, such as "31 Mar 2027"."""
    return "" if value is None else _day(_calendar_day(value, zone), "medium", languages.current())


def datetime(value: dt.datetime | None, zone: str = "") -> str:
    """A moment in `zone` or else the reader's, which it names, such as "31 March 2027, 23:59 UTC"."""
    if value is None:
        return ""
    zone = zone or languages.zone() or "UTC"
    local = value.astimezone(_zone(zone))
    locale = languages.current()
    day = _day(local.date(), "long", locale)
    time = _minute(local.hour, local.minute, locale)
    shown = "UTC" if local.tzinfo is dt.UTC else f"({zone.replace('_', ' ')})"
    return gettext("%(date)s, %(time)s %(zone)s", date=day, time=time, zone=shown)


def own_time(value: dt.datetime | None, zone: str) -> str:
    """A moment that was told in `zone`, in the reader's own; empty where that is the same or not known."""
    own = languages.zone()
    return datetime(value, own) if own not in {"", zone} else ""


def time_left(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """How far off a moment is: "in 12 days", "5 hours 3 minutes left", "3 days ago"."""
    if value is None:
        return ""
    seconds = int((value - (now or dt.datetime.now(dt.UTC))).total_seconds())
    if seconds < 0:
        return _time_ago(-seconds)
    minutes = seconds // 60
    if minutes >= 48 * 60:
        return ngettext("in %(num)s day", "in %(num)s days", minutes // 1440)
    if minutes < 1:
        return gettext("less than a minute left")
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)s minute left", "%(num)s minutes left", minutes)
    if not minutes:
        return ngettext("%(num)s hour left", "%(num)s hours left", hours)
    return gettext(
        "%(hours)s %(minutes)s left",
        hours=ngettext("%(num)s hour", "%(num)s hours", hours),
        minutes=ngettext("%(num)s minute", "%(num)s minutes", minutes),
    )


def _time_ago(seconds: int) -> str:
    if seconds < 60:
        return gettext("just now")
    if seconds < 3600:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", seconds // 60)
    if seconds < 2 * 86400:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", seconds // 3600)
    return ngettext("%(num)s day ago", "%(num)s days ago", seconds // 86400)


@functools.cache
def _separators(locale: str) -> dict[int, str]:
    babel_locale = _babel(locale)
    group = babel_numbers.get_group_symbol(babel_locale)
    decimal = babel_numbers.get_decimal_symbol(babel_locale)
    return {ord(","): group, ord("."): decimal}


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """A number grouped by thousands; without `places` a fraction shows up to two decimals."""
    if value is None:
        return ""
    if places is not None:
        plain = f"{value:,.{places}f}"
    elif value == int(value):
        plain = f"{int(value):,}"
    else:
        plain = f"{value:,.2f}".rstrip("0").rstrip(".")
    return plain.translate(_separators(languages.current()))


@functools.lru_cache(maxsize=4096)
def _money(value: Decimal, currency: str, locale: str) -> str:
    pattern = _babel(locale).currency_formats["standard"].pattern
    if value == value.to_integral_value():
        pattern = pattern.replace(".00", "")
    return babel_numbers.format_currency(value, currency, format=pattern, locale=_babel(locale), currency_digits=False)


def money(value: float | Decimal | None, currency: str) -> str:
    """An amount with its currency, such as "US$25,000"; whole amounts carry no decimals."""
    if value is None:
        return ""
    return _money(Decimal(str(value)), currency, languages.current())


def percent(ratio: float | None, places: int = 0) -> str:
    """A ratio such as 0.45 as "45%" or "45 %"."""
    if ratio is None:
        return ""
    pattern: str = _babel(languages.current()).percent_formats[None].pattern
    return number(ratio * 100, places) + pattern.replace("#,##0", "")


@functools.cache
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    named = [
        (code, name)
        for code, name in _babel(locale).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def countries() -> tuple[tuple[str, str], ...]:
    """(ISO 3166-1 alpha-2 code, name) of every country, in the order of their names."""
    return _countries(languages.current())


def country(code: str | None) -> str:
    """The name of a country by its alpha-2 or alpha-3 code; an unknown code is shown as it is."""
    if not code:
        return ""
    # CLDR lists alpha-3 codes among the other names of a territory.
    short = _ALIASES.get(code.upper(), [code.upper()])[0]
    return str(_babel(languages.current()).territories.get(short, code))
