"""Statements made once: what one says depends on the kind of actor and on the filters set, never on a value.

SQLAlchemy takes several times as long to build a statement with its policy as PostgreSQL takes to run it. So a
query is a function from an actor to a statement; it is called once for each kind of actor, with a stand-in whose ids
are parameters, and the actor's own ids are filled in at each execution.
"""

import functools
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, Select, Uuid, bindparam

from app.kernel.prepared import Prepared
from app.kernel.principals import Client, Person, Principal

Statement = Select[*tuple[Any, ...]]
Build = Callable[..., Statement]


@dataclass(frozen=True, slots=True)
class Asker:
    """What a statement depends on of whoever asks, and what is filled in for them at each execution."""

    kind: Hashable
    ids: dict[str, Any]


def made(build: Build, asker: Asker, *shape: Hashable) -> Prepared:
    """The statement of `build(actor, *shape)` for actors of this kind.

    `build` must depend on nothing else: every value is a `bindparam`. Of the actor it may use the id, the
    organisation, roles without a scope, `scopes_of` and a client's scopes.
    """
    return _made(build, asker.kind, *shape)


def containing(word: str) -> str:
    """The pattern of LIKE for texts with `word` in them, whatever signs are in it."""
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


@dataclass(frozen=True, slots=True)
class _Roles:
    """A kind of person: roles, each without a scope or with the number of one."""

    roles: frozenset[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class _Rights:
    """A kind of client: its scopes, and whether it belongs to an organisation."""

    scopes: frozenset[str]
    belongs: bool


class _AnyPerson(Person):
    """Whoever has these roles; scopes are numbers until they are asked for, then parameters."""

    __slots__ = ()

    def holds(self, role: str, scope: UUID | None = None) -> bool:
        if scope is not None:
            raise TypeError("a statement for any person cannot ask about one object")
        return Person.holds(self, role)

    def scopes_of(self, *roles: str) -> list[UUID]:
        numbers = sorted({cast("int", scope) for role, scope in self.roles if scope is not None and role in roles})
        return [cast("UUID", _id(f"actor_scope_{number}")) for number in numbers]


def asker_of(actor: Principal) -> Asker:
    """The kind of an actor, and its ids as parameters."""
    match actor:
        case Person():
            scopes = sorted({scope for _role, scope in actor.roles if scope is not None})
            roles = frozenset((role, None if scope is None else scopes.index(scope)) for role, scope in actor.roles)
            numbered = {f"actor_scope_{at}": one for at, one in enumerate(scopes)}
            return Asker(_Roles(roles), {"actor_id": actor.id, **numbered})
        case Client():
            rights = _Rights(actor.scopes, actor.organisation_id is not None)
            return Asker(rights, {"actor_id": actor.id, "actor_organisation_id": actor.organisation_id})
        case _:
            return Asker(actor, {})


@functools.lru_cache(maxsize=4096)
def _made(build: Build, kind: Hashable, *shape: Hashable) -> Prepared:
    return Prepared(build(_stand_in(kind), *shape))


def _stand_in(kind: Hashable) -> Principal:
    match kind:
        case _Roles(roles):
            return _AnyPerson(cast("UUID", _id("actor_id")), cast("frozenset[tuple[str, UUID | None]]", roles))
        case _Rights(scopes, belongs):
            organisation = cast("UUID", _id("actor_organisation_id")) if belongs else None
            return Client(cast("UUID", _id("actor_id")), organisation, scopes)
        case _:
            return cast("Principal", kind)


def _id(name: str) -> BindParameter[UUID]:
    return bindparam(name, type_=Uuid())
