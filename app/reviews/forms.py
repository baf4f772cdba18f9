"""What the pages of review say and take: sentences for codes, and the score sheet as posted."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.calls.rules.problems import Problem
from app.kernel.http.deps import Posted
from app.kernel.i18n import N_, Lazy, _lazy
from app.reviews.service.marks import Sheet
from app.reviews.types import ConflictKind, Constituency, Outcome, Recommendation, ReviewState

SENTENCES = {
    "wrong_review_state": _lazy("This review is not in a state that allows that."),
    "incomplete_review": _lazy("Answer every criterion before you submit the review."),
    "not_reviewable": _lazy("Only an application that was sent, and is not withdrawn or decided, can be reviewed."),
    "still_open": _lazy(
        "Applications may still change until the call closes: %(closes_at)s. Ask reviewers after that."
    ),
    "already_assigned": _lazy("This reviewer has the application already."),
    "reviewer_conflicted": _lazy("This reviewer has a conflict with the application."),
    "reviewer_in_team": _lazy("This person is in the application's team, or is invited into it: ask somebody else."),
    "no_capacity": _lazy("This reviewer has as many reviews as they can take."),
    "already_on_panel": _lazy("This person is on the panel already."),
    "unknown_reviewer": _lazy("Nobody with this confirmed address has signed in yet. Ask them to sign in once."),
    "already_decided": _lazy("There is a decision on this application already. Take it back first."),
    "already_waitlisted": _lazy(
        "The application is on the waiting list already. What follows is to accept or decline it."
    ),
    "reason_missing": _lazy("This proposal says no reason. Take it back, and propose it again with the reason."),
    "choose_outcome": _lazy("Choose an outcome"),
    "choose_constituency": _lazy("Choose whom this reviewer speaks for"),
    "not_a_date": _lazy("Enter a real date and time, such as 2027-03-27 09:00."),
    "no_reason": _lazy("Give the reason, for the record."),
    "not_confirmed": _lazy("A second person has to confirm the decision before it is released."),
    "already_released": _lazy("The applicant has this decision already."),
    "not_in_review": _lazy(
        "Only an application in review or on the waiting list can be decided. Ask a reviewer to look at it first; "
        "one that was withdrawn cannot be decided."
    ),
    "not_the_manager": _lazy("Only managers of the programme may do this."),
    "not_the_reviewer": _lazy("This review belongs to somebody else."),
    "review_not_writable": _lazy("Accept the review, or open it again, before you write in it."),
    "needs_another_person": _lazy("A decision is confirmed by somebody other than the person who proposed it."),
}
NOTES = {
    "review_accepted": _lazy("You agreed to review this application."),
    "review_declined": _lazy("You will not review this application."),
    "conflict_declared": _lazy("Your conflict is recorded. You will not see this application again."),
    "review_saved": _lazy("Your draft is saved."),
    "review_submitted": _lazy("Your review is submitted."),
    "review_reopened": _lazy("Your review is open again. What you submitted still counts until you submit anew."),
    "panellist_added": _lazy("The reviewer is on the panel."),
    "assigned": _lazy("The reviewer has been asked."),
    "decision_proposed": _lazy("The decision is proposed. A second person confirms it."),
    "decision_confirmed": _lazy("The decision is confirmed."),
    "decision_released": _lazy("The decision is released to the applicant."),
    "decisions_released": _lazy("The decisions are released to their applicants."),
    "some_decisions_held": _lazy("Released, but for those that could not take effect: they are listed below."),
    "decision_withdrawn": _lazy("The proposed decision is taken back."),
}
CONSTITUENCIES = {
    Constituency.GOVERNMENT: _lazy("Government"),
    Constituency.PRIVATE_SECTOR: _lazy("Private sector"),
    Constituency.CIVIL_SOCIETY: _lazy("Civil society"),
    Constituency.ACADEMIA: _lazy("Academia"),
    Constituency.TECHNICAL_COMMUNITY: _lazy("Technical community"),
    Constituency.INTERNATIONAL_ORGANISATION: _lazy("International organisation"),
    Constituency.AFFECTED_COMMUNITY: _lazy("Affected community"),
    Constituency.NOT_RECORDED: _lazy("Not recorded"),
}
CONFLICTS = {
    ConflictKind.EMPLOYMENT: _lazy("I work, or worked, for the applicant"),
    ConflictKind.COLLABORATION: _lazy("I worked with the team in recent years"),
    ConflictKind.FINANCIAL: _lazy("I stand to gain or lose money"),
    ConflictKind.PERSONAL: _lazy("I am related to or close to somebody in the team"),
    ConflictKind.COMPETITION: _lazy("I compete with this project"),
    ConflictKind.OTHER: _lazy("Another reason"),
}
OUTCOMES = {
    Outcome.ACCEPTED: _lazy("Accept"),
    Outcome.WAITLISTED: _lazy("Waitlist"),
    Outcome.DECLINED: _lazy("Decline"),
}
DECIDED = {
    Outcome.ACCEPTED: _lazy("Accepted"),
    Outcome.WAITLISTED: _lazy("Waitlisted"),
    Outcome.DECLINED: _lazy("Declined"),
}
RECOMMENDATIONS = {
    Recommendation.ACCEPT: _lazy("Accept"),
    Recommendation.DISCUSS: _lazy("Discuss"),
    Recommendation.DECLINE: _lazy("Decline"),
}
STATES = {
    ReviewState.INVITED: _lazy("Asked"),
    ReviewState.ACCEPTED: _lazy("To do"),
    ReviewState.DECLINED: _lazy("Declined"),
    ReviewState.IN_PROGRESS: _lazy("In progress"),
    ReviewState.SUBMITTED: _lazy("Submitted"),
    ReviewState.REOPENED: _lazy("Reopened"),
}


PROBLEMS = {
    "required": N_("Choose a mark, or say that the criterion does not apply"),
    "no_confidence": N_("Say how sure you are, from 1 to 5"),
    "bad_confidence": N_("Say how sure you are, from %(min)s to %(max)s"),
    "not_on_scale": N_("Choose a mark from %(min)s to %(max)s, in steps of %(step)s"),
    "not_yes_or_no": N_("Choose yes or no"),
    "not_applicable_refused": N_("Choose a mark: this criterion applies to every application"),
    "mark_and_not_applicable": N_("Choose either a mark or that the criterion does not apply"),
    "too_many_characters": N_("Shorten your comment to %(limit)s characters: it has %(count)s"),
    "wrong_shape": N_("Answer this criterion again: the answer could not be read"),
    "unknown_criterion": N_("The rubric no longer has this criterion"),
}


def worded(problems: Mapping[str, str]) -> dict[str, Lazy]:
    """Field → what to do about it, of field → code."""
    return {field: SENTENCES[code] for field, code in problems.items()}


def word_problems(problems: Sequence[Problem]) -> dict[str, Lazy]:
    """Field id → what is wrong with the criterion; the first problem of each."""
    found: dict[str, Lazy] = {}
    for problem in problems:
        words = PROBLEMS.get(problem.code, PROBLEMS["wrong_shape"])
        found.setdefault(f"mark-{problem.question}", Lazy(words, tuple(problem.parameters.items())))
    return found


def read_sheet(form: Posted, rubric: Mapping[str, Any]) -> Sheet:
    """The sheet as typed: an unanswered criterion has no entry, an unknown advice is none."""
    marks = {c["key"]: answer for c in rubric["criteria"] if (answer := _criterion(form, c["key"]))}
    advice = form.text("recommendation")
    known = Recommendation(advice) if advice in list(Recommendation) else None
    return Sheet(marks, form.text("comment"), form.text("confidential"), known)


def _criterion(form: Posted, key: str) -> dict[str, Any]:
    mark, confidence = form.text(f"mark-{key}"), form.text(f"confidence-{key}")
    found: dict[str, Any] = {}
    if mark == "not_applicable":
        found["not_applicable"] = True
    elif mark in {"yes", "no"}:
        found["yes"] = mark == "yes"
    elif mark:
        found["mark"] = mark
    if confidence.isdecimal() and len(confidence) < 3:
        found["confidence"] = int(confidence)
    if comment := form.text(f"comment-{key}"):
        found["comment"] = comment
    return found
