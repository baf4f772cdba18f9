"""Managers' lists of what was sent to a call, or to all calls of a programme; the filter is in the address."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.applications import forms as words
from app.applications import policy, queries
from app.applications.forms import lists as worded
from app.applications.pages.common import router
from app.applications.queries import Listed, Scope
from app.applications.rules import highlights, indexing, lists, searching
from app.applications.rules.lists import Asked
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Request, SignedReading
from app.kernel.i18n import Lazy
from app.kernel.work import Work


@router.get("/manage/calls/{slug}/applications")
def manage_application_list(work: SignedReading, request: Request, slug: str) -> Html:
    """What was sent to a call, 50 a page."""
    asked = lists.read(request.query_params.multi_items())
    scope = queries.call_scope(work, slug, asked)
    return _list_page(work, scope, asked, request.query_params.get("after", ""))


@router.get("/manage/programmes/{slug}/applications")
def manage_programme_applications(work: SignedReading, request: Request, slug: str) -> Html:
    """What was sent to all calls of a programme, 50 a page."""
    asked = lists.read(request.query_params.multi_items())
    return _list_page(work, queries.programme_scope(work, slug), asked, request.query_params.get("after", ""))


@router.get("/manage/calls/{slug}/applications/filters")
def manage_application_filters(work: SignedReading, request: Request, slug: str) -> Html:
    """Everything a call's list can be filtered by and show."""
    return filters_page(work, queries.call_scope(work, slug), lists.read(request.query_params.multi_items()))


@router.get("/manage/programmes/{slug}/applications/filters")
def manage_programme_filters(work: SignedReading, request: Request, slug: str) -> Html:
    """Everything a programme's list can be filtered by and show."""
    return filters_page(work, queries.programme_scope(work, slug), lists.read(request.query_params.multi_items()))


def _list_page(work: Work, scope: Scope, asked: Asked, after: str) -> Html:
    asked = lists.fitted(asked, scope.questions, is_blind=scope.is_blind)
    page = queries.list_applications(work, scope, asked, after=after)
    sought, known = _searched(work, scope, asked, page.rows)
    return answers.page(
        "applications/manage_application_list.html",
        wide=True,
        scope=scope,
        asked=asked,
        page=page,
        after=after,
        query=lists.write(asked),
        kept=[pair for pair in lists.pairs(asked) if pair[0] not in {"q", "state"}],
        heads=worded.heads(asked, known),
        columns=worded.first_heads(asked, is_one_call=scope.is_one_call),
        cells=functools.partial(worded.cells, asked=asked, known=known),
        found_in=functools.partial(worded.found_in, known=known, sought=sought),
        marked=functools.partial(highlights.marked, sought=sought) if sought else None,
        chips=worded.chips(asked, known),
        calls=known.calls,
        is_hidden=not scope.allows(asked),
        words=words.WORDS,
    )


def _searched(work: Work, scope: Scope, asked: Asked, rows: Sequence[Listed]) -> tuple[Any, worded.Known]:
    """What marks the words sought, and what the rows are shown with; a search looks for the passage it found."""
    known = _known(work, scope, asked, rows)
    typed = searching.read(asked.typed)
    spoken = sorted({row.language for row in rows if row.language})
    if not typed or not rows:
        return None, known
    sought = highlights.pattern(typed.shown, queries.list_stems(work, spoken, typed.shown))
    inside = [row.id for row in rows if sought is not None and not sought.search(row.title)]
    if inside and scope.is_one_call:
        known.questions = known.questions or queries.call_scope(work, scope.slug).questions
        keys = [key for key, one in known.questions.items() if indexing.has_words(one)]
        more = queries.list_answers(work, inside, keys)
        known.answers = {key: {**known.answers.get(key, {}), **more.get(key, {})} for key in {*known.answers, *more}}
    return sought, known


def _known(work: Work, scope: Scope, asked: Asked, rows: Sequence[Listed]) -> worded.Known:
    """What the columns and the filters that are set need, each in one statement, and nothing else."""
    ids, shown = [row.id for row in rows], set(asked.shown)
    keys = [key for key in map(lists.question_of, asked.shown) if key]
    known = worded.Known(questions=scope.questions, answers=queries.list_answers(work, ids, keys))
    if shown & worded.NUMBERS:
        known.standings = queries.list_standings(work, ids)
    if "labels" in shown:
        known.labelled = queries.list_labelled(work, ids)
    if asked.labels:
        known.labels = {one.id: one.name for one in queries.list_labels(work, scope.programme_id)}
    if asked.stages or "stage" in shown:
        known.stages = _stages(work, scope)
    if asked.organisation:
        known.organisation = next((row.organisation for row in rows if row.organisation), "")
    if not scope.is_one_call:
        known.calls = queries.list_scope_calls(work, scope)
    return known


def _stages(work: Work, scope: Scope) -> dict[UUID, Any]:
    return {one.id: one.name for one in queries.list_stage_forms(work, scope.calls)}


def _offered(scope: Scope, names: Sequence[str]) -> list[str]:
    # What panels write is not stored beside what was sent yet: its columns would be empty.
    return [one for one in names if one not in worded.NUMBERS and not (scope.is_blind and one in lists.NAMING)]


def filters_page(work: Work, scope: Scope, asked: Asked, errors: Mapping[str, Lazy] | None = None) -> Html:
    """The page of filters, columns and saved views, with what was wrong with the name of a view."""
    asked = lists.fitted(asked, scope.questions, is_blind=scope.is_blind)
    return answers.page(
        "applications/manage_application_filters.html",
        status=422 if errors else 200,
        errors=errors or {},
        may_share=bool(policy.can_save_view(work.actor, scope.programme_id, is_shared=True)),
        scope=scope,
        asked=asked,
        chosen=dict(asked.choices),
        query=lists.write(asked),
        kept=[("q", asked.typed)] if asked.typed else [],
        choices=[one for one in scope.questions.values() if indexing.is_filtered(one)],
        columns=[(name, worded.COLUMNS[name]) for name in _offered(scope, lists.FIXED)]
        + [(lists.column_of(key), worded.label_of(one)) for key, one in scope.questions.items() if worded.fits(one)],
        orders=[(name, worded.ORDERS[name]) for name in _offered(scope, lists.SORTS)]
        + [
            (lists.column_of(key), worded.label_of(one))
            for key, one in scope.questions.items()
            if indexing.is_sorted(one)
        ],
        labels=queries.list_labels(work, scope.programme_id),
        stages=_stages(work, scope),
        calls=queries.list_scope_calls(work, scope) if not scope.is_one_call else {},
        worded=worded,
        words=words.WORDS,
    )
