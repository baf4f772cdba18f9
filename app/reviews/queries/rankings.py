"""The ranked table of a stage, 50 rows at a time: PostgreSQL ranks by the marks, pages score what they show.

The order is that of `rules.scores.total` (or of one criterion's mean), to six places; a test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Boolean,
    Integer,
    Numeric,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

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
from app.reviews.queries.standings import REVIEWABLE, Standing, standings_of
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
    found = work.read(
        _ranked,
        size,
        bool(criterion),
        bool(voice),
        bool(after),
        stage_id=stage_id,
        keys=[one.key for one in measures],
        weights=[one.weight for one in measures],
        floors=[one.least for one in measures],
        spans=[one.most - one.least for one in measures],
        criterion=criterion,
        voice=voice,
        after_value=value,
        after_reference=reference,
    )
    rows = [_placed(row) for row in found]
    return paging.cut(rows, size, lambda row: (_LAST if row.value is None else row.value, row.standing.reference))


def list_voices(work: Work, stage_id: UUID) -> list[str]:
    """The constituencies on the panels of a stage the actor runs, in order."""
    return [row[0] for row in work.read(_voices, stage_id=stage_id)]


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
        .where(Application.stage_id == bindparam("stage_id"), policy.runs(actor), applications_visible_to(actor))
    )
    return (
        select(Panellist.constituency)
        .join(Panel, Panellist.panel_id == Panel.id)
        .where(Panel.stage_id == bindparam("stage_id"), seen.exists())
        .group_by(Panellist.constituency)
        .order_by(Panellist.constituency)
    )


def _means(has_voice: bool) -> CTE:
    """The mean of each criterion of each application: what `rules.marks.mark_of` reads, averaged."""
    asked = (
        func.unnest(
            bindparam("keys", type_=ARRAY(Text())),
            bindparam("weights", type_=ARRAY(Numeric())),
            bindparam("floors", type_=ARRAY(Numeric())),
            bindparam("spans", type_=ARRAY(Numeric())),
        )
        .table_valued("key", "weight", "floor", "span")
        .render_derived(name="asked")
    )
    answer = Review.marks.op("->")(asked.c.key)
    yes = answer.op("->>")("yes")
    mark = case(
        (yes.is_not(None), cast(cast(yes, Boolean()), Integer())),
        else_=cast(answer.op("->>")("mark"), Numeric()),
    )
    statement = (
        select(
            Review.application_id,
            asked.c.key,
            asked.c.weight,
            asked.c.floor,
            asked.c.span,
            func.avg(mark).label("mean"),
        )
        .join(asked, literal(True))
        .where(Review.stage_id == bindparam("stage_id"), Review.state == ReviewState.SUBMITTED)
        .group_by(Review.application_id, *asked.c)
    )
    if has_voice:
        spoken = (Panellist.id == Review.panellist_id, Panellist.constituency == bindparam("voice"))
        statement = statement.where(select(Panellist.id).where(*spoken).exists())
    return statement.cte("means")


def _ranked(actor: Principal, size: int, by_criterion: bool, has_voice: bool, is_further: bool) -> Select[Any]:
    means = _means(has_voice)
    share = means.c.weight * (means.c.mean - means.c.floor) / means.c.span
    value = 100 * func.sum(share) / func.nullif(func.sum(means.c.weight), 0)
    counted = select(
        means.c.application_id, func.round(func.max(means.c.mean) if by_criterion else value, 6).label("value")
    )
    counted = counted.where(means.c.mean.is_not(None)).group_by(means.c.application_id)
    if by_criterion:
        counted = counted.where(means.c.key == bindparam("criterion"))
    values = counted.subquery("counted")
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
        .where(policy.runs(actor), applications_visible_to(actor))
        .subquery("places")
    )
    return _detailed(actor, _cut(places, size, is_further))


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
