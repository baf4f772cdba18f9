"""One's account: name, language, address, identities and sessions."""

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from app.identity import forms, policy, queries, rules
from app.identity.errors import LinkOver, NotAnEmail
from app.identity.pages import common
from app.identity.service import identities, links, people, sessions
from app.identity.types import Purpose
from app.kernel import clock, i18n, tokens
from app.kernel.errors import NotFound, SignInRequired
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Opener, Opening, Request, SignedReading, Writing, site
from app.kernel.http.rendering import locale_of
from app.kernel.http.routing import pages_router
from app.kernel.principals import Person
from app.kernel.work import Work

router = pages_router(prefix="/account")


@router.get("")
def account(work: SignedReading, request: Request) -> Html:
    """Everything we hold on how this person signs in and is written to."""
    return _account(work, request)


@router.post("")
def account_save(work: Writing, request: Request, form: Form) -> Response | Html:
    """Change name, language and time zone."""
    me, name, locale, zone = queries.get_me(work), form.text("name"), form.text("locale"), form.text("zone")
    errors = {} if name else {"name": forms.NAME_MISSING}
    if zone and zone not in clock.zones():
        errors["zone"] = forms.ZONE_UNKNOWN
    if errors:
        return _account(work, request, errors=errors, typed={"name": name, "locale": locale, "zone": zone})
    offered = {language.code for language in i18n.OFFERED}
    people.change(work, name=name, locale=locale if locale in offered else me.locale, zone=zone or me.zone)
    return answers.redirect("/account", note="account_saved")


@router.post("/email")
def account_email(opening: Opening, request: Request, form: Form) -> Response | Html:
    """Send a link to an address; it becomes theirs when they open it."""
    person_id, email = _signed_in(opening), form.text("email")
    common.counted(opening, "confirm_email:account", str(person_id), 6)
    common.counted_by_address(opening, "confirm_email", 30)
    try:
        with opening.writing() as work:
            locale = locale_of(request, opening.actor)
            links.request(work, email, purpose=Purpose.CONFIRM_EMAIL, next_path="/account", locale=locale)
    except NotAnEmail:
        with opening.reading() as work:
            errors = {"email": forms.SENTENCES["not_an_email"]}
            return _account(work, request, errors=errors, typed={"email": email})
    return answers.redirect("/account", note="confirmation_sent")


@router.post("/identities/{identity_id}/remove")
def account_identity_remove(work: Writing, identity_id: UUID) -> Response:
    """Let an account at a provider sign this person in no more."""
    identities.unlink(work, identity_id)
    return answers.redirect("/account", note="identity_unlinked", fragment="identities")


@router.post("/sessions/{session_id}/end")
def account_session_end(work: Writing, session_id: UUID) -> Response:
    """Sign one browser out."""
    sessions.end(work, session_id)
    return answers.redirect("/account", note="session_ended", fragment="sessions")


@router.post("/sessions/end-others")
def account_sessions_end(work: Writing) -> Response:
    """Sign every browser out but this one."""
    sessions.end_others(work, work.actor.session_id if isinstance(work.actor, Person) else None)
    return answers.redirect("/account", note="sessions_ended", fragment="sessions")


@router.get("/confirm/{token}")
def account_confirm(work: SignedReading, request: Request, token: str) -> Html:
    """Which address the link would confirm, for whom."""
    link = queries.get_link(work, tokens.read(site(request).settings, Purpose.CONFIRM_EMAIL, token))
    if link.purpose != Purpose.CONFIRM_EMAIL or link.person_id != work.actor.id:
        raise NotFound
    over = link.used_at is not None or link.expires_at < work.now
    return answers.page("identity/email_confirm.html", status=409 if over else 200, email=link.email, over=over)


@router.post("/confirm/{token}")
def account_confirm_use(work: Writing, request: Request, token: str) -> Response | Html:
    """Confirm the address, for whoever asked for the link."""
    link_id = tokens.read(site(request).settings, Purpose.CONFIRM_EMAIL, token)
    try:
        links.use(work, link_id, Purpose.CONFIRM_EMAIL)
    except LinkOver:
        return answers.page("identity/email_confirm.html", status=409, email="", over=True)
    return answers.redirect("/account", note="email_confirmed")


def _account(
    work: Work, request: Request, *, errors: Mapping[str, object] | None = None, typed: Mapping[str, str] | None = None
) -> Html:
    me, linked, actor = queries.get_me(work), queries.list_identities(work), work.actor
    confirmed = me.email_confirmed_at is not None
    return answers.page(
        "identity/account.html",
        status=422 if errors else 200,
        me=me,
        typed=typed or {},
        errors=errors or {},
        identities=linked,
        may_unlink=not rules.is_last_way_in(len(linked), has_confirmed_email=confirmed),
        zones=clock.zones(),
        sessions=queries.list_sessions(work),
        session_id=actor.session_id if isinstance(actor, Person) else None,
        browser_name=rules.browser_name,
        fresh=bool(policy.can_link(work)),
        providers=site(request).settings.providers,
        names={provider.slug: provider.name for provider in site(request).settings.providers},
    )


def _signed_in(opening: Opener) -> UUID:
    if not isinstance(opening.actor, Person):
        raise SignInRequired
    return opening.actor.id
