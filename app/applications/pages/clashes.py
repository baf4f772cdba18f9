"""Two people changed one answer: both texts side by side, and the choice between them, question by question."""

from typing import Any

from app.applications import forms as words
from app.applications import queries
from app.applications.errors import DraftStale
from app.applications.pages import asked
from app.applications.pages.asked import Section
from app.applications.pages.common import file_facts, saver
from app.applications.rules import comparisons, differences
from app.applications.service import history
from app.applications.types import Entry
from app.calls.rules.questions.base import clean_text
from app.kernel.http import answers
from app.kernel.http.answers import Html, Json
from app.kernel.http.deps import Posted
from app.kernel.work import Work

MINE, PICK, TEXT = "mine.", "pick.", "text."
THEIRS, BOTH = "theirs", "both"


def clashed(work: Work, entry: Entry, section: Section, clash: DraftStale, *, is_quiet: bool = False) -> Html | Json:
    """Both texts of a section, so that the writer chooses; or a word to the script that saved by itself.

    What the writer has goes into the history first, so that it can be read whatever is chosen.
    """
    history.set_aside(work, entry.id, section["key"], clash.mine)
    if is_quiet:
        return Json({"version": clash.version, "code": clash.code}, 409)
    questions = section["questions"]
    differing = [one for one in questions if one["key"] in clash.clashing]
    met = queries.get_draft(work, entry, section["key"])
    compared = comparisons.compare(differing, clash.theirs, clash.mine, file_facts(work, entry))
    return answers.page(
        "applications/section_clash.html",
        status=409,
        wide=True,
        entry=entry,
        section=section,
        compared=compared,
        together={one.key: differences.together(one.runs) for one in compared if one.is_words},
        mine=words.shown_fields(questions, clash.mine),
        base=asked.marks_field(section, clash.theirs),
        version=clash.version,
        saved_by=saver(work, entry, met.saved_by),
        saved_at=met.saved_at,
    )


def read_choice(work: Work, entry: Entry, section: Section, form: Posted) -> dict[str, Any]:
    """The answers that were chosen on the page of a clash: mine, theirs, or a text made of both."""
    mine = asked.read_section(work, entry, section, form, MINE)
    theirs = queries.get_draft(work, entry, section["key"]).answers
    texts = {key: values[0] for key, values in form.fields(TEXT).items()}
    chosen = {}
    for key in (question["key"] for question in section["questions"]):
        pick = form.text(PICK + key)
        answer = theirs.get(key) if pick == THEIRS else mine.get(key)
        if pick == BOTH and key in texts:
            answer = clean_text(texts[key]).strip()
        if answer is not None:
            chosen[key] = answer
    return chosen
