"""Kinds of programme and call facts, and the frozen values deeds and pages pass around."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Text = dict[str, Any]
"""A text in several languages: {language: text}."""


class Provenance(StrEnum):
    """Where the applications of a call come from."""

    LIVE = "live"
    GENERATED = "generated"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What a manager says about a call; texts are {language: text}, moments are instants."""

    title: Text
    summary: Text = field(default_factory=dict)
    eligibility: Text = field(default_factory=dict)
    process: Text = field(default_factory=dict)
    notice: Text = field(default_factory=dict)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    zone: str = "UTC"


DEFAULT_POLICY: Mapping[str, Any] = MappingProxyType({"reviews_wanted": 3, "blind": False})
"""The review policy of a stage for which nobody chose another."""
