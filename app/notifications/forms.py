"""What notices, letters and notes of this capability say."""

from app.kernel.i18n import Lazy, _lazy
from app.notifications.types import Letter

NOTICES = {
    "application_submitted": _lazy("Your application %(reference)s was submitted."),
    "review_assigned": _lazy("You are asked to review an application."),
    "decision_released": _lazy("The decision on your application %(reference)s can be read."),
    "space_opened": _lazy("A space was opened for your project."),
    "call_cancelled": _lazy("The call “%(call)s”, to which you apply, was cancelled."),
    "reviews_cancelled": _lazy("The call “%(call)s” was cancelled: you need not review its applications any more."),
}
SUBJECTS = {
    Letter.SIGN_IN_LINK: _lazy("Your link to sign in"),
    Letter.CONFIRM_EMAIL: _lazy("Confirm your e-mail address"),
    Letter.MEMBER_INVITED: _lazy("You are invited to join an application"),
    Letter.APPLICATION_SUBMITTED: _lazy("Application %(reference)s submitted"),
    Letter.REVIEW_ASSIGNED: _lazy("You are asked to review an application"),
    Letter.DECISION_RELEASED: _lazy("The decision on application %(reference)s"),
    Letter.SPACE_OPENED: _lazy("A space was opened for your project"),
    Letter.SPACE_MEMBER_INVITED: _lazy("You are invited to join a project space"),
    Letter.CALL_CANCELLED: _lazy("A call to which you apply was cancelled"),
    Letter.REVIEWS_CANCELLED: _lazy("A call whose applications you review was cancelled"),
}
_TYPED = _lazy("You get this message because somebody gave this address. If it was not you, leave it: nothing happens.")
_INVOLVED = _lazy("You get this message because you take part in this through Commonweal.")
REASONS = {
    Letter.SIGN_IN_LINK: _TYPED,
    Letter.CONFIRM_EMAIL: _TYPED,
    Letter.MEMBER_INVITED: _TYPED,
    Letter.SPACE_MEMBER_INVITED: _TYPED,
    Letter.APPLICATION_SUBMITTED: _INVOLVED,
    Letter.REVIEW_ASSIGNED: _INVOLVED,
    Letter.DECISION_RELEASED: _INVOLVED,
    Letter.SPACE_OPENED: _INVOLVED,
    Letter.CALL_CANCELLED: _INVOLVED,
    Letter.REVIEWS_CANCELLED: _INVOLVED,
}
NOTES = {"notices_read": _lazy("Marked as read.")}
SENTENCES = {"only_the_platform": _lazy("Only the platform itself can do this.")}


def worded(code: str, facts: dict[str, object]) -> Lazy:
    """The sentence of a notice."""
    return Lazy(NOTICES[code].message, tuple(facts.items()))
