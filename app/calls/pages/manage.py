"""Where programmes are run: one's calls, a new programme, a call from inside."""

from starlette.responses import Response

from app.calls import policy, queries
from app.calls.forms import CallForm, read_call, read_programme, shown_call, word_gap
from app.calls.models import Call
from app.calls.pages.opening import worded
from app.calls.service import calls, programmes
from app.kernel import clock
from app.kernel.access import authorize
from app.kernel.errors import Invalid
from app.kernel.http import answers, routing
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Request, SignedReading, Writing, site
from app.kernel.work import Work

router = routing.pages_router(prefix="/manage")


@router.get("")
def manage_home(work: SignedReading) -> Html:
    """The programmes and calls one runs, and what waits in them."""
    authorize(policy.can_open_manage(work.actor))
    return answers.page(
        "calls/manage_home.html",
        programmes=queries.list_run_programmes(work),
        calls=queries.list_run_calls(work),
        may_create=bool(policy.can_create_programme(work.actor)),
        now=work.now,
    )


@router.get("/programmes/new")
def programme_new(work: SignedReading) -> Html:
    """The form of a new programme."""
    authorize(policy.can_create_programme(work.actor))
    return answers.page("calls/programme_new.html", values={"slug": "", "name": {}, "summary": {}})


@router.post("/programmes/new")
def programme_create(work: Writing, form: Form) -> Html | Response:
    """Create a programme, or show what is wrong."""
    values, errors = read_programme(form)
    if not errors:
        try:
            programmes.create(work, **values)
            return answers.redirect("/manage", note="programme_created")
        except Invalid as refusal:
            errors = dict(refusal.fields)
    return answers.page("calls/programme_new.html", status=422, values=values, errors=worded(errors))


@router.get("/calls/new")
def call_new(work: SignedReading) -> Html:
    """The form of a new call."""
    authorize(policy.can_open_manage(work.actor))
    texts: dict[str, dict[str, str]] = {name: {} for name in ("title", "summary", "eligibility", "process", "notice")}
    return _call_page(work, CallForm(texts=texts, year=str(work.now.year)), None)


@router.post("/calls/new")
def call_create(work: Writing, form: Form) -> Html | Response:
    """Create a call, or show what is wrong."""
    typed = read_call(form, new=True)
    if not typed.errors:
        try:
            call = calls.create(
                work,
                programme_id=typed.programme_id,
                slug=typed.slug,
                prefix=typed.prefix,
                year=int(typed.year),
                facts=typed.facts(),
            )
            return answers.redirect(f"/manage/calls/{call.slug}", note="call_created")
        except Invalid as refusal:
            typed.errors = dict(refusal.fields)
    return _call_page(work, typed, None)


@router.get("/calls/{slug}")
def call_manage(work: SignedReading, request: Request, slug: str) -> Html:
    """A call from inside: where it stands, what is missing, and what else there is to do."""
    call = queries.get_run_call(work, slug)
    slots = site(request).panels.get("manage_call", ())
    return answers.page(
        "calls/call_manage.html",
        call=call,
        programme=queries.get_programme(work, call.programme_id),
        phase=queries.phase_of(call, work.now),
        stages=queries.list_stages(work, call.id),
        gaps=[(gap, word_gap(gap)) for gap in queries.find_gaps(work, call)],
        may_run=bool(policy.can_run(work.actor, call.programme_id)),
        links=[link for slot in slots for link in slot(work, call.id, call.slug)],
        now=work.now,
    )


@router.get("/calls/{slug}/edit")
def call_edit(work: SignedReading, slug: str) -> Html:
    """The form of a call as it is."""
    call = _mine(work, slug)
    return _call_page(work, shown_call(call), call)


@router.post("/calls/{slug}/edit")
def call_change(work: Writing, slug: str, form: Form) -> Html | Response:
    """Change a call, or show what is wrong."""
    call = _mine(work, slug)
    typed = read_call(form, new=False)
    if typed.errors:
        return _call_page(work, typed, call)
    calls.change(work, call.id, typed.facts(), expected_version=typed.version or None)
    return answers.redirect(f"/manage/calls/{slug}", note="call_changed")


@router.post("/calls/{slug}/publish")
def call_publish(work: Writing, slug: str) -> Response:
    """Make a call public."""
    calls.publish(work, queries.get_run_call(work, slug).id)
    return answers.redirect(f"/manage/calls/{slug}", note="call_published")


def _mine(work: Work, slug: str) -> Call:
    """A call the actor may change."""
    call = queries.get_run_call(work, slug)
    authorize(policy.can_run(work.actor, call.programme_id))
    return call


def _call_page(work: Work, typed: CallForm, call: Call | None) -> Html:
    owned = [row for row in queries.list_run_programmes(work) if policy.can_run(work.actor, row.id)]
    return answers.page(
        "calls/call_edit.html",
        status=422 if typed.errors else 200,
        typed=typed,
        call=call,
        programmes=owned,
        zones=clock.zones(),
        errors=worded(typed.errors),
    )
