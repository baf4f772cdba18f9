"""The rubric builder: the scale, and criteria listed, added, edited, moved, removed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from app.calls.errors import BadDefinition
from app.calls.forms import CRITERION_KINDS, read_criterion, read_scale
from app.calls.models import Call
from app.calls.pages.opening import home, latest_rubric, open_stage, worded, worded_problems
from app.calls.queries import StageSheet
from app.calls.rules import editing
from app.calls.rules.rubrics import check_rubric, scale_of, weight_of
from app.calls.service import rubrics
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
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
        rubrics.draft(work, sheet.id, {**latest_rubric(work, sheet.id)[0], "scale": read_scale(form)})
    except BadDefinition as refusal:
        return _rubric_page(work, call, sheet, worded_problems(refusal, "min"))
    return answers.redirect(home(slug, "rubric", stage), note="rubric_changed")


@router.post("/move")
def rubric_move(work: Writing, slug: str, form: Form, stage: int = 1) -> Response:
    """Move a criterion up or down."""
    sheet = open_stage(work, slug, stage)[1]
    by = -1 if form.text("by") == "up" else 1
    rubrics.draft(work, sheet.id, editing.move_criterion(latest_rubric(work, sheet.id)[0], form.text("key"), by))
    return answers.redirect(home(slug, "rubric", stage), fragment=form.text("key"))


@router.post("/remove")
def rubric_remove(work: Writing, slug: str, form: Form, stage: int = 1) -> Response:
    """Take a criterion away."""
    sheet = open_stage(work, slug, stage)[1]
    rubrics.draft(work, sheet.id, editing.remove_criterion(latest_rubric(work, sheet.id)[0], form.text("key")))
    return answers.redirect(home(slug, "rubric", stage), note="rubric_changed")


@router.get("/criterion")
def criterion_edit(work: SignedReading, slug: str, stage: int = 1, key: str = "") -> Html:
    """One criterion; without a key, a new one."""
    call, sheet = open_stage(work, slug, stage)
    rubric = latest_rubric(work, sheet.id)[0]
    fresh = {"title": {}, "weight": "10", "kind": "marks"}
    criterion = next((known for known in rubric["criteria"] if known["key"] == key), fresh)
    return _criterion_page(call, sheet, criterion, key=key, marks=_marks(rubric, criterion), errors={})


@router.post("/criterion")
def criterion_save(work: Writing, slug: str, form: Form, stage: int = 1, key: str = "") -> Html | Response:
    """Keep a criterion."""
    call, sheet = open_stage(work, slug, stage)
    rubric = latest_rubric(work, sheet.id)[0]
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
    return answers.redirect(home(slug, "rubric", stage), note="rubric_changed", fragment=kept)


def _marks(rubric: Mapping[str, Any], criterion: Mapping[str, Any]) -> list[str]:
    """The marks that can have an anchor: all, or the whole ones where there are many."""
    if "scale" not in criterion and "scale" not in rubric:
        return []
    marks = scale_of(rubric, criterion).marks()
    whole = marks if len(marks) <= _MOST_ANCHORS else [mark for mark in marks if mark == mark.to_integral_value()]
    return [format(mark.normalize(), "f") for mark in whole]


def _rubric_page(work: Work, call: Call, sheet: StageSheet, errors: dict[str, str]) -> Html:
    rubric, number = latest_rubric(work, sheet.id)
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
