"""What the pages of spaces say."""

from app.kernel.i18n import _lazy
from app.spaces.types import SpaceRole, SpaceState

SENTENCES = {
    "not_accepted": _lazy("A space is opened once the project is accepted."),
    "invitation_over": _lazy("This invitation was used already or is too old. Ask for a new one."),
    "nothing_written": _lazy("Write a title and a message."),
    "not_a_contributor": _lazy("You can read this space, but not write in it."),
    "not_the_lead": _lazy("Only the lead of this space may do this."),
}
NOTES = {
    "space_opened": _lazy("The space is open."),
    "invited": _lazy("The invitation is on its way."),
    "joined": _lazy("Welcome. You are now a member of this space."),
    "posted": _lazy("Your message is there."),
    "milestone_added": _lazy("The milestone is set."),
    "milestone_reached": _lazy("The milestone is reached."),
}
ROLES = {
    SpaceRole.LEAD: _lazy("Lead"),
    SpaceRole.CONTRIBUTOR: _lazy("Contributor"),
    SpaceRole.MENTOR: _lazy("Mentor"),
    SpaceRole.OBSERVER: _lazy("Observer"),
}
STATES = {
    SpaceState.ACTIVE: _lazy("Active"),
    SpaceState.PAUSED: _lazy("Paused"),
    SpaceState.COMPLETED: _lazy("Completed"),
}
