"""The statements of managers' lists: made of what an address asks for, never of what the values are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    REAL,
    Boolean,
    ColumnElement,
    DateTime,
    Float,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from app.applications import policy
from app.applications.models import Application, ApplicationIndex, ApplicationLabel, ApplicationValue
from app.applications.queries.entries import whose
from app.applications.rules import indexing
from app.identity.models import Organisation
from app.kernel.principals import Principal


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement depends on besides the actor; `order` is newest, oldest, rank, key or keyless."""

    order: str
    is_descending: bool = False
    is_standing: bool = False
    is_further: bool = False
    is_one_call: bool = True
    search: str = ""
    filters: frozenset[str] = frozenset()
    choices: int = 0
    size: int = 0


def page(actor: Principal, shape: Shape) -> Select[Any]:
    """A page of the list: the columns of listing.Listed."""
    statement = found(actor, shape).limit(shape.size + 1)
    order, further = _ordered(shape)
    return statement.where(further).order_by(*order) if shape.is_further else statement.order_by(*order)


def counted(actor: Principal, shape: Shape) -> Select[Any]:
    """How many the list has."""
    return select(func.count()).select_from(found(actor, shape).subquery())


_MATCHING = (
    func.application_matching(
        bindparam("calls", type_=ARRAY(Uuid())),
        bindparam("words", type_=Text()),
        bindparam("starts", type_=ARRAY(Text())),
        bindparam("left_out", type_=ARRAY(Text())),
        bindparam("blind", type_=Boolean()),
    )
    .table_valued(column("application_id", Uuid()), column("rank", REAL()))
    .alias("matching")
)


def found(actor: Principal, shape: Shape) -> Select[Any]:
    """All applications of the list, without order."""
    statement = (
        select(
            *(Application.id, Application.reference, Application.title, Application.state, *whose(actor)),
            *(Application.submitted_at, Application.changed_at, Application.version),
            *(Application.call_id, Application.stage_id),
            ApplicationIndex.language if shape.search == "words" else literal(None),
            _key(shape),
        )
        .select_from(Application)
        .outerjoin(Organisation, Application.organisation_id == Organisation.id)
        .where(_within(shape, Application.call_id), policy.run_by(actor))
        .where(*_conditions(actor, shape))
    )
    if shape.search == "words":
        statement = statement.join(_MATCHING, _MATCHING.c.application_id == Application.id)
    if shape.search == "words" or shape.choices:
        statement = statement.join(ApplicationIndex, ApplicationIndex.application_id == Application.id)
        statement = statement.where(_within(shape, ApplicationIndex.call_id))
    if shape.search == "signs":
        sought = bindparam("pattern", type_=Text())
        statement = statement.where(or_(Application.title.ilike(sought), Application.reference.ilike(sought)))
    for at in range(shape.choices):
        statement = statement.where(ApplicationIndex.facets.overlap(bindparam(f"facets_{at}", type_=ARRAY(Text()))))
    return _valued(actor, shape, statement)


def _valued(actor: Principal, shape: Shape, statement: Select[Any]) -> Select[Any]:
    """With what the list is sorted by; of standings only those that the actor may know."""
    mine = (ApplicationValue.application_id == Application.id, ApplicationValue.field == bindparam("field"))
    known = (policy.standings_known_to(actor),) if shape.is_standing else ()
    if shape.order == "key":
        statement = statement.join(ApplicationValue, and_(*mine))
        return statement.where(_within(shape, ApplicationValue.call_id), *known)
    if shape.order == "keyless":
        return statement.where(~exists().where(*mine, *known).correlate(Application))
    return statement


def _within(shape: Shape, call_id: Any) -> ColumnElement[bool]:
    if shape.is_one_call:
        return call_id == bindparam("call_id", type_=Uuid())  # type: ignore[no-any-return]  # a column of any table
    return call_id == func.any(bindparam("calls", type_=ARRAY(Uuid())))  # type: ignore[no-any-return]  # as above


def _key(shape: Shape) -> ColumnElement[Any]:
    if shape.order == "rank":
        return _MATCHING.c.rank
    return ApplicationValue.key if shape.order == "key" else literal(None)  # type: ignore[return-value]  # a column


def _ordered(shape: Shape) -> tuple[tuple[Any, ...], ColumnElement[bool]]:
    """The order, and what comes after the cursor in it."""
    after = bindparam("after", type_=Uuid())
    if shape.order == "rank":
        rank = (_MATCHING.c.rank, Application.id)
        before = tuple_(cast(bindparam("rank", type_=Float()), REAL()), after)
        return tuple(one.desc() for one in rank), tuple_(*rank) < before
    if shape.order == "key":
        keys = (ApplicationValue.key, ApplicationValue.application_id)
        cursor = tuple_(bindparam("key", type_=Text(collation="C")), after)
        if shape.is_descending:
            return tuple(one.desc() for one in keys), tuple_(*keys) < cursor
        return keys, tuple_(*keys) > cursor
    if shape.order == "oldest":
        return (Application.id,), Application.id > after
    return (Application.id.desc(),), Application.id < after


def _conditions(actor: Principal, shape: Shape) -> list[ColumnElement[bool]]:
    found = [_CONDITIONS[name] for name in sorted(shape.filters & set(_CONDITIONS))]
    if "reviews_from" in shape.filters:
        found.append(_has_reviews(actor, ApplicationValue.key >= bindparam("reviews_from", type_=Text())))
    if "reviews_to" in shape.filters:
        found.append(~_has_reviews(actor, ApplicationValue.key > bindparam("reviews_to", type_=Text())))
    return found


def _has_reviews(actor: Principal, condition: Any) -> ColumnElement[bool]:
    mine = (ApplicationValue.application_id == Application.id, ApplicationValue.field == indexing.REVIEWS)
    return exists().where(*mine, condition, policy.standings_known_to(actor)).correlate(Application)


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "states": Application.state == func.any(bindparam("states", type_=ARRAY(Text()))),
    "countries": Organisation.country == func.any(bindparam("countries", type_=ARRAY(Text()))),
    "organisation": Application.organisation_id == bindparam("organisation", type_=Uuid()),
    "labels": exists()
    .where(ApplicationLabel.application_id == Application.id)
    .where(ApplicationLabel.label_id == func.any(bindparam("labels", type_=ARRAY(Uuid()))))
    .correlate(Application),
    "stages": Application.stage_id == func.any(bindparam("stages", type_=ARRAY(Uuid()))),
    "sent_from": Application.submitted_at >= bindparam("sent_from", type_=DateTime(timezone=True)),
    "sent_to": Application.submitted_at < bindparam("sent_to", type_=DateTime(timezone=True)),
    "hidden": false(),
}
