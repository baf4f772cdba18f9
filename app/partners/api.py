"""Tokens for programs (RFC 6749, 7009, 8414), and the description of the API itself."""

from base64 import b64decode
from urllib.parse import unquote_plus
from uuid import UUID

from starlette.requests import Request

from app.kernel import limits
from app.kernel.errors import Refusal
from app.kernel.http import api
from app.kernel.http.answers import Json
from app.kernel.http.deps import Form, Opening, Posted, Reading, site
from app.kernel.http.proxies import client_address
from app.kernel.http.routing import pages_router
from app.partners.errors import UnsupportedGrant
from app.partners.service import access_tokens
from app.partners.types import Scope

router = pages_router()
NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


@router.post("/oauth/token")
def token_issue(opening: Opening, request: Request, form: Form) -> Json:
    """A bearer token for client credentials, good for an hour."""
    client_id, secret = _credentials(request, form)
    _count(opening, request, str(client_id))
    if form.text("grant_type") != "client_credentials":
        return _refused(UnsupportedGrant())
    try:
        with opening.writing() as work:
            issued = access_tokens.issue(work, client_id, secret, form.text("scope"))
    except Refusal as refusal:
        return _refused(refusal)
    body = {"access_token": issued.token, "token_type": "Bearer", "expires_in": issued.expires_in}
    return Json(body | {"scope": issued.scope}, headers=NO_STORE)


@router.post("/oauth/revoke")
def token_revoke(opening: Opening, request: Request, form: Form) -> Json:
    """Take a token back; an unknown one is no error."""
    client_id, secret = _credentials(request, form)
    _count(opening, request, str(client_id))
    try:
        with opening.writing() as work:
            access_tokens.revoke(work, client_id, secret, form.text("token"))
    except Refusal as refusal:
        return _refused(refusal)
    return Json({}, headers=NO_STORE)


@router.get("/.well-known/oauth-authorization-server")
def oauth_metadata(_work: Reading, request: Request) -> Json:
    """Where tokens are had (RFC 8414)."""
    base = site(request).settings.base_url
    return Json(
        {
            "issuer": base,
            "token_endpoint": f"{base}/oauth/token",
            "revocation_endpoint": f"{base}/oauth/revoke",
            "scopes_supported": list(Scope),
            "response_types_supported": [],
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )


@router.get("/api/v1/openapi.json")
def openapi_document(_work: Reading, request: Request) -> Json:
    """The description of the API (OpenAPI 3.1)."""
    return Json(api.describe(request.app, Scope))


def _credentials(request: Request, form: Posted) -> tuple[UUID | None, str]:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    name, secret = form.text("client_id"), form.text("client_secret")
    if scheme.lower() == "basic":
        try:
            name, _, secret = b64decode(given).decode().partition(":")
        except ValueError:
            return None, ""
        name, secret = unquote_plus(name), unquote_plus(secret)
    try:
        return UUID(name), secret
    except ValueError:
        return None, secret


def _count(opening: Opening, request: Request, client: str) -> None:
    address = client_address(request, opening.site.settings)
    with opening.writing() as work:
        limits.count(work.session, "token", address, limit=60, seconds=60)
        limits.count(work.session, "token", client, limit=60, seconds=60)


def _refused(refusal: Refusal) -> Json:
    status = 401 if refusal.code == "invalid_client" else 400
    headers = NO_STORE | ({"www-authenticate": 'Basic realm="commonweal"'} if status == 401 else {})
    return Json({"error": refusal.code}, status, headers)
