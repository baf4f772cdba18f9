"""Every refusal the product can give; the edge turns a kind into a status and a code into words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What sort of refusal this is; one HTTP status each at the edge."""

    BAD = "bad"
    NOT_FOUND = "not_found"
    SIGN_IN = "sign_in"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    STALE = "stale"
    INVALID = "invalid"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The product says no. `code` is stable and worded at the edge; `facts` fill that wording."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "refused"

    def __init__(self, **facts: str | int) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, str | int] = facts
        self.fields: Mapping[str, str] = {}

    @property
    def reason(self) -> str:
        """The code whose sentence explains this refusal."""
        return self.code


class NotFound(Refusal):
    """Nothing there, or nothing the actor may know of: the two look the same."""

    kind, code = Kind.NOT_FOUND, "not_found"


class SignInRequired(Refusal):
    """Only a signed-in person (or a client with a token) can do this."""

    kind, code = Kind.SIGN_IN, "sign_in_required"


class Forbidden(Refusal):
    """The actor sees the thing but may not do this to it; `reason` says why."""

    kind, code = Kind.FORBIDDEN, "forbidden"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = reason

    @property
    def reason(self) -> str:
        """The reason code of the ruling."""
        return self._reason


class Stale(Refusal):
    """Somebody else changed the row since it was read."""

    kind, code = Kind.STALE, "stale"


class TooManyRequests(Refusal):
    """A rate limit was reached; `retry_after` is in seconds."""

    kind, code = Kind.TOO_MANY, "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class Invalid(Refusal):
    """Input that cannot be taken; `fields` maps a field to the code that words what is wrong."""

    kind, code = Kind.INVALID, "invalid"

    def __init__(self, /, **fields: str) -> None:
        super().__init__()
        self.fields = fields
