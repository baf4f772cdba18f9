"""A form or a rubric whole: out as a file, in by pasting, and its working copy put in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from starlette.responses import Response

from app.calls.errors import BadDefinition
from app.calls.forms.fields import read_json
from app.calls.models import Call
from app.calls.pages.opening import home, latest_form, latest_rubric, open_stage, worded, worded_problems
from app.calls.queries import StageSheet
from app.calls.service import forms, rubrics
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html, Json
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.work import Work

router = routing.pages_router(prefix="/manage/calls/{slug}/{what}")
What = Literal["form", "rubric"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is done with a definition of this kind."""

    latest: Callable[[Work, UUID], tuple[dict[str, Any], int]]
    draft: Callable[[Work, UUID, Mapping[str, Any]], object]
    adopt: Callable[[Work, UUID], object]


KINDS: Mapping[What, Kind] = MappingProxyType(
    {
        "form": Kind(latest_form, forms.draft, forms.adopt),
        "rubric": Kind(latest_rubric, rubrics.draft, rubrics.adopt),
    }
)


@router.post("/adopt")
def definition_adopt(work: Writing, slug: str, what: What, stage: int = 1) -> Response:
    """Put the working copy in force."""
    KINDS[what].adopt(work, open_stage(work, slug, stage)[1].id)
    return answers.redirect(home(slug, what, stage), note=f"{what}_adopted")


@router.get("/definition.json")
def definition_export(work: SignedReading, slug: str, what: What, stage: int = 1) -> Json:
    """The definition as a file."""
    sheet = open_stage(work, slug, stage)[1]
    headers = {"content-disposition": f'attachment; filename="{slug}-{what}.json"'}
    return Json(KINDS[what].latest(work, sheet.id)[0], headers=headers)


@router.get("/import")
def definition_import(work: SignedReading, slug: str, what: What, stage: int = 1) -> Html:
    """Where a definition is pasted."""
    call, sheet = open_stage(work, slug, stage)
    return _import_page(call, sheet, what, "", {})


@router.post("/import")
def definition_take(work: Writing, slug: str, what: What, form: Form, stage: int = 1) -> Html | Response:
    """Take a pasted definition in place of the one there is."""
    call, sheet = open_stage(work, slug, stage)
    typed = form.text("definition")
    try:
        KINDS[what].draft(work, sheet.id, read_json(form, "definition"))
    except ValueError:
        return _import_page(call, sheet, what, typed, worded({"definition": "not_json"}))
    except BadDefinition as refusal:
        return _import_page(call, sheet, what, typed, worded_problems(refusal, "definition"))
    return answers.redirect(home(slug, what, stage), note=f"{what}_changed")


def _import_page(call: Call, sheet: StageSheet, what: What, typed: str, errors: dict[str, str]) -> Html:
    context: dict[str, Any] = {"call": call, "stage": sheet, "typed": typed, "errors": errors, "what": what}
    return answers.page("calls/definition_import.html", status=422 if errors else 200, **context)
