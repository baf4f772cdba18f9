"""The stages of a call: list, add, change, move, remove."""

from typing import Any

from starlette.responses import Response

from app.calls import policy, queries
from app.calls.forms import fields
from app.calls.pages.opening import open_stage, worded
from app.calls.service import stages
from app.kernel.access import authorize
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Posted, SignedReading, Writing

router = routing.pages_router(prefix="/manage/calls/{slug}/stages")
NEW: dict[str, Any] = {"name": {}, "policy": {"reviews_wanted": 3, "blind": False}}


@router.get("")
def stage_list(work: SignedReading, slug: str) -> Html:
    """The stages in order, and the form to add one."""
    call = queries.get_run_call(work, slug)
    authorize(policy.can_run(work.actor, call.programme_id))
    return answers.page("calls/stage_list.html", call=call, stages=queries.list_stages(work, call.id), values=NEW)


@router.post("")
def stage_add(work: Writing, slug: str, form: Form) -> Html | Response:
    """Add a stage at the end."""
    call = queries.get_run_call(work, slug)
    values, errors = _read(form)
    if errors:
        known = queries.list_stages(work, call.id)
        return answers.page(
            "calls/stage_list.html", status=422, call=call, stages=known, values=values, errors=worded(errors)
        )
    stages.add(work, call.id, name=values["name"], review_policy=values["policy"])
    return answers.redirect(f"/manage/calls/{slug}/stages", note="stage_added")


@router.get("/{position}")
def stage_edit(work: SignedReading, slug: str, position: int) -> Html:
    """Name and review policy of a stage."""
    call, stage = open_stage(work, slug, position)
    return answers.page(
        "calls/stage_edit.html", call=call, stage=stage, values={"name": stage.name, "policy": stage.policy}
    )


@router.post("/{position}")
def stage_change(work: Writing, slug: str, position: int, form: Form) -> Html | Response:
    """Change a stage."""
    call, stage = open_stage(work, slug, position)
    values, errors = _read(form)
    if errors:
        return answers.page(
            "calls/stage_edit.html", status=422, call=call, stage=stage, values=values, errors=worded(errors)
        )
    stages.change(work, stage.id, name=values["name"], review_policy=values["policy"])
    return answers.redirect(f"/manage/calls/{slug}/stages", note="stage_changed")


@router.post("/{position}/move")
def stage_move(work: Writing, slug: str, position: int, form: Form) -> Response:
    """Move a stage of a draft call up or down."""
    stages.move(work, open_stage(work, slug, position)[1].id, -1 if form.text("by") == "up" else 1)
    return answers.redirect(f"/manage/calls/{slug}/stages", note="stage_changed")


@router.post("/{position}/remove")
def stage_remove(work: Writing, slug: str, position: int) -> Response:
    """Take a stage out of a draft call."""
    stages.remove(work, open_stage(work, slug, position)[1].id)
    return answers.redirect(f"/manage/calls/{slug}/stages", note="stage_removed")


def _read(posted: Posted) -> tuple[dict[str, Any], dict[str, str]]:
    name, wanted = fields.read_text(posted, "name"), posted.text("reviews_wanted")
    errors = fields.missing({"name": name})
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 3 else 0
    if not 1 <= number <= 20:
        errors["reviews_wanted"] = "reviews_wanted_range"
    rules = {"reviews_wanted": number or wanted, "blind": posted.text("blind") == "yes"}
    return {"name": name, "policy": rules}, errors
