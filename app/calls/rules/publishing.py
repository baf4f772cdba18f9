"""What a call must have before it can be published, and how unfinished a definition may be while it is built."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.calls.rules.forms import check_definition
from app.calls.rules.problems import DefinitionProblem
from app.calls.rules.rubrics import check_rubric
from app.calls.rules.texts import is_text
from app.calls.types import CallFacts, Provenance

UNFINISHED = frozenset({"no_sections", "no_questions", "no_criteria", "no_weight"})
"""Problems that a definition may have while it is built, but not when it comes into force."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: a code, and the stage it is about (0: the call itself)."""

    code: str
    stage: int = 0


def broken(problems: Sequence[DefinitionProblem]) -> list[DefinitionProblem]:
    """The problems that even an unfinished definition may not have."""
    return [problem for problem in problems if problem.code not in UNFINISHED]


def find_gaps(
    facts: CallFacts,
    provenance: str,
    stages: Sequence[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]],
    now: datetime,
) -> list[Gap]:
    """Everything missing; `stages` are (form, rubric) of each stage in order, None where there is none."""
    texts = [
        Gap(f"no_{name}")
        for name in ("title", "summary", "eligibility", "process")
        if not is_text(getattr(facts, name))
    ]
    return [*texts, *_gaps_in_dates(facts, provenance, now), *_gaps_in_stages(stages)]


def _gaps_in_dates(facts: CallFacts, provenance: str, now: datetime) -> Iterator[Gap]:
    # What happened elsewhere keeps its dates, or says that they are unknown.
    if provenance == Provenance.HISTORICAL:
        return
    if facts.opens_at is None:
        yield Gap("no_opens_at")
    if facts.closes_at is None:
        yield Gap("no_closes_at")
    elif provenance == Provenance.LIVE and facts.closes_at <= now:
        yield Gap("closes_in_the_past")


def _gaps_in_stages(
    stages: Sequence[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]],
) -> Iterator[Gap]:
    if not stages:
        yield Gap("no_stages")
    for number, (form, rubric) in enumerate(stages, 1):
        if form is None or check_definition(form):
            yield Gap("form_unfinished", number)
        if rubric is None or check_rubric(rubric):
            yield Gap("rubric_unfinished", number)
