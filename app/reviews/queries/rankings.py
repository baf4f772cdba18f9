"""The ranked table of a stage, 50 rows at a time: PostgreSQL ranks by the marks, pages score what they show.

The order is that of `rules.scores.total` (or of one criterion's mean), to six places; a test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Double,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    union_all,
)

from app.applications.models import Application
from app.applications.policy import visible_to as applications_visible_to
from app.calls.models import Call
from app.kernel import paging
from app.kernel.errors import Invalid
from app.kernel.paging import Page
from app.kernel.principals import Principal
from app.kernel.work import Work
from app.reviews import policy
from app.reviews.models import Panel, Panellist, Review
from app.reviews.queries.standings import REVIEWABLE, Standing, latest_version, standings_of
from app.reviews.rules.marks import Measure
from app.reviews.types import ReviewState

_LAST = Decimal(-1)  # stands for no value at all: below every mean and every total


@dataclass(frozen=True, slots=True)
class Placed:
    """A standing in its place: `rank` counts the better ones and is None without a value to rank on."""

    standing: Standing
    rank: int | None
    tied: bool
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the statement depends on: how many criteria, and the number of the one to rank by (None: the total)."""

    size: int
    count: int
    criterion: int | None
    has_voice: bool
    is_further: bool


def list_ranked(
    work: Work,
    stage_id: UUID,
    measures: Sequence[Measure],
    *,
    criterion: str = "",
    voice: str = "",
    after: str = "",
    size: int = paging.SIZE,
) -> Page[Placed]:
    """Applications of a stage that can be decided, best first, equal ones by reference.

    Ranked by the weighted total, or by the mean of one criterion; `voice` counts one constituency's marks only.
    """
    value, reference = _cursor(after) if after else (_LAST, "")
    chosen = [one.key for one in measures].index(criterion) if criterion else None
    found = work.read(
        _ranked,
        _Asked(size, len(measures), chosen, bool(voice), bool(after)),
        stage_id=stage_id,
        voice=voice,
        after_value=value,
        after_reference=reference,
        **_numbered(measures),
    )
    rows = [_placed(row) for row in found]
    return paging.cut(rows, size, lambda row: (_LAST if row.value is None else row.value, row.standing.reference))


def list_voices(work: Work, stage_id: UUID) -> list[str]:
    """The constituencies on the panels of a stage the actor runs, in order."""
    return [row[0] for row in work.read(_voices, stage_id=stage_id)]


def _numbered(measures: Sequence[Measure]) -> dict[str, object]:
    """The parameters of each criterion, with its number at the end of their names."""
    values: dict[str, object] = {}
    for at, one in enumerate(measures):
        span = float(one.most - one.least)
        values |= {f"key_{at}": one.key, f"weight_{at}": float(one.weight)}
        values |= {f"floor_{at}": float(one.least), f"span_{at}": span}
    return values


def _cursor(after: str) -> tuple[Decimal, str]:
    value, reference = paging.decode(after, 2)
    try:
        return Decimal(value), reference
    except InvalidOperation:
        raise Invalid(cursor="not_a_cursor") from None


def _placed(row: Any) -> Placed:
    rank, is_tied, value, *standing = row
    return Placed(Standing(*standing), None if value is None else rank, is_tied and value is not None, value)


def _voices(actor: Principal) -> Select[Any]:
    seen = (
        select(Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Application.stage_id == bindparam("stage_id"), policy.handles(actor), applications_visible_to(actor))
    )
    return (
        select(Panellist.constituency)
        .join(Panel, Panellist.panel_id == Panel.id)
        .where(Panel.stage_id == bindparam("stage_id"), seen.exists())
        .group_by(Panellist.constituency)
        .order_by(Panellist.constituency)
    )


def _means(count: int, has_voice: bool) -> Subquery:
    """The mean of each criterion, one a column, of each application: what `rules.marks.mark_of` reads, averaged."""
    sheets = _sheets()
    means = [func.avg(_mark(sheets.c.marks, at)).label(f"mean_{at}") for at in range(count)]
    statement = select(sheets.c.application_id, *means).group_by(sheets.c.application_id)
    if has_voice:
        spoken = (Panellist.id == sheets.c.panellist_id, Panellist.constituency == bindparam("voice"))
        statement = statement.where(select(Panellist.id).where(*spoken).exists())
    return statement.subquery("means")


def _sheets() -> Subquery:
    """The marks that count: of a sent review as they stand in it, of one that is open again as they were sent."""
    latest = latest_version()
    columns = (Review.application_id, Review.panellist_id)
    within = Review.stage_id == bindparam("stage_id")
    sent = select(*columns, Review.marks).where(within, Review.state == ReviewState.SUBMITTED)
    reopened = (
        select(*columns, latest.c.content["marks"])
        .join(latest, latest.c.id.is_not(None))
        .where(within, Review.state == ReviewState.REOPENED)
    )
    return union_all(sent, reopened).subquery("sheets")


def _mark(marks: ColumnElement[Any], at: int) -> ColumnElement[float]:
    answer = marks.op("->")(bindparam(f"key_{at}", type_=Text()))
    yes = cast(cast(answer.op("->>")("yes"), Boolean()), Integer())
    return func.coalesce(cast(answer.op("->>")("mark"), Double()), cast(yes, Double()))


def _given(name: str, at: int) -> BindParameter[float]:
    return bindparam(f"{name}_{at}", type_=Double())


def _total(means: Subquery, count: int) -> ColumnElement[Any]:
    """100 · Σ wᵢ·sᵢ / Σ wᵢ over the criteria with a mean, as `rules.scores.weighted_total` has it."""
    shares, weights = [], []
    for at in range(count):
        weight, floor, span = _given("weight", at), _given("floor", at), _given("span", at)
        mean = means.c[f"mean_{at}"]
        shares.append(func.coalesce(weight * (mean - floor) / span, 0))
        weights.append(case((mean.is_(None), cast(0, Double())), else_=weight))
    return 100 * sum(shares, cast(0, Double())) / func.nullif(sum(weights, cast(0, Double())), 0)


def _ranked(actor: Principal, asked: _Asked) -> Select[Any]:
    means = _means(asked.count, asked.has_voice)
    chosen = _total(means, asked.count) if asked.criterion is None else means.c[f"mean_{asked.criterion}"]
    value = func.round(cast(chosen, Numeric()), 6).label("value")
    values = select(means.c.application_id, value).subquery("counted")
    places = (
        select(
            Application.id,
            Application.reference,
            values.c.value,
            func.coalesce(values.c.value, _LAST).label("order"),
            func.rank().over(order_by=values.c.value.desc().nulls_last()).label("rank"),
            (func.count().over(partition_by=values.c.value) > 1).label("tied"),
        )
        .join(Call, Application.call_id == Call.id)
        .outerjoin(values, values.c.application_id == Application.id)
        .where(Application.stage_id == bindparam("stage_id"), Application.state.in_(REVIEWABLE))
        .where(policy.handles(actor), applications_visible_to(actor))
        .subquery("places")
    )
    return _detailed(actor, _cut(places, asked.size, asked.is_further))


def _cut(places: Any, size: int, is_further: bool) -> Any:
    statement = select(places).order_by(places.c.order.desc(), places.c.reference).limit(size + 1)
    if is_further:
        value, reference = bindparam("after_value", type_=Numeric()), bindparam("after_reference", type_=Text())
        worse = or_(places.c.order < value, and_(places.c.order == value, places.c.reference > reference))
        statement = statement.where(worse)
    return statement.subquery("shown")


def _detailed(actor: Principal, shown: Any) -> Select[Any]:
    statement = standings_of(actor).join(shown, shown.c.id == Application.id)
    statement = statement.order_by(shown.c.order.desc(), shown.c.reference)
    columns = [shown.c.rank, shown.c.tied, shown.c.value, *list(statement.selected_columns)[: len(fields(Standing))]]
    return statement.with_only_columns(*columns, maintain_column_froms=True)
