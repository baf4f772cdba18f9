"""What the timeline says of each event, by its name."""

from app.audit.types import Entry
from app.kernel.i18n import Lazy, _lazy

EVENTS = {
    "api_client.created": _lazy("API client registered"),
    "api_client.revoked": _lazy("API client shut out"),
    "application.started": _lazy("Application begun"),
    "application.submitted": _lazy("Application submitted, version %(number)s"),
    "application.withdrawn": _lazy("Application withdrawn"),
    "application.withdrawal_undone": _lazy("Withdrawal undone"),
    "act.cancelled": _lazy("Act on many applications stopped"),
    "act.started": _lazy("Act on %(total)s applications begun"),
    "application.found_ineligible": _lazy("Found not eligible in screening"),
    "application.labelled": _lazy("Label put on the application"),
    "application.returned_to_screening": _lazy("Returned to screening"),
    "application.unlabelled": _lazy("Label taken off the application"),
    "applications.exported": _lazy("List of applications exported: %(kind)s"),
    "attachment.added": _lazy("File added"),
    "attachment.removed": _lazy("File removed"),
    "call.archived": _lazy("Call put away"),
    "call.cancelled": _lazy("Call cancelled"),
    "call.changed": _lazy("Call changed"),
    "call.created": _lazy("Call created"),
    "call.published": _lazy("Call published"),
    "conflict.declared": _lazy("A reviewer declared a conflict"),
    "conflict.found": _lazy("A reviewer was found to have a conflict"),
    "decision.confirmed": _lazy("Decision confirmed by a second person"),
    "decision.held": _lazy("Decision not released: the application was no longer in review"),
    "decision.proposed": _lazy("Decision proposed"),
    "decision.released": _lazy("Decision released to the applicant"),
    "decision.withdrawn": _lazy("Proposed decision taken back"),
    "form.changed": _lazy("Form changed"),
    "member.invited": _lazy("Someone was invited to the team"),
    "member.joined": _lazy("Someone joined the team"),
    "member.removed": _lazy("Someone left the team"),
    "milestone.added": _lazy("Milestone added"),
    "milestone.reached": _lazy("Milestone reached"),
    "panel.created": _lazy("Panel made"),
    "panellist.added": _lazy("A reviewer joined the panel"),
    "post.added": _lazy("Message written in the space"),
    "programme.created": _lazy("Programme created"),
    "review.accepted": _lazy("Review accepted"),
    "review.assigned": _lazy("Review assigned"),
    "review.declined": _lazy("Review declined"),
    "review.reopened": _lazy("Review opened again"),
    "review.submitted": _lazy("Review submitted, version %(number)s"),
    "role.ended": _lazy("Role ended"),
    "role.granted": _lazy("Role granted"),
    "rubric.changed": _lazy("Rubric changed"),
    "space.member_invited": _lazy("Someone was invited to the space"),
    "space.member_joined": _lazy("Someone joined the space"),
    "space.opened": _lazy("Space opened"),
    "thread.started": _lazy("Conversation begun in the space"),
    "person.registered": _lazy("Account made"),
    "person.signed_in": _lazy("Signed in"),
    "identity.linked": _lazy("Account at a provider linked"),
    "identity.unlinked": _lazy("Account at a provider taken away"),
    "sign_in.refused": _lazy("Sign-in refused"),
    "session.ended": _lazy("Session ended"),
    "sign_in_link.requested": _lazy("One-time link requested"),
    "person.email_confirmed": _lazy("E-mail address confirmed"),
}
OUTCOMES = {
    "accepted": _lazy("Accepted"),
    "waitlisted": _lazy("On the waiting list"),
    "declined": _lazy("Not accepted"),
    "ineligible": _lazy("Not eligible"),
    "returned": _lazy("Returned for changes"),
}
ACTORS = {
    "anonymous": _lazy("A visitor"),
    "client": _lazy("A partner's program"),
    "person": _lazy("A person whose account is gone"),
    "system": _lazy("The platform"),
}


def sentence(entry: Entry) -> Lazy:
    """What happened; an event of a later version is shown by its name."""
    known = EVENTS.get(entry.name)
    return Lazy(known.message, tuple(entry.facts.items())) if known else Lazy(entry.name)


def actor(entry: Entry) -> str | Lazy:
    """Who did it."""
    return entry.person or ACTORS.get(entry.actor_kind, ACTORS["system"])


def outcome(entry: Entry) -> Lazy | None:
    """The outcome that a decision's event tells of."""
    return OUTCOMES.get(str(entry.facts.get("outcome", "")))
