"""OpenID Connect providers: where to send people, and what their answer is worth."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from email_validator import EmailNotValidError, validate_email
from httpx2 import AsyncClient, HTTPError, InvalidURL
from joserfc import errors as jose
from joserfc import jwt
from joserfc.jwk import KeySet

from app.identity.errors import SignInFailed
from app.identity.types import Claims
from app.kernel import i18n
from app.kernel.settings import Provider, Settings

# Asymmetric only: "none" proves nothing, and with HS256 a published key would pass for a secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
SCOPE = "openid profile email"
WHOLE_CALL_SECONDS = 10.0
LEEWAY_SECONDS = 60
FRESH_SECONDS = 3600.0
_MOST_LETTERS = 255

Answer = TypeVar("Answer")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """What a provider says of itself, its keys, and when we asked."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and what must be kept here until it is back."""

    address: str
    state: str
    nonce: str
    verifier: str


_found: dict[str, Found] = {}


def callback_address(settings: Settings, provider: Provider) -> str:
    """Where the provider sends people back to; it has to be registered there."""
    return f"{settings.base_url.rstrip('/')}/sign-in/callback/{provider.slug}"


def depart(settings: Settings, provider: Provider) -> Departure:
    """A way to the provider with state, nonce and a PKCE challenge (S256). Raises SignInFailed."""
    state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)

    async def address() -> str:
        found = await _discovered(provider)
        async with _client(settings, provider, found) as client:
            url, _state = client.create_authorization_url(
                found.metadata["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
            )
        return str(url)

    return Departure(_bounded(provider, address), state, nonce, verifier)


def arrive(settings: Settings, provider: Provider, query: Mapping[str, str], *, nonce: str, verifier: str) -> Claims:
    """Who came back, proved by the provider's signature. Raises SignInFailed for anything less."""

    async def claims() -> Claims:
        found = await _discovered(provider)
        _check_callback(provider, found, query)
        async with _client(settings, provider, found) as client:
            token = await client.fetch_token(
                found.metadata["token_endpoint"],
                grant_type="authorization_code",
                code=query["code"],
                code_verifier=verifier,
            )
            said = await _verified(provider, found, token, nonce)
            if "email" not in said or "name" not in said:
                said = await _completed(client, found, said)
        return _claims(provider, said)

    return _bounded(provider, claims)


def _bounded(provider: Provider, call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Run `call` within its time as a whole, however slowly bytes drip; any failure is SignInFailed."""

    async def timed() -> Answer:
        async with asyncio.timeout(WHOLE_CALL_SECONDS):
            return await call()

    try:
        return asyncio.run(timed())
    except SignInFailed:
        raise
    except Exception as error:
        # Whatever library the answer breaks, it must not break us.
        log.warning("sign_in_failed", provider=provider.slug, error=type(error).__name__, detail=str(error)[:300])
        raise SignInFailed(_why(error)) from error


def _why(error: Exception) -> str:
    """The reason code of what a library says is wrong."""
    if isinstance(error, jose.InvalidClaimError | jose.MissingClaimError):
        claim = getattr(error, "claim", "")
        names = {"nonce": "wrong_nonce", "iss": "wrong_issuer", "aud": "wrong_audience", "azp": "wrong_audience"}
        return names.get(claim, "token_invalid")
    reasons: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
        ((jose.ExpiredTokenError,), "token_expired"),
        ((jose.BadSignatureError, jose.InvalidKeyIdError), "bad_signature"),
        ((jose.UnsupportedAlgorithmError, jose.MissingAlgorithmError), "bad_algorithm"),
        ((jose.JoseError,), "token_invalid"),
        ((AuthlibBaseError,), "provider_error"),
        ((TimeoutError, HTTPError, InvalidURL, OSError), "provider_unreachable"),
    )
    return next((why for kinds, why in reasons if isinstance(error, kinds)), "provider_malformed")


def _client(settings: Settings, provider: Provider, found: Found) -> AsyncOAuth2Client:
    secret = provider.client_secret.get_secret_value() if provider.client_secret else None
    supported = found.metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in supported else "client_secret_post"
    return AsyncOAuth2Client(
        client_id=provider.client_id,
        client_secret=secret,
        token_endpoint_auth_method=method if secret else "none",
        scope=SCOPE,
        redirect_uri=callback_address(settings, provider),
        code_challenge_method="S256",
        timeout=WHOLE_CALL_SECONDS,
    )


async def _discovered(provider: Provider, *, anew: bool = False) -> Found:
    known = _found.get(provider.issuer)
    if known is not None and not anew and time.monotonic() - known.at < FRESH_SECONDS:
        return known
    async with AsyncClient(timeout=WHOLE_CALL_SECONDS) as client:
        answer = await client.get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        metadata = answer.raise_for_status().json()
        if metadata.get("issuer") != provider.issuer:
            raise SignInFailed("wrong_issuer")
        _check_addresses(provider, metadata)
        keys = KeySet.import_key_set((await client.get(metadata["jwks_uri"])).raise_for_status().json())
    _found[provider.issuer] = Found(metadata, keys, time.monotonic())
    return _found[provider.issuer]


def _check_addresses(provider: Provider, metadata: Mapping[str, Any]) -> None:
    """A provider reached by https does not lead us out of it."""
    scheme = urlsplit(provider.issuer).scheme
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(metadata[name]).scheme not in ("https", scheme):
            raise SignInFailed("provider_malformed")


def _check_callback(provider: Provider, found: Found, query: Mapping[str, str]) -> None:
    """The callback's own words: its issuer (RFC 9207), no error, and a code."""
    said = query.get("iss")
    promised = found.metadata.get("authorization_response_iss_parameter_supported") is True
    if (said is not None and said != provider.issuer) or (said is None and promised):
        raise SignInFailed("wrong_issuer")
    if "error" in query:
        raise SignInFailed("cancelled" if query["error"] == "access_denied" else "provider_error")
    if not query.get("code"):
        raise SignInFailed("missing_code")


async def _verified(provider: Provider, found: Found, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """The ID token's claims, once signature, issuer, audience, times and nonce are right."""
    if not isinstance(token.get("id_token"), str):
        raise SignInFailed("provider_malformed")
    try:
        decoded = jwt.decode(token["id_token"], found.keys, algorithms=ALGORITHMS)
    except jose.InvalidKeyIdError:
        # The provider may have changed its keys since we asked.
        found = await _discovered(provider, anew=True)
        decoded = jwt.decode(token["id_token"], found.keys, algorithms=ALGORITHMS)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "nonce": {"essential": True, "value": nonce},
        },
        params={"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(leeway=LEEWAY_SECONDS)
    _check_subject(decoded.claims.get("sub"))
    return dict(decoded.claims)


def _check_subject(subject: object) -> None:
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_LETTERS:
        raise SignInFailed("token_invalid")


async def _completed(client: AsyncOAuth2Client, found: Found, said: dict[str, Any]) -> dict[str, Any]:
    """Name and address from the userinfo end point, which must speak of the same subject."""
    address = found.metadata.get("userinfo_endpoint")
    if not address:
        return said
    more: dict[str, Any] = (await client.get(address)).raise_for_status().json()
    if more.get("sub") != said["sub"]:
        raise SignInFailed("wrong_subject")
    return more | said


def _claims(provider: Provider, said: Mapping[str, Any]) -> Claims:
    email = _email(said.get("email"))
    locale = said.get("locale")
    language = locale.replace("_", "-").split("-")[0].lower() if isinstance(locale, str) else None
    return Claims(
        issuer=provider.issuer,
        subject=said["sub"],
        provider=provider.slug,
        name=_name(said) or provider.name,
        email=email,
        email_verified=email is not None and said.get("email_verified") is True,
        locale=language if language in {offered.code for offered in i18n.OFFERED} else None,
    )


def _name(said: Mapping[str, Any]) -> str:
    """What to call them: one line, no control characters."""
    whole = " ".join(part for key in ("given_name", "family_name") if isinstance(part := said.get(key), str))
    named = said.get("name") if isinstance(said.get("name"), str) else whole
    words = "".join(letter if letter.isprintable() else " " for letter in str(named))
    return " ".join(words.split())[:_MOST_LETTERS]


def _email(said: object) -> str | None:
    if not isinstance(said, str):
        return None
    try:
        return str(validate_email(said, check_deliverability=False, test_environment=True).normalized).lower()
    except EmailNotValidError:
        return None
