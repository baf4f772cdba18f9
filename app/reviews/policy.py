"""Who may see and do what in review. A bar hides; other reviews show only after one's own."""

from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, false, func, or_, select, true, union
from sqlalchemy.orm import InstrumentedAttribute

from app.applications.models import Application, ApplicationBar, Invitation, Member
from app.calls.models import Call
from app.identity.models import Person as PersonRow
from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Client, Person, Principal, System
from app.reviews.models import Decision, Panellist, Review
from app.reviews.types import OPEN_STATES, WRITABLE_STATES, ReviewState


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Reviews: one's own, and those of the calls one runs or observes; never past a bar, nor of one's own team."""
    match actor:
        case System():
            return true()
        case Person():
            mine = Review.panellist_id.in_(select(Panellist.id).where(Panellist.person_id == actor.id))
            hidden = or_(_barred(actor.id, Review.application_id), _of_team(actor.id, Review.application_id))
            return and_(or_(mine, _of_programmes(actor)), ~hidden)
        case _:
            return false()


def runs(actor: Principal) -> ColumnElement[bool]:
    """Calls whose panels and decisions the actor may see: as manager or observer of the programme."""
    match actor:
        case System():
            return true()
        case Person():
            return Call.programme_id.in_(actor.scopes_of("manager", "observer"))
        case _:
            return false()


def names_reviewers_to(actor: Principal) -> ColumnElement[bool]:
    """Calls whose reviewers the actor may know by name: those one manages; observers read pseudonyms."""
    match actor:
        case System():
            return true()
        case Person():
            return Call.programme_id.in_(actor.scopes_of("manager"))
        case _:
            return false()


def reviews_open_to(actor: Principal) -> ColumnElement[bool]:
    """Applications of the calls one runs whose reviews one may read: not one's team's, nor before one's own is sent."""
    match actor:
        case System():
            return true()
        case Person():
            own = select(Review.application_id).join(Panellist, Review.panellist_id == Panellist.id)
            unsent = own.where(Panellist.person_id == actor.id, Review.state.in_(OPEN_STATES))
            return and_(runs(actor), Application.id.not_in(unsent), ~_of_team(actor.id, Application.id))
        case _:
            return false()


def handles(actor: Principal) -> ColumnElement[bool]:
    """Applications, joined to their calls, that one may bring through review: of calls one runs, never one's team's."""
    return and_(runs(actor), ~_of_team(actor.id, Application.id)) if isinstance(actor, Person) else runs(actor)


def decision_visible_to(actor: Principal) -> ColumnElement[bool]:
    """Released decisions for the team and its organisation's clients; all for those who run the call, others' only."""
    match actor:
        case System():
            return true()
        case Person():
            team = _of_team(actor.id, Decision.application_id)
            inside = Call.programme_id.in_(actor.scopes_of("manager", "observer"))
            others = and_(inside, ~team, ~_barred(actor.id, Decision.application_id))
            return or_(and_(team, Decision.released_at.is_not(None)), others)
        case Client(organisation_id=body) if body is not None and "decisions:read" in actor.scopes:
            own = Application.organisation_id == body
            return and_(own, Decision.released_at.is_not(None))
        case _:
            return false()


def can_load(actor: Principal) -> Ruling:
    """Records made elsewhere are loaded by the platform itself."""
    return ALLOW if isinstance(actor, System) else deny("not_an_administrator")


def can_find_conflicts(actor: Principal) -> Ruling:
    """The platform itself sees that somebody joined the team they were to review."""
    return ALLOW if isinstance(actor, System) else deny("only_the_platform")


def can_run_panel(actor: Principal, programme_id: UUID) -> Ruling:
    """Managers of the programme make panels, assign and decide."""
    if isinstance(actor, System) or (isinstance(actor, Person) and actor.holds("manager", programme_id)):
        return ALLOW
    return deny("not_the_manager")


def can_answer(actor: Principal, reviewer_id: UUID | None) -> Ruling:
    """Only the reviewer answers their own assignment."""
    if isinstance(actor, System) or (actor.id is not None and actor.id == reviewer_id):
        return ALLOW
    return deny("not_the_reviewer")


def can_write(actor: Principal, reviewer_id: UUID | None, state: ReviewState) -> Ruling:
    """The reviewer writes while the review is theirs to write."""
    if state not in WRITABLE_STATES:
        return deny("review_not_writable")
    return can_answer(actor, reviewer_id)


def can_confirm(actor: Principal, programme_id: UUID, proposed_by: UUID | None) -> Ruling:
    """A second pair of eyes: a manager other than the one who proposed."""
    ruling = can_run_panel(actor, programme_id)
    if ruling and isinstance(actor, Person) and actor.id == proposed_by:
        return deny("needs_another_person")
    return ruling


def _of_programmes(actor: Person) -> ColumnElement[bool]:
    within = (
        select(Application.id)
        .join(Call, Application.call_id == Call.id)
        .where(Call.programme_id.in_(actor.scopes_of("manager", "observer")))
    )
    return Review.application_id.in_(within)


def team_of(application_id: InstrumentedAttribute[UUID] | UUID) -> CompoundSelect[UUID | None]:
    """Ids of the people in an application's team, and of those whose invitation into it waits: none may review it."""
    members = select(Member.person_id).where(Member.application_id == application_id).correlate(Application)
    invited = (
        select(PersonRow.id)
        .join(Invitation, func.lower(Invitation.email) == func.lower(PersonRow.email))
        .where(PersonRow.email_confirmed_at.is_not(None), Invitation.application_id == application_id)
        .where(
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > func.clock_timestamp(),
        )
        .correlate(Application)
    )
    return union(members, invited)


def _of_team(person_id: UUID, application_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return application_id.in_(select(Member.application_id).where(Member.person_id == person_id))


def _barred(person_id: UUID, application_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return application_id.in_(select(ApplicationBar.application_id).where(ApplicationBar.person_id == person_id))
