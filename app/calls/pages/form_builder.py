"""The form builder: sections and questions listed, added, edited, moved, removed."""

from typing import Any

from starlette.responses import Response

from app.calls.errors import BadDefinition
from app.calls.forms import QUESTION_TYPES, read_question, read_words, shown_question, unshown
from app.calls.models import Call
from app.calls.pages.opening import home, latest_form, open_stage, worded, worded_problems
from app.calls.queries import StageSheet
from app.calls.rules import editing
from app.calls.rules.forms import check_definition
from app.calls.service import forms
from app.kernel.errors import NotFound
from app.kernel.files.kinds import EXTENSIONS
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, SignedReading, Writing

router = routing.pages_router(prefix="/manage/calls/{slug}/form")


@router.get("")
def form_edit(work: SignedReading, slug: str, stage: int = 1) -> Html:
    """The sections and questions in order."""
    call, sheet = open_stage(work, slug, stage)
    definition, number = latest_form(work, sheet.id)
    return answers.page(
        "calls/form_edit.html",
        call=call,
        stage=sheet,
        definition=definition,
        types=QUESTION_TYPES,
        waiting=number > sheet.form_version,
        unfinished=bool(check_definition(definition)),
    )


@router.post("/move")
def form_move(work: Writing, slug: str, form: Form, stage: int = 1) -> Response:
    """Move a section or question up or down."""
    _, sheet = open_stage(work, slug, stage)
    by = -1 if form.text("by") == "up" else 1
    move = editing.move_section if form.text("what") == "section" else editing.move_question
    forms.draft(work, sheet.id, move(latest_form(work, sheet.id)[0], form.text("key"), by))
    return answers.redirect(home(slug, "form", stage), fragment=form.text("key"))


@router.post("/remove")
def form_remove(work: Writing, slug: str, form: Form, stage: int = 1) -> Response:
    """Take a section or question away."""
    _, sheet = open_stage(work, slug, stage)
    remove = editing.remove_section if form.text("what") == "section" else editing.remove_question
    forms.draft(work, sheet.id, remove(latest_form(work, sheet.id)[0], form.text("key")))
    return answers.redirect(home(slug, "form", stage), note="form_changed")


@router.get("/section")
def section_edit(work: SignedReading, slug: str, stage: int = 1, key: str = "") -> Html:
    """Title and help of a section; without a key, of a new one."""
    call, sheet = open_stage(work, slug, stage)
    sections = latest_form(work, sheet.id)[0]["sections"]
    words: dict[str, Any] = next((section for section in sections if section["key"] == key), {"title": {}})
    return answers.page("calls/section_edit.html", call=call, stage=sheet, key=key, words=words)


@router.post("/section")
def section_save(work: Writing, slug: str, form: Form, stage: int = 1, key: str = "") -> Html | Response:
    """Keep a section."""
    call, sheet = open_stage(work, slug, stage)
    words, errors = read_words(form, "title")
    if errors:
        context: dict[str, Any] = {"call": call, "stage": sheet, "key": key, "words": words, "errors": worded(errors)}
        return answers.page("calls/section_edit.html", status=422, **context)
    definition = latest_form(work, sheet.id)[0]
    key = key or editing.new_key(next(iter(words["title"].values())), editing.section_keys(definition), "section")
    forms.draft(work, sheet.id, editing.put_section(definition, key, words))
    return answers.redirect(home(slug, "form", stage), note="form_changed", fragment=key)


@router.get("/question")
def question_edit(
    work: SignedReading, slug: str, *, stage: int = 1, key: str = "", section: str = "", kind: str = "short_text"
) -> Html:
    """One question by its type; without a key, a new one at the end of a section."""
    call, sheet = open_stage(work, slug, stage)
    found = editing.find_question(latest_form(work, sheet.id)[0], key)
    question = found[1] if found else {"type": kind if kind in QUESTION_TYPES else "short_text", "label": {}}
    return _question_page(call, sheet, question, key=key, section=found[0] if found else section, errors={})


@router.post("/question")
def question_save(
    work: Writing, slug: str, form: Form, *, stage: int = 1, key: str = "", section: str = "", kind: str = "short_text"
) -> Html | Response:
    """Keep a question."""
    call, sheet = open_stage(work, slug, stage)
    definition = latest_form(work, sheet.id)[0]
    if kind not in QUESTION_TYPES or section not in editing.section_keys(definition):
        raise NotFound
    words = form.text("label-en") or form.text("label-fr")
    kept = key or editing.new_key(words, editing.question_keys(definition), "question")
    question, errors = read_question(form, kind, kept)
    found = editing.find_question(definition, kept)
    question |= unshown(found[1]) if found else {}
    if errors:
        return _question_page(call, sheet, question, key=key, section=section, errors=worded(errors))
    try:
        forms.draft(work, sheet.id, editing.put_question(definition, section, question))
    except BadDefinition as refusal:
        return _question_page(
            call, sheet, question, key=key, section=section, errors=worded_problems(refusal, "label-en")
        )
    return answers.redirect(home(slug, "form", stage), note="form_changed", fragment=kept)


def _question_page(
    call: Call, sheet: StageSheet, question: dict[str, Any], *, key: str, section: str, errors: dict[str, str]
) -> Html:
    return answers.page(
        "calls/question_edit.html",
        status=422 if errors else 200,
        call=call,
        stage=sheet,
        question=question,
        shown=shown_question(question),
        key=key,
        section=section,
        types=QUESTION_TYPES,
        media_types=EXTENSIONS,
        errors=errors,
    )
