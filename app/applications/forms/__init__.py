"""Words of applications' pages, and form sections as pages show them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.calls.rules import forms
from app.calls.rules.amounts import parse_decimal
from app.calls.rules.countries import ALPHA2
from app.calls.rules.problems import Problem
from app.calls.rules.texts import translate
from app.kernel import i18n
from app.kernel.files import EXTENSIONS
from app.kernel.i18n import Lazy, _lazy

NOTES = {
    "section_saved": _lazy("Saved."),
    "section_merged": _lazy(
        "Saved. Somebody else changed other answers of this section meanwhile: theirs are kept too."
    ),
    "clash_settled": _lazy("Saved as you chose. What you did not choose is in the history of this section."),
    "version_restored": _lazy("The earlier version stands again. The one before is in the history."),
    "application_withdrawn": _lazy("The application is withdrawn."),
    "withdrawal_undone": _lazy("The application is entered again."),
    "member_invited": _lazy("The invitation is on its way."),
    "invitation_revoked": _lazy("The invitation is taken back."),
    "member_removed": _lazy("That person is no longer in the team."),
    "member_joined": _lazy("You are in the team."),
    "file_added": _lazy("The file is added."),
    "file_removed": _lazy("The file is removed."),
    "view_saved": _lazy("The view is saved."),
    "view_deleted": _lazy("The view is deleted."),
    "label_made": _lazy("The label is made."),
    "label_deleted": _lazy("The label is deleted, from every application too."),
}
SENTENCES = {
    "wrong_state": _lazy("The application is in a state that does not allow this."),
    "draft_stale": _lazy("Somebody else saved this section since you opened it."),
    "application_incomplete": _lazy("Some answers are missing or need a change before you can submit."),
    "file_refused": _lazy("This file cannot be taken."),
    "invitation_used": _lazy("This invitation was used, taken back, or has run out. Ask for a new one."),
    "name_taken": _lazy("There is one of that name already. Choose another name."),
    "no_name": _lazy("Enter a name."),
    "not_a_filter": _lazy("The list cannot be filtered by that. Open the list again and set the filter anew."),
    "last_lead": _lazy("A team needs a lead. Ask somebody else to lead first."),
    "cannot_apply": _lazy("You cannot apply with this account."),
    "not_an_editor": _lazy("Only the lead and the editors of the team can change this application."),
    "not_the_lead": _lazy("Only the lead of the team can do this."),
    "call_cancelled": _lazy("The call was cancelled, so the application can no longer be changed."),
    "not_an_email": _lazy("Enter an e-mail address, such as name@example.org."),
    "not_an_option": _lazy("Choose one of the options."),
    "not_text": _lazy("Remove the characters that are not text"),
    "not_a_number": _lazy("Enter a number, such as 2,500"),
    "wrong_shape": _lazy("Answer this question again: the answer could not be read"),
    "unknown_question": _lazy("The form does not ask this. See the call’s form for what it asks."),
}
TOO_LATE = _lazy("The call has closed, so this was not saved. What you typed is still below: copy it if you need it.")
NOT_SAVED = _lazy(
    "This was not saved: you can read this application, but not change it any more. "
    "What you typed is still below: copy it if you need it."
)
STATES = {
    "draft": _lazy("Draft"),
    "submitted": _lazy("Submitted"),
    "in_review": _lazy("In review"),
    "invited": _lazy("Invited to the next stage"),
    "returned": _lazy("Returned for changes"),
    "accepted": _lazy("Accepted"),
    "waitlisted": _lazy("On the waiting list"),
    "declined": _lazy("Declined"),
    "ineligible": _lazy("Not eligible"),
    "withdrawn": _lazy("Withdrawn"),
}
COLOURS = {
    "draft": "grey",
    "submitted": "blue",
    "in_review": "purple",
    "invited": "teal",
    "returned": "yellow",
    "accepted": "green",
    "waitlisted": "orange",
    "declined": "red",
    "ineligible": "red",
    "withdrawn": "grey",
}
HOWS = {
    "typed": _lazy("Written"),
    "files": _lazy("File added or removed"),
    "restored": _lazy("Brought back from the history"),
    "imported": _lazy("Brought in from a file"),
    "carried": _lazy("Carried over"),
    "moved": _lazy("Moved to a new version of the form"),
    "aside": _lazy("Set aside"),
}
ROLES = {"lead": _lazy("Lead"), "editor": _lazy("Editor"), "viewer": _lazy("Viewer")}
PARTS = {
    "name": i18n.N_("Name"),
    "role": i18n.N_("Role"),
    "country": i18n.N_("Country"),
    "ror": i18n.N_("ROR ID"),
    "orcid": i18n.N_("ORCID iD"),
}
"""Parts of an organisation or a person."""
PROBLEMS = {
    "required": i18n.N_("Answer this question"),
    "wrong_shape": i18n.N_("Answer this question again: the answer could not be read"),
    "not_text": i18n.N_("Remove the characters that are not text"),
    "too_many_characters": i18n.N_("Shorten your answer to %(limit)s characters: it has %(count)s"),
    "too_many_words": i18n.N_("Shorten your answer to %(limit)s words: it has %(count)s"),
    "line_breaks": i18n.N_("Write your answer on one line"),
    "not_a_number": i18n.N_("Enter a number, such as 2,500"),
    "too_small": i18n.N_("Enter %(min)s or more"),
    "too_large": i18n.N_("Enter %(max)s or less"),
    "wrong_step": i18n.N_("Enter a number in steps of %(step)s from %(min)s"),
    "wrong_currency": i18n.N_("Choose one of these currencies: %(allowed)s"),
    "not_an_amount": i18n.N_("Enter an amount, such as 25,000"),
    "too_many_decimals": i18n.N_("Enter an amount with at most %(limit)s decimals"),
    "not_an_option": i18n.N_("Choose one of the options"),
    "repeated": i18n.N_("Choose each only once"),
    "too_few_choices": i18n.N_("Choose at least %(min)s"),
    "too_many_choices": i18n.N_("Choose at most %(max)s"),
    "not_yes_or_no": i18n.N_("Choose yes or no"),
    "not_a_date": i18n.N_("Enter a real date, such as 27 3 2027"),
    "too_early": i18n.N_("Enter a date on or after %(not_before)s"),
    "too_late": i18n.N_("Enter a date on or before %(not_after)s"),
    "not_a_country": i18n.N_("Choose a country from the list"),
    "not_a_url": i18n.N_("Enter a web address, such as https://example.org"),
    "not_an_email": i18n.N_("Enter an e-mail address, such as name@example.org"),
    "too_many_files": i18n.N_("Add at most %(max)s files: remove one first"),
    "empty_file": i18n.N_("Choose a file that is not empty"),
    "file_too_large": i18n.N_("Choose a file of at most %(max)s MB"),
    "wrong_file_type": i18n.N_("Choose a PDF, Word, OpenDocument, Excel, CSV, text, ZIP, PNG or JPEG file"),
    "other_file_type": i18n.N_("Choose a file of a kind that this question takes: %(allowed)s"),
    "no_file": i18n.N_("Choose a file first"),
    "file_damaged": i18n.N_("Choose a file that opens: this one is damaged, cut short, or not what its name says"),
    "file_unreadable": i18n.N_("Choose a simpler file: this one could not be read to its end. Saving it anew may help"),
    "file_locked": i18n.N_("Save the file without a password or restrictions, then add it again"),
    "file_mixed": i18n.N_("Save the file anew, then add it again: this one holds a second file behind the first"),
    "too_many_pages": i18n.N_("Shorten the document to %(max)s pages: it has %(count)s"),
    "picture_too_large": i18n.N_("Make the picture smaller: it may have at most %(max)s million pixels"),
    "pdf_active": i18n.N_(
        "Print the document to a new PDF and add that: this one holds a program, a form that sends, or other files"
    ),
    "pdf_unreadable": i18n.N_(
        "Print the document to a new PDF and add that: this one is packed in a way we do not read"
    ),
    "unpacks_too_large": i18n.N_("Take something out: what is in the file comes to more than %(max)s MB"),
    "packed_too_tight": i18n.N_("Take out what is mostly empty: the file unpacks to more than %(max)s times its size"),
    "too_many_entries": i18n.N_("Put at most %(max)s files into the archive"),
    "archive_too_deep": i18n.N_("Unpack the archives inside first: they may be at most %(max)s deep in one another"),
    "entry_name": i18n.N_("Give the files in the archive plain names, each only once, without folders above it"),
    "entry_link": i18n.N_("Put the files themselves into the archive: it holds a link to another place"),
    "packed_inside": i18n.N_("Unpack what is packed inside the archive first: only ZIP can be looked into"),
    "program_inside": i18n.N_("Take the programs out of the archive: they are not taken"),
    "document_macros": i18n.N_("Save the document without macros, or as a PDF, then add it again"),
    "document_embeds": i18n.N_("Save the document as a PDF and add that: this one holds objects of other programs"),
    "document_calls_out": i18n.N_(
        "Put pictures and templates into the document itself, or save it as a PDF: it would fetch them from elsewhere"
    ),
    "document_type": i18n.N_(
        "Save the document anew, or as a PDF: it declares things that it would take from elsewhere"
    ),
    "formula_in_table": i18n.N_("Save the table with values only: it holds a formula that calls other programs"),
    "too_few_words": i18n.N_("Write at least %(limit)s words: your answer has %(count)s"),
    "too_few_characters": i18n.N_("Write at least %(limit)s characters: your answer has %(count)s"),
    "wrong_pattern": i18n.N_("Write your answer in the form the question asks for"),
    "not_a_repository": i18n.N_("Enter the address of a repository, such as https://codeberg.org/name/project"),
    "wrong_host": i18n.N_("Enter the address of a repository at one of these places: %(allowed)s"),
    "not_a_licence": i18n.N_("Enter a licence by its SPDX identifier, such as MIT or CC-BY-4.0"),
    "not_open": i18n.N_("Choose an open licence: %(licence)s is not one"),
    "part_missing": i18n.N_("Fill this in"),
    "not_a_ror": i18n.N_("Check this ROR ID, such as https://ror.org/05gq02987, or leave it out"),
    "not_an_orcid": i18n.N_("Check this ORCID iD, such as https://orcid.org/0000-0002-1825-0097, or leave it out"),
    "unknown_question": i18n.N_("The form no longer asks this"),
}


_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,3})?")
_MEGABYTE = 1024 * 1024
_IN_PART = i18n.N_("%(part)s: %(problem)s")
_ENDS = ("?", "؟", "？", ".", ":")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A problem with the question it is about, for the summary above a form."""

    label: Mapping[str, str]
    problem: Lazy

    def __str__(self) -> str:
        question = translate(self.label, i18n.current())[0]
        if question.endswith(_ENDS):
            return f"{question} {self.problem}"
        return i18n.gettext("%(question)s: %(problem)s", question=question, problem=self.problem)


def word(problem: Problem) -> Lazy:
    """What is wrong, as a sentence that says what to do."""
    parameters: dict[str, Any] = dict(problem.parameters)
    if problem.code == "file_too_large":
        parameters["max"] = i18n.number(round(int(parameters["max"]) / _MEGABYTE, 2))
    code = problem.code
    if code == "wrong_file_type" and parameters.get("allowed"):
        code, parameters = "other_file_type", {"allowed": _kinds(str(parameters["allowed"]))}
    worded = Lazy(PROBLEMS.get(code, PROBLEMS["wrong_shape"]), tuple(parameters.items()))
    part = PARTS.get(str(parameters.get("part")))
    return worded if part is None else Lazy(_IN_PART, (("part", Lazy(part)), ("problem", worded)))


def _kinds(media_types: str) -> str:
    """Media types with commas between them as the endings people know: "PDF, DOCX"."""
    endings = (EXTENSIONS.get(one, (one,))[0] for one in media_types.split(", "))
    return ", ".join(ending.removeprefix(".").upper() for ending in endings)


def field_errors(questions: Sequence[forms.Question], problems: Sequence[Problem]) -> dict[str, Lazy]:
    """Field id → what is wrong; the first problem of each question."""
    ids = {question["key"]: field_id(question) for question in questions}
    found: dict[str, Lazy] = {}
    for problem in problems:
        found.setdefault(ids.get(problem.question, problem.question), word(problem))
    return found


def summary(questions: Sequence[forms.Question], problems: Sequence[Problem]) -> dict[str, Labelled]:
    """Field id → the question and what is wrong, for the error summary."""
    asked = {question["key"]: question for question in questions}
    found: dict[str, Labelled] = {}
    for problem in (one for one in problems if one.question in asked):
        question = asked[problem.question]
        found.setdefault(field_id(question), Labelled(question["label"], word(problem)))
    return found


def field_id(question: forms.Question) -> str:
    """The id of the first control of a question."""
    return f"{question['key']}-amount" if question["type"] == "money" else str(question["key"])


def shown_fields(questions: Sequence[forms.Question], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field name → values to show; countries as the select's alpha-2 codes, amounts as the reader writes them."""
    fields = forms.write_fields(questions, answers)
    for question in questions:
        key, amount = question["key"], f"{question['key']}-amount"
        if question["type"] == "country" and key in fields:
            fields[key] = [ALPHA2.get(value, value) for value in fields[key]]
        elif question["type"] == "organisation" and f"{key}-country" in fields:
            fields[f"{key}-country"] = [ALPHA2.get(value, value) for value in fields[f"{key}-country"]]
        elif question["type"] == "money" and amount in fields:
            fields[amount] = [_as_written(value) for value in fields[amount]]
    return fields


def _as_written(amount: str) -> str:
    """An amount in the reader's language, unless it would be read back as another one or is none."""
    if not _AMOUNT.fullmatch(amount):
        return amount
    value = Decimal(amount)
    written = i18n.number(value, len(amount.partition(".")[2]))
    return written if parse_decimal(written) == value else amount


WORDS: Mapping[str, Any] = {"states": STATES, "colours": COLOURS, "roles": ROLES, "hows": HOWS}
"""For templates: `words.states[state]`."""
