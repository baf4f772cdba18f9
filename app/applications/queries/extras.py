"""What a page of a list shows besides its rows: answers, standings, labels, and where a search matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, select, text

from app.applications import policy
from app.applications.models import (
    Application,
    ApplicationIndex,
    ApplicationLabel,
    ApplicationValue,
    Label,
    Submission,
)
from app.applications.rules import indexing, sorting
from app.kernel import statements
from app.kernel.principals import Principal
from app.kernel.work import Work

_STEMS = text(
    "SELECT unnest(tsvector_to_array(to_tsvector(CAST('cw_' || language AS regconfig), :words)))"
    " FROM unnest(CAST(:languages AS text[])) AS language"
)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of a programme."""

    id: UUID
    name: str


def list_answers(work: Work, ids: Sequence[UUID], keys: Sequence[str]) -> dict[UUID, Mapping[str, Any]]:
    """Of each application what it last answered to these questions, which the caller may see."""
    if not keys:
        return {}
    return {row[0]: row[1] or {} for row in work.read(_answers, ids=list(ids), keys=list(keys))}


def _answers(actor: Principal) -> statements.Statement:
    given = func.jsonb_each(Submission.content["answers"]).table_valued("key", "value").alias("given")
    chosen = (
        select(func.jsonb_object_agg(given.c.key, given.c.value))
        .select_from(given)
        .where(given.c.key == func.any(bindparam("keys", type_=ARRAY(Text()))))
        .scalar_subquery()
    )
    return (
        select(ApplicationIndex.application_id, chosen)
        .join(Submission, ApplicationIndex.submission_id == Submission.id)
        .join(Application, ApplicationIndex.application_id == Application.id)
        .where(_among(), policy.run_by(actor))
    )


def list_standings(work: Work, ids: Sequence[UUID]) -> dict[UUID, dict[str, Decimal]]:
    """How many reviews applications have and what these total, for those of which the actor may know it."""
    found: dict[UUID, dict[str, Decimal]] = {}
    for application_id, field, key in work.read(_standings, ids=list(ids)):
        found.setdefault(application_id, {})[field.removeprefix(".")] = sorting.number_of(key)
    return found


def _standings(actor: Principal) -> statements.Statement:
    return (
        select(ApplicationValue.application_id, ApplicationValue.field, ApplicationValue.key)
        .join(Application, ApplicationValue.application_id == Application.id)
        .where(_among(), ApplicationValue.field.in_(indexing.PUSHED))
        .where(policy.run_by(actor), policy.standings_known_to(actor))
    )


def list_labels(work: Work, programme_id: UUID) -> list[LabelRow]:
    """The labels of a programme the actor runs, by name."""
    return [LabelRow(*row) for row in work.read(_labels, programme_id=programme_id)]


def _labels(actor: Principal) -> statements.Statement:
    statement = select(Label.id, Label.name).where(Label.programme_id == bindparam("programme_id"))
    return statement.where(policy.labels_visible_to(actor)).order_by(Label.name)


def list_labelled(work: Work, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of the labels on applications."""
    found: dict[UUID, list[str]] = {}
    for application_id, name in work.read(_labelled, ids=list(ids)):
        found.setdefault(application_id, []).append(name)
    return found


def _labelled(actor: Principal) -> statements.Statement:
    return (
        select(ApplicationLabel.application_id, Label.name)
        .join(Label, ApplicationLabel.label_id == Label.id)
        .join(Application, ApplicationLabel.application_id == Application.id)
        .where(_among(), policy.run_by(actor), policy.labels_visible_to(actor))
        .order_by(Label.name)
    )


def _among() -> Any:
    return Application.id == func.any(bindparam("ids", type_=ARRAY(Uuid())))


def list_stems(work: Work, languages: Sequence[str], words: Sequence[str]) -> list[str]:
    """What words become in each of these languages when they are sought."""
    given = {"languages": list(languages), "words": " ".join(words)}
    return list(work.session.scalars(_STEMS, given)) if languages and words else []
