"""The programme form and the call form."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.calls.forms import fields
from app.calls.models import Call
from app.calls.types import CallFacts
from app.kernel import clock
from app.kernel.http.deps import Posted

_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_PREFIX = re.compile("[A-Z]{2,5}")
TEXTS = ("title", "summary", "eligibility", "process", "notice")


@dataclass(slots=True)
class CallForm:
    """A call form as typed: what the page shows, and what is wrong by field."""

    texts: dict[str, dict[str, Any]]
    opens: Any = None
    closes: Any = None
    zone: str = "UTC"
    slug: str = ""
    prefix: str = ""
    year: str = ""
    programme: str = ""
    version: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def programme_id(self) -> UUID:
        """The chosen programme."""
        return UUID(self.programme)

    def facts(self) -> CallFacts:
        """The values, once there are no errors."""
        return CallFacts(
            **{name: self.texts[name] for name in TEXTS},
            opens_at=self.opens.moment,
            closes_at=self.closes.moment,
            zone=self.zone,
        )


def read_programme(posted: Posted) -> tuple[dict[str, Any], dict[str, str]]:
    """({"slug", "name", "summary"}, error codes by field)."""
    slug, name = posted.text("slug"), fields.read_text(posted, "name")
    errors = fields.missing({"name": name}) | _check_slug(slug)
    return {"slug": slug, "name": name, "summary": fields.read_text(posted, "summary")}, errors


def read_call(posted: Posted, *, new: bool) -> CallForm:
    """The form as posted; a new call also has its programme, address and numbering."""
    zone, version = posted.text("zone") or "UTC", posted.text("version")
    known = zone in clock.zones()
    read_in = zone if known else "UTC"
    form = CallForm(
        texts={name: fields.read_text(posted, name) for name in TEXTS},
        opens=fields.read_moment(posted, "opens", read_in),
        closes=fields.read_moment(posted, "closes", read_in),
        zone=zone,
        slug=posted.text("slug"),
        prefix=posted.text("prefix").upper(),
        year=posted.text("year"),
        programme=posted.text("programme"),
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )
    form.errors = fields.missing({"title": form.texts["title"]}) | ({} if known else {"zone": "unknown_zone"})
    form.errors |= _check_new(form) if new else {}
    form.errors |= _check_moments(form)
    return form


def shown_call(call: Call) -> CallForm:
    """The form of a call as it is kept."""
    zone = ZoneInfo(call.zone)
    return CallForm(
        texts={name: getattr(call, name) for name in TEXTS},
        opens=_in_zone(call.opens_at, zone),
        closes=_in_zone(call.closes_at, zone),
        zone=call.zone,
        version=call.version,
    )


def _in_zone(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None


def _check_slug(slug: str) -> dict[str, str]:
    if not slug:
        return {"slug": "slug_missing"}
    return {} if _SLUG.fullmatch(slug) else {"slug": "slug_shape"}


def _check_new(form: CallForm) -> dict[str, str]:
    errors = _check_slug(form.slug)
    try:
        UUID(form.programme)
    except ValueError:
        errors["programme"] = "programme_missing"
    if not _PREFIX.fullmatch(form.prefix):
        errors["prefix"] = "prefix_shape"
    if not re.fullmatch("20[0-9]{2}", form.year):
        errors["year"] = "year_shape"
    return errors


def _check_moments(form: CallForm) -> dict[str, str]:
    errors = {
        name: "not_a_moment"
        for name, typed in (("opens", form.opens), ("closes", form.closes))
        if typed.moment is None and not typed.is_blank
    }
    opens, closes = form.opens.moment, form.closes.moment
    if opens and closes and closes <= opens:
        errors["closes"] = "closes_before_opening"
    return errors
