"""What makes a space of an application."""

import re
import unicodedata

from app.spaces.types import SpaceRole

_ROLES = {"lead": SpaceRole.LEAD, "editor": SpaceRole.CONTRIBUTOR}


def role_for(team_role: str) -> SpaceRole:
    """What a member of the application's team is in its space."""
    return _ROLES.get(team_role, SpaceRole.OBSERVER)


def slug_for(title: str, reference: str) -> str:
    """An address for the space: the title in Latin letters, and the reference to keep it apart from others."""
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:40].strip("-")
    return f"{words}-{reference.lower()}" if words else reference.lower()
