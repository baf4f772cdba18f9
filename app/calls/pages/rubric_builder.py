"""The rubric builder: the scale, and criteria listed, added, edited, moved, removed; in and out as JSON."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.responses import Response

from app.calls import queries
from app.calls.errors import BadDefinition
from app.calls.forms import CRITERION_KINDS, read_criterion, read_scale
from app.calls.forms.fields import read_json
from app.calls.models import Call
from app.calls.pages.opening import open_stage, worded, worded_problems
from app.calls.queries import StageSheet
from app.calls.rules import editing
from app.calls.rules.rubrics import check_rubric, scale_of, weight_of
from app.calls.service import rubrics
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html, Json
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.work import Work

router = routing.pages_router(prefix="/manage/calls/{slug}/rubric")
_MOST_ANCHORS = 11


@router.get("")
def rubric_edit(work: SignedReading, slug: str, stage: int = 1) -> Html:
    """The scale and the criteria in order."""
    call, sheet = open_stage(work, slug, stage)
    return _rubric_page(work, call, sheet, {})


@router.post("/scale")
def scale_save(work: Writing, slug: str, form: Form, stage: int = 1) -> Html | Response:
    """Keep the scale."""
    call, sheet = open_stage(work, slug, stage)
    try:
        rubrics.draft(work, sheet.id, {**_latest(work, sheet.id)[0], "scale": read_scale(form)})
    except BadDefinition as refusal:
        return _rubric_page(work, call, sheet, worded_problems(refusal, "min"))
    return answers.redirect(_home(slug, stage), note="rubric_changed")


@router.post("/move")
def rubric_move(work: Writing, slug: str, form: Form, stage: int = 1) -> Response:
    """Move a criterion up or down."""
    sheet = open_stage(work, slug, stage)[1]
    by = -1 if form.text("by") == "up" else 1
    rubrics.draft(work, sheet.id, editing.move_criterion(_latest(work, sheet.id)[0], form.text("key"), by))
    return answers.redirect(_home(slug, stage), fragment=form.text("key"))


@router.post("/remove")
def rubric_remove(work: Writing, slug: str, form: Form, stage: int = 1) -> Response:
    """Take a criterion away."""
    sheet = open_stage(work, slug, stage)[1]
    rubrics.draft(work, sheet.id, editing.remove_criterion(_latest(work, sheet.id)[0], form.text("key")))
    return answers.redirect(_home(slug, stage), note="rubric_changed")


@router.post("/adopt")
def rubric_adopt(work: Writing, slug: str, stage: int = 1) -> Response:
    """Put the working copy in force."""
    rubrics.adopt(work, open_stage(work, slug, stage)[1].id)
    return answers.redirect(_home(slug, stage), note="rubric_adopted")


@router.get("/criterion")
def criterion_edit(work: SignedReading, slug: str, stage: int = 1, key: str = "") -> Html:
    """One criterion; without a key, a new one."""
    call, sheet = open_stage(work, slug, stage)
    rubric = _latest(work, sheet.id)[0]
    fresh = {"title": {}, "weight": "10", "kind": "marks"}
    criterion = next((known for known in rubric["criteria"] if known["key"] == key), fresh)
    return _criterion_page(call, sheet, criterion, key=key, marks=_marks(rubric, criterion), errors={})


@router.post("/criterion")
def criterion_save(work: Writing, slug: str, form: Form, stage: int = 1, key: str = "") -> Html | Response:
    """Keep a criterion."""
    call, sheet = open_stage(work, slug, stage)
    rubric = _latest(work, sheet.id)[0]
    known = next((one for one in rubric["criteria"] if one["key"] == key), None)
    words = form.text("title-en") or form.text("title-fr")
    kept = key or editing.new_key(words, [one["key"] for one in rubric["criteria"]], "criterion")
    marks = _marks(rubric, known or {})
    criterion, errors = read_criterion(form, kept, marks)
    criterion |= {"scale": known["scale"]} if known and "scale" in known else {}
    if errors:
        return _criterion_page(call, sheet, criterion, key=key, marks=marks, errors=worded(errors))
    try:
        rubrics.draft(work, sheet.id, editing.put_criterion(rubric, criterion))
    except BadDefinition as refusal:
        return _criterion_page(
            call, sheet, criterion, key=key, marks=marks, errors=worded_problems(refusal, "title-en")
        )
    return answers.redirect(_home(slug, stage), note="rubric_changed", fragment=kept)


@router.get("/definition.json")
def rubric_export(work: SignedReading, slug: str, stage: int = 1) -> Json:
    """The definition as a file."""
    sheet = open_stage(work, slug, stage)[1]
    headers = {"content-disposition": f'attachment; filename="{slug}-rubric.json"'}
    return Json(_latest(work, sheet.id)[0], headers=headers)


@router.get("/import")
def rubric_import(work: SignedReading, slug: str, stage: int = 1) -> Html:
    """Where a definition is pasted."""
    call, sheet = open_stage(work, slug, stage)
    return _import_page(call, sheet, "", {})


@router.post("/import")
def rubric_take(work: Writing, slug: str, form: Form, stage: int = 1) -> Html | Response:
    """Take a pasted definition in place of the one there is."""
    call, sheet = open_stage(work, slug, stage)
    typed = form.text("definition")
    try:
        rubrics.draft(work, sheet.id, read_json(form, "definition"))
    except ValueError:
        return _import_page(call, sheet, typed, worded({"definition": "not_json"}))
    except BadDefinition as refusal:
        return _import_page(call, sheet, typed, worded_problems(refusal, "definition"))
    return answers.redirect(_home(slug, stage), note="rubric_changed")


def _latest(work: Work, stage_id: UUID) -> tuple[dict[str, Any], int]:
    """The rubric as last edited and its number; an empty one before there is any."""
    version = queries.find_latest_rubric(work, stage_id)
    return (version.definition, version.number) if version else (dict(editing.EMPTY_RUBRIC), 0)


def _marks(rubric: Mapping[str, Any], criterion: Mapping[str, Any]) -> list[str]:
    """The marks that can have an anchor: all, or the whole ones where there are many."""
    if "scale" not in criterion and "scale" not in rubric:
        return []
    marks = scale_of(rubric, criterion).marks()
    whole = marks if len(marks) <= _MOST_ANCHORS else [mark for mark in marks if mark == mark.to_integral_value()]
    return [format(mark.normalize(), "f") for mark in whole]


def _rubric_page(work: Work, call: Call, sheet: StageSheet, errors: dict[str, str]) -> Html:
    rubric, number = _latest(work, sheet.id)
    return answers.page(
        "calls/rubric_edit.html",
        status=422 if errors else 200,
        call=call,
        stage=sheet,
        rubric=rubric,
        total=sum((weight_of(criterion) for criterion in rubric["criteria"]), Decimal()),
        kinds=CRITERION_KINDS,
        waiting=number > sheet.rubric_version,
        unfinished=bool(check_rubric(rubric)),
        errors=errors,
    )


def _criterion_page(
    call: Call, sheet: StageSheet, criterion: dict[str, Any], *, key: str, marks: list[str], errors: dict[str, str]
) -> Html:
    return answers.page(
        "calls/criterion_edit.html",
        status=422 if errors else 200,
        call=call,
        stage=sheet,
        criterion=criterion,
        key=key,
        marks=marks,
        kinds=CRITERION_KINDS,
        errors=errors,
    )


def _import_page(call: Call, sheet: StageSheet, typed: str, errors: dict[str, str]) -> Html:
    context: dict[str, Any] = {"call": call, "stage": sheet, "typed": typed, "errors": errors, "what": "rubric"}
    return answers.page("calls/definition_import.html", status=422 if errors else 200, **context)


def _home(slug: str, stage: int) -> str:
    return f"/manage/calls/{slug}/rubric" + (f"?stage={stage}" if stage > 1 else "")
