"""Whose address this is: the client's own, or what our trusted proxies say it is."""

from ipaddress import ip_address

from starlette.requests import Request

from app.kernel.settings import Settings


def client_address(request: Request, settings: Settings) -> str:
    """The nearest address that is not one of our proxies; a forged X-Forwarded-For is not believed."""
    nearest = request.client.host if request.client else "127.0.0.1"
    chain = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    while chain and _trusted(nearest, settings):
        nearest = chain.pop()
    return nearest


def _trusted(address: str, settings: Settings) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in settings.proxies)
