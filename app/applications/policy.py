"""Who may see and do what with an application. One's own team always sees; past a bar nobody else does."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from app.applications.models import Application, ApplicationBar, ApplicationGrant, Label, Member, SavedView
from app.applications.rules import readable
from app.applications.types import EDITABLE, WITHDRAWABLE, Entry, Role, Sight, State
from app.calls.models import Stage
from app.kernel.access import ALLOW, Ruling, deny
from app.kernel.principals import Client, Person, Principal, System

WRITERS = (Role.LEAD, Role.EDITOR)
READ, WRITE = "applications:read", "applications:write"


def visible_to(actor: Principal) -> ColumnElement[bool]:
    """Applications the actor may know of; what this leaves out does not exist for them."""
    match actor:
        case System():
            return true()
        case Person():
            return or_(of_team(actor), and_(or_(*_by_office(actor)), not_(_barred(actor))))
        case Client(organisation_id=organisation, scopes=scopes) if organisation is not None and READ in scopes:
            sent = or_(Application.client_id == actor.id, _not_private())
            return and_(Application.organisation_id == organisation, sent)
        case _:
            return false()


def of_team(actor: Person) -> ColumnElement[bool]:
    """Applications whose team the person is in."""
    return Application.id.in_(select(Member.application_id).where(Member.person_id == actor.id))


def drafts_visible_to(actor: Principal) -> ColumnElement[bool]:
    """Applications whose unsent answers the actor may read: the team's own, the client's own."""
    match actor:
        case System():
            return true()
        case Person():
            return of_team(actor)
        case Client():
            return and_(Application.client_id == actor.id, visible_to(actor))
        case _:
            return false()


def run_by(actor: Principal) -> ColumnElement[bool]:
    """Applications sent to calls of the programmes the actor manages or observes, none behind a bar."""
    if isinstance(actor, System):
        return true()
    if not isinstance(actor, Person):
        return false()
    return and_(_of_programmes(actor), not_(_barred(actor)))


def applicants_known_to(actor: Principal) -> ColumnElement[bool]:
    """Visible applications of which the actor may know whose they are: of one's own, of a call one manages, and
    of stages that are not reviewed blind. Observers see all but that."""
    if not isinstance(actor, Person):
        return true()
    managed = [Application.call.has(programme_id=programme) for programme in actor.scopes_of("manager")]
    return or_(of_team(actor), *managed, Application.stage_id.not_in(select(Stage.id).where(is_blind_stage())))


def is_blind_stage() -> ColumnElement[bool]:
    """Stages whose reviewers do not know who applies."""
    condition: ColumnElement[bool] = Stage.policy["blind"].astext.in_(["true", "double"])
    return condition


def views_visible_to(actor: Principal) -> ColumnElement[bool]:
    """Saved views of the programmes the actor manages or observes: their own, and those that were shared."""
    if not isinstance(actor, Person):
        return false()
    within = SavedView.programme_id.in_(actor.scopes_of("manager", "observer"))
    return and_(within, or_(SavedView.owner_id == actor.id, SavedView.is_shared))


def labels_visible_to(actor: Principal) -> ColumnElement[bool]:
    """Labels of the programmes the actor manages or observes; the applications' teams never see them."""
    if not isinstance(actor, Person):
        return true() if isinstance(actor, System) else false()
    return Label.programme_id.in_(actor.scopes_of("manager", "observer"))


def standings_known_to(actor: Principal) -> ColumnElement[bool]:
    """Applications, run by the actor, of which they may know how the reviews stand: not one's team's, nor one that
    they were asked to review themselves."""
    match actor:
        case System():
            return true()
        case Person():
            granted = select(ApplicationGrant.application_id).where(ApplicationGrant.person_id == actor.id)
            return and_(not_(of_team(actor)), Application.id.not_in(granted))
        case _:
            return false()


def _by_office(actor: Person) -> list[ColumnElement[bool]]:
    granted = select(ApplicationGrant.application_id).where(ApplicationGrant.person_id == actor.id)
    offices: list[ColumnElement[bool]] = [Application.id.in_(granted)]
    return [*offices, _of_programmes(actor)] if actor.scopes_of("manager", "observer") else offices


def _of_programmes(actor: Person) -> ColumnElement[bool]:
    programmes = actor.scopes_of("manager", "observer")
    run = [Application.call.has(programme_id=programme) for programme in programmes]
    return and_(or_(false(), *run), _not_private())


def _not_private() -> ColumnElement[bool]:
    """Drafts belong to their teams, also once they are withdrawn without having been sent."""
    never_sent = and_(Application.state == State.WITHDRAWN, Application.submitted_at.is_(None))
    return and_(Application.state != State.DRAFT, not_(never_sent))


def _barred(actor: Person) -> ColumnElement[bool]:
    return Application.id.in_(select(ApplicationBar.application_id).where(ApplicationBar.person_id == actor.id))


def can_load(actor: Principal) -> Ruling:
    """Records made elsewhere are loaded by the platform itself."""
    return ALLOW if isinstance(actor, System) else deny("not_an_administrator")


def can_screen(actor: Principal, entry: Entry) -> Ruling:
    """Managers of its programme bring an application through screening; never one of their own team."""
    if isinstance(actor, System) or (_manages(actor, entry.programme_id) and entry.role is None):
        return ALLOW
    return deny("not_the_manager")


def can_label(actor: Principal, programme_id: UUID) -> Ruling:
    """Managers of the programme make its labels and put them on applications."""
    return ALLOW if isinstance(actor, System) or _manages(actor, programme_id) else deny("not_the_manager")


def can_save_view(actor: Principal, programme_id: UUID, *, is_shared: bool) -> Ruling:
    """Whoever runs or observes the programme keeps views of its lists; managers share them."""
    runs_it = isinstance(actor, Person) and programme_id in actor.scopes_of("manager", "observer")
    return ALLOW if _manages(actor, programme_id) or (runs_it and not is_shared) else deny("not_the_manager")


def can_delete_view(actor: Principal, programme_id: UUID, owner_id: UUID) -> Ruling:
    """Whose it is, and managers."""
    return ALLOW if actor.id == owner_id or _manages(actor, programme_id) else deny("not_the_manager")


def _manages(actor: Principal, programme_id: UUID) -> bool:
    return isinstance(actor, Person) and actor.holds("manager", programme_id)


def can_start(actor: Principal) -> Ruling:
    """Any signed-in person may apply; a client with the scope may for its organisation."""
    match actor:
        case Person() | System():
            return ALLOW
        case Client() if WRITE in actor.scopes and actor.organisation_id is not None:
            return ALLOW
        case _:
            return deny("cannot_apply")


def can_edit(actor: Principal, entry: Entry, now: datetime) -> Ruling:
    """Lead and editors write in a draft or a sent application, until the call closes."""
    if not (entry.role in WRITERS or _acts_for(actor, entry)):
        return deny("not_an_editor")
    return while_open(entry, now)


def can_submit(actor: Principal, entry: Entry, now: datetime) -> Ruling:
    """Whoever may write may send: in a small team the lead may be without a connection on the day."""
    return can_edit(actor, entry, now)


def can_withdraw(actor: Principal, entry: Entry) -> Ruling:
    """The lead, before a decision."""
    if entry.state not in WITHDRAWABLE:
        return deny("wrong_state")
    return _leads(actor, entry)


def can_undo_withdrawal(actor: Principal, entry: Entry, now: datetime) -> Ruling:
    """The lead, until the call closes."""
    if entry.state != State.WITHDRAWN:
        return deny("wrong_state")
    if entry.cancelled_at is not None:
        return deny("call_cancelled")
    if entry.closes_at is not None and now > entry.closes_at:
        return deny("deadline_passed")
    return _leads(actor, entry)


def can_invite(actor: Principal, entry: Entry) -> Ruling:
    """The lead asks people into the team, changes roles and takes people out."""
    return _leads(actor, entry)


def can_join(actor: Principal) -> Ruling:
    """A signed-in person who holds an invitation's link."""
    return ALLOW if isinstance(actor, Person) else deny("sign_in_required")


def can_leave(actor: Principal, entry: Entry, person_id: UUID) -> Ruling:
    """Everybody may leave a team; the lead may take others out of it."""
    return ALLOW if actor.id == person_id and entry.role is not None else _leads(actor, entry)


def can_see_team(actor: Principal, entry: Entry) -> bool:
    """The team itself, those who run the call, the platform; never a reviewer, nor an observer of a blind review."""
    blind = readable.is_blind(entry.stage_policy)
    return sight_of(actor, entry, blind=blind) in {Sight.TEAM, Sight.STAFF}


def runs(actor: Principal, entry: Entry) -> bool:
    """Whether the actor, who is not of the team, reads a visible application as manager or observer of its call."""
    office = isinstance(actor, Person) and entry.programme_id in actor.scopes_of("manager", "observer")
    return office and entry.role is None


def sight_of(actor: Principal, entry: Entry, *, blind: bool) -> Sight:
    """How much of a visible application the actor sees; `blind` is how its reviewers review."""
    if entry.role is not None or isinstance(actor, System | Client):
        return Sight.TEAM
    offices = {role for role, scope in actor.roles if scope == entry.programme_id} if isinstance(actor, Person) else ()
    if "manager" in offices or ("observer" in offices and not blind):
        return Sight.STAFF
    return Sight.BLIND if blind else Sight.REVIEWERS


def _leads(actor: Principal, entry: Entry) -> Ruling:
    return ALLOW if entry.role == Role.LEAD or _acts_for(actor, entry) else deny("not_the_lead")


def _acts_for(actor: Principal, entry: Entry) -> bool:
    if isinstance(actor, Client):
        return WRITE in actor.scopes and entry.client_id == actor.id
    return isinstance(actor, System)


def while_open(entry: Entry, now: datetime) -> Ruling:
    """Whether the team could still change the application, whoever of it writes."""
    if entry.state not in EDITABLE:
        return deny("wrong_state")
    if entry.cancelled_at is not None:
        return deny("call_cancelled")
    if entry.closes_at is not None and now > entry.closes_at:
        return deny("deadline_passed")
    return ALLOW
