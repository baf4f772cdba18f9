"""What a partner's program may be allowed."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission of an API client."""

    CALLS_READ = "calls:read"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_WRITE = "applications:write"
    DECISIONS_READ = "decisions:read"
