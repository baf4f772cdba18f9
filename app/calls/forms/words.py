"""Every code of calls put into words."""

from app.calls.rules.problems import DefinitionProblem
from app.calls.rules.publishing import Gap
from app.identity.types import Role
from app.kernel.i18n import Lazy, _lazy

NOTES = {
    "programme_created": _lazy("The programme is there. Now create its first call."),
    "call_created": _lazy("The call is there, seen by nobody but you and your colleagues. Now make its form."),
    "call_changed": _lazy("Saved."),
    "call_published": _lazy("The call is public."),
    "form_changed": _lazy("The form is saved."),
    "form_adopted": _lazy("The new version of the form is in force."),
    "rubric_changed": _lazy("The rubric is saved."),
    "rubric_adopted": _lazy("The new version of the rubric is in force."),
    "stage_added": _lazy("The stage is added. Now make its form and its rubric."),
    "stage_changed": _lazy("The stage is saved."),
    "stage_removed": _lazy("The stage is removed."),
    "call_cancelled": _lazy("The call is cancelled. Its public page says why."),
    "call_archived": _lazy("The call is archived."),
    "role_granted": _lazy("The role is given."),
    "role_ended": _lazy("The role is ended."),
}

SENTENCES = {
    "call_not_open": _lazy("This call does not take applications yet."),
    "deadline_passed": _lazy("This call has closed. Your draft is kept, but it can no longer be sent."),
    "already_published": _lazy("This call is public already."),
    "call_not_ready": _lazy("The call lacks something: see what on its page, then publish it."),
    "bad_definition": _lazy("The definition has problems, so it was not taken."),
    "nothing_to_adopt": _lazy("There is no change waiting to come into force."),
    "not_cancellable": _lazy("Only a call that is public, and neither cancelled nor archived, can be cancelled."),
    "not_over": _lazy("Only a call that has closed or was cancelled can be archived."),
    "stages_fixed": _lazy("Stages can be moved and removed only before the call is public."),
    "stage_in_use": _lazy("This stage has a panel already, so it cannot be removed."),
    "not_the_manager": _lazy("Only those who manage this programme can do this."),
}

GAPS = {
    "no_title": _lazy("Give the call a title"),
    "no_summary": _lazy("Say in a few sentences what the call is for"),
    "no_eligibility": _lazy("Say who can apply"),
    "no_process": _lazy("Say how it is decided"),
    "no_opens_at": _lazy("Set when the call opens"),
    "no_closes_at": _lazy("Set when the call closes"),
    "closes_in_the_past": _lazy("Set a closing time that is still to come"),
    "no_stages": _lazy("Add a stage"),
    "form_unfinished": _lazy("Finish the form"),
    "rubric_unfinished": _lazy("Finish the rubric"),
}

_FIELDS = {
    "required": _lazy("Fill this in"),
    "slug_missing": _lazy("Enter an address, such as first-round-2027"),
    "slug_shape": _lazy("Use only small letters, digits and hyphens, such as first-round-2027"),
    "slug_taken": _lazy("This address is in use; choose another"),
    "prefix_shape": _lazy("Use two to five capital letters, such as PIA"),
    "prefix_taken": _lazy("Another call numbers its applications like this in the same year; choose another"),
    "year_shape": _lazy("Enter a year, such as 2027"),
    "programme_missing": _lazy("Choose a programme"),
    "not_a_moment": _lazy("Enter a day, month, year and time that exist, such as 31 3 2027 23:59"),
    "closes_before_opening": _lazy("The closing must come after the opening"),
    "unknown_zone": _lazy("Choose a time zone from the list"),
    "not_a_number": _lazy("Enter a number"),
    "reviews_wanted_range": _lazy("Enter how many reviews each application gets, from 1 to 20"),
    "not_json": _lazy("This is not JSON; paste what was exported, whole"),
    "no_options": _lazy("Enter at least one option, one on each line"),
    "role_missing": _lazy("Choose a role"),
    "person_unknown": _lazy("Nobody with this confirmed address has signed in yet: ask them to sign in once"),
}

ROLES = {
    Role.MANAGER: _lazy("Manager: runs calls, panels and decisions"),
    Role.OBSERVER: _lazy("Observer: sees what managers see, and changes nothing"),
}

_PROBLEMS = {
    "wrong_shape": _lazy("this part does not have the shape it should have"),
    "no_sections": _lazy("the form has no sections"),
    "no_questions": _lazy("a section has no questions"),
    "bad_key": _lazy("a key may hold only small letters, digits and underscores, and begins with a letter"),
    "duplicate_key": _lazy("two parts have the same key"),
    "no_title": _lazy("a title is missing"),
    "no_label": _lazy("the words of the question or option are missing"),
    "bad_help": _lazy("the help is empty"),
    "unknown_type": _lazy("there is no such type of question"),
    "unknown_setting": _lazy("there is no such setting for this type"),
    "not_yes_or_no": _lazy("this is either true or false"),
    "bad_visibility": _lazy("visibility is public, reviewers or staff"),
    "bad_limit": _lazy("this limit cannot be used"),
    "limits_crossed": _lazy("the least is more than the most"),
    "no_options": _lazy("options are missing"),
    "more_than_options": _lazy("more choices are asked for than there are options"),
    "no_currencies": _lazy("name at least one currency by its three letters"),
    "no_criteria": _lazy("the rubric has no criteria"),
    "bad_scale": _lazy("the scale needs a highest mark above the lowest, in whole steps"),
    "bad_kind": _lazy("there is no such kind of criterion"),
    "bad_weight": _lazy("a weight is a number from 0 up"),
    "no_weight": _lazy("no criterion has a weight above 0"),
    "bad_threshold": _lazy("the threshold is outside the scale"),
    "bad_anchor": _lazy("an anchor is empty or for a mark that is not on the scale"),
}


def word_field(code: str) -> str:
    """What is wrong with a field, for its error message."""
    return str(_FIELDS.get(code, _FIELDS["required"]))


def word_gap(gap: Gap) -> Lazy:
    """What is missing before a call can be published."""
    return GAPS[gap.code]


def word_problem(problem: DefinitionProblem) -> str:
    """Where a definition is wrong, and why."""
    return f"{problem.path or '/'}: {_PROBLEMS.get(problem.code, _PROBLEMS['wrong_shape'])}"
