"""A small OpenID Connect provider over HTTP that is honest until told to lie."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

KEY = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGE_KEY = jwk.RSAKey.generate_key(2048, {"kid": "one"})
CLIENT_ID, CLIENT_SECRET = "commonweal", "a secret between us, long enough"


@dataclass
class Provider:
    """What it knows, and what it lies about: `claims` override the honest ones, None leaves one out."""

    issuer: str = ""
    subject: str = "subject-1"
    userinfo: dict[str, Any] = field(default_factory=lambda: {"name": "Amina Diallo"})
    claims: dict[str, Any] = field(default_factory=dict)
    callback: dict[str, str | None] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    signing: str = "RS256"
    token_answer: tuple[int, str] | None = None
    drip_seconds: float = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """The discovery document."""
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
        }
        return found | self.metadata

    def authorize(self, asked: dict[str, str]) -> str:
        """Where to send the browser back to, somebody having agreed."""
        assert asked["code_challenge_method"] == "S256"
        assert asked["response_type"] == "code"
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer} | self.callback
        return f"{asked['redirect_uri']}?{urlencode({k: v for k, v in back.items() if v is not None})}"

    def exchange(self, posted: dict[str, str]) -> tuple[int, str]:
        """Tokens for a code; each code once, with the verifier of its challenge."""
        if self.token_answer is not None:
            return self.token_answer
        asked = self.codes.pop(posted.get("code", ""), None)
        digest = hashlib.sha256(posted.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge or posted["redirect_uri"] != asked["redirect_uri"]:
            return 400, json.dumps({"error": "invalid_grant"})
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
        }
        claims = {name: value for name, value in (honest | self.claims).items() if value is not None}
        answer = {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": self.sign(claims)}
        return 200, json.dumps(answer)

    def sign(self, claims: dict[str, Any]) -> str:
        """The ID token, honestly signed or as `signing` says."""
        if self.signing == "none":
            return _packed({"alg": "none"}) + "." + _packed(claims) + "."
        if self.signing == "HS256":
            # The classic confusion: the public key, which all know, as if it were a shared secret.
            head = _packed({"alg": "HS256", "kid": "one"}) + "." + _packed(claims)
            seal = hmac.new(KEY.as_pem(private=False), head.encode(), "sha256").digest()
            return f"{head}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"
        if self.signing == "garbage":
            return "not.a.token"
        key = STRANGE_KEY if self.signing == "strange" else KEY
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


def _packed(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            self._say(302, "", {"location": self.provider.authorize(asked)})
        elif path == "/userinfo":
            assert self.headers["authorization"] == "Bearer access"
            self._say(200, json.dumps({"sub": self.provider.subject} | self.provider.userinfo))
        elif path == "/jwks":
            self._say(200, json.dumps({"keys": [KEY.as_dict(private=False)]}))
        else:
            self._say(200, json.dumps(self.provider.describe()))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"])).decode()
        posted = {name: values[0] for name, values in parse_qs(raw).items()}
        assert self.headers["authorization"].startswith("Basic ")
        self._say(*self.provider.exchange(posted))

    def _say(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (
            {"content-type": "application/json", "content-length": str(len(body))} | (headers or {})
        ).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for letter in body if self.provider.drip_seconds else [body]:
                self.wfile.write(letter.encode())
                self.wfile.flush()
                time.sleep(self.provider.drip_seconds)
        except OSError:
            return

    def log_message(self, *_args: Any) -> None:
        """Nothing on the terminal."""


@contextmanager
def running():
    """A provider at a free port of this machine."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked_of(location: str) -> dict[str, str]:
    """The parameters of an authorization request."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
