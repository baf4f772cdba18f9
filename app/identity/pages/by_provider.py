"""Signing in by an OpenID Connect provider: the choice, the way there, the way back."""

from starlette.responses import Response

from app.identity import policy
from app.identity.errors import SignInFailed
from app.identity.gateways import cookies, oidc
from app.identity.pages import common
from app.identity.service import identities, sessions
from app.identity.types import Claims
from app.kernel.access import authorize
from app.kernel.errors import NotFound
from app.kernel.http import answers
from app.kernel.http.answers import Html
from app.kernel.http.deps import Form, Opener, Opening, Reading, Request
from app.kernel.http.routing import pages_router, slow
from app.kernel.settings import Provider, Settings

router = pages_router()


@router.get("/sign-in")
def sign_in(work: Reading, request: Request) -> Html:  # noqa: ARG001 - a route declares what it may do
    """Every way to sign in."""
    return common.choices(request, answers.local_path(request.query_params.get("next")))


@router.post("/sign-in/oidc/{slug}")
@slow
def sign_in_oidc(opening: Opening, form: Form, slug: str) -> Response | Html:
    """Send the browser to the provider, keeping here what its answer must match."""
    provider = _provider(opening.site.settings, slug)
    common.counted_by_address(opening, "sign_in", common.MOST_FROM_ONE_PLACE)
    links = form.text("link") == "yes"
    try:
        departure = oidc.depart(opening.site.settings, provider)
    except SignInFailed as failure:
        return common.refused(opening, failure.why)
    state = {
        "provider": slug,
        "state": departure.state,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "next": answers.local_path(form.text("next")),
        "links": links,
    }
    answer = Response(status_code=303, headers={"location": departure.address, "cache-control": "no-store"})
    with opening.writing() as work:
        if links:
            authorize(policy.can_link(work))
        if not sessions.keep_state(work, cookies.held(opening.request), state):
            token = sessions.begin(work, state, cookies.device(opening.request))
            cookies.give(answer, token, opening.site.settings)
    return answer


@router.get("/sign-in/callback/{slug}")
@slow
def sign_in_callback(opening: Opening, slug: str) -> Response | Html:
    """Back from the provider: the answer counts once, in the browser that asked, if it proves itself."""
    provider = _provider(opening.site.settings, slug)
    common.counted_by_address(opening, "sign_in_return", common.MOST_FROM_ONE_PLACE)
    query = dict(opening.request.query_params)
    with opening.writing() as work:
        state = sessions.take_state(work, cookies.held(opening.request), slug, query.get("state", ""))
    if state is None:
        return common.refused(opening, "attempt_unknown")
    try:
        claims = oidc.arrive(opening.site.settings, provider, query, nonce=state["nonce"], verifier=state["verifier"])
    except SignInFailed as failure:
        return common.refused(opening, failure.why)
    return _linked(opening, claims) if state["links"] else _entered(opening, claims, state["next"])


def _linked(opening: Opener, claims: Claims) -> Response:
    with opening.writing() as work:
        identities.link(work, claims)
    return answers.redirect("/account", note="identity_linked")


def _entered(opening: Opener, claims: Claims, next_path: str) -> Response:
    request = opening.request
    with opening.writing() as work:
        person_id = identities.sign_in(work, claims)
        token = sessions.sign_in(
            work, person_id, claims.provider, cookies.device(request), instead_of=cookies.held(request)
        )
    return common.signed_in(request, token, next_path)


def _provider(settings: Settings, slug: str) -> Provider:
    found = next((provider for provider in settings.providers if provider.slug == slug), None)
    if found is None:
        raise NotFound
    return found
