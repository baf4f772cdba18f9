"""Everybody who may ask, by what they are, and the answers a rule gives each of them."""

from collections.abc import Callable
from uuid import UUID

from app.kernel.access import Ruling
from app.kernel.principals import Anonymous, Client, Person, Principal, System

PROGRAMME, NEIGHBOUR, ORGANISATION = UUID(int=1), UUID(int=2), UUID(int=3)
STRANGER, MANAGER, OBSERVER, NEIGHBOUR_MANAGER, ADMINISTRATOR, CLIENT = (UUID(int=number) for number in range(11, 17))
SCOPES = frozenset({"calls:read", "applications:read", "applications:write", "decisions:read"})

CAST: dict[str, Principal] = {
    "anonymous": Anonymous(),
    "stranger": Person(STRANGER),
    "manager": Person(MANAGER, frozenset({("manager", PROGRAMME)})),
    "observer": Person(OBSERVER, frozenset({("observer", PROGRAMME)})),
    "neighbour manager": Person(NEIGHBOUR_MANAGER, frozenset({("manager", NEIGHBOUR)})),
    "administrator": Person(ADMINISTRATOR, frozenset({("administrator", None)})),
    "client": Client(CLIENT, ORGANISATION, SCOPES),
    "client without scopes": Client(CLIENT, ORGANISATION),
    "client without organisation": Client(CLIENT, None, SCOPES),
    "system": System("tests"),
}
CLIENTS = ("client", "client without scopes", "client without organisation")
PERSONS = ("stranger", "manager", "observer", "neighbour manager", "administrator")


def word(ruling: Ruling) -> str:
    """A ruling in a word: "allowed", or the code of the refusal."""
    return "allowed" if ruling else ruling.reason


def rulings(rule: Callable[[Principal], Ruling]) -> dict[str, str]:
    """What the rule says to each of the cast."""
    return {name: word(rule(actor)) for name, actor in CAST.items()}


def only(*allowed: str, otherwise: str, **codes: str) -> dict[str, str]:
    """The table in which only those named are allowed and the others are refused with a code."""
    assert set(allowed) <= set(CAST)
    return {name: "allowed" if name in allowed else otherwise for name in CAST} | codes


def nothing() -> dict[str, set[str]]:
    """The table in which nobody sees a row."""
    return {name: set() for name in CAST}
