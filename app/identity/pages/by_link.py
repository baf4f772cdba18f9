"""Signing in by a one-time link, for whoever has no provider."""

from uuid import UUID

from starlette.responses import Response

from app.identity import forms, queries
from app.identity.errors import LinkOver, NotAnEmail
from app.identity.gateways import cookies
from app.identity.pages import common
from app.identity.service import links, sessions
from app.identity.types import Purpose
from app.kernel import tokens
from app.kernel.errors import NotFound
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Opening, Reading, Request, site
from app.kernel.http.rendering import locale_of
from app.kernel.http.routing import pages_router
from app.kernel.work import Work

router = pages_router()


@router.post("/sign-in/link")
def sign_in_link_request(opening: Opening, form: Form) -> Html:
    """Have a link sent; the answer is the same whether the address is known or not."""
    request, email = opening.request, form.text("email")
    next_path = answers.local_path(form.text("next"))
    common.counted_by_address(opening, "sign_in_link", 30)
    common.counted(opening, "sign_in_link:account", email.lower(), 6)
    try:
        with opening.writing() as work:
            locale = locale_of(request, opening.actor)
            links.request(work, email, purpose=Purpose.SIGN_IN, next_path=next_path, locale=locale)
    except NotAnEmail:
        return common.choices(request, next_path, email=email, errors={"email": forms.SENTENCES["not_an_email"]})
    return answers.page("identity/link_sent.html", email=email, minutes=int(links.LASTS.total_seconds() // 60))


@router.get("/sign-in/link/{token}")
def sign_in_link(work: Reading, request: Request, token: str) -> Html:
    """Whom the link would sign in; looking at it changes nothing, so mail scanners may."""
    return _shown(work, _link_id(request, token))


@router.post("/sign-in/link/{token}")
def sign_in_link_use(opening: Opening, form: Form, token: str) -> Response | Html:
    """Sign in by the link, once."""
    request, link_id = opening.request, _link_id(opening.request, token)
    common.counted_by_address(opening, "sign_in_by_link", common.MOST_FROM_ONE_PLACE)
    device, held = cookies.device(request), cookies.held(request)
    try:
        with opening.writing() as work:
            person_id, next_path = links.use(work, link_id, Purpose.SIGN_IN, name=form.text("name"))
            session = sessions.sign_in(work, person_id, "link", device, instead_of=held)
    except LinkOver:
        return common.refused(opening, "link_over", template="identity/link_over.html", status=409)
    return common.signed_in(request, session, next_path)


def _shown(work: Work, link_id: UUID) -> Html:
    link = queries.get_link(work, link_id)
    if link.purpose != Purpose.SIGN_IN:
        raise NotFound
    if link.used_at is not None or link.expires_at < work.now:
        return answers.page("identity/link_over.html", status=409)
    known = queries.find_person_by_confirmed_email(work, link.email) is not None
    return answers.page("identity/link_use.html", email=link.email, known=known, noindex=True)


def _link_id(request: Request, token: str) -> UUID:
    found = tokens.read(site(request).settings, Purpose.SIGN_IN, token)
    if found is None:
        raise NotFound
    return found
