"""Who runs a programme: its managers and observers, given and ended."""

from uuid import UUID

from starlette.responses import Response

from app.calls import queries
from app.calls.forms import ROLES
from app.calls.pages.opening import worded
from app.calls.queries import ProgrammeRow
from app.identity import queries as identity_queries
from app.identity.service import roles
from app.identity.types import Role
from app.kernel.errors import NotFound
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, SignedReading, Writing
from app.kernel.principals import Person
from app.kernel.work import Work

router = routing.pages_router(prefix="/manage/programmes/{slug}/people")


@router.get("")
def people_list(work: SignedReading, slug: str) -> Html:
    """Who has a role on the programme, and the form to give one."""
    return _people_page(work, _mine(work, slug), {"email": "", "role": ""}, {})


@router.post("")
def role_grant(work: Writing, slug: str, form: Form) -> Html | Response:
    """Make somebody a manager or an observer."""
    programme, typed = _mine(work, slug), {"email": form.text("email"), "role": form.text("role")}
    person = identity_queries.find_person_by_confirmed_email(work, typed["email"])
    errors = {} if typed["role"] in ROLES else {"role": "role_missing"}
    if person is None or errors:
        errors |= {} if person else {"email": "person_unknown"}
        return _people_page(work, programme, typed, errors)
    roles.grant(work, person.id, Role(typed["role"]), programme.id)
    return answers.redirect(f"/manage/programmes/{slug}/people", note="role_granted")


@router.post("/end")
def role_end(work: Writing, slug: str, form: Form) -> Response:
    """End somebody's role, or one's own."""
    programme, role = _mine(work, slug), form.text("role")
    if role not in ROLES:
        raise NotFound
    person_id = _uuid(form.text("person"))
    roles.end(work, person_id, Role(role), programme.id)
    gone = isinstance(work.actor, Person) and person_id == work.actor.id
    return answers.redirect("/manage" if gone else f"/manage/programmes/{slug}/people", note="role_ended")


def _mine(work: Work, slug: str) -> ProgrammeRow:
    """A programme whose inside the actor sees; NotFound otherwise."""
    found = next((row for row in queries.list_run_programmes(work) if row.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _people_page(work: Work, programme: ProgrammeRow, typed: dict[str, str], errors: dict[str, str]) -> Html:
    ruling = identity_queries.may_give_roles(work, programme.id)
    return answers.page(
        "calls/people_list.html",
        status=422 if errors else 200,
        programme=programme,
        people=identity_queries.list_roles(work, programme.id),
        typed=typed,
        roles=ROLES,
        may_give=bool(ruling),
        is_stale=ruling.reason == "fresh_sign_in_needed",
        me=work.actor.id,
        errors=worded(errors),
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
