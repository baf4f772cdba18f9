"""What identity meets outside: browsers' cookies and OpenID Connect providers."""

from app.identity.gateways.cookies import authenticate_cookie

__all__ = ["authenticate_cookie"]
