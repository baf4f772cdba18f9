"""Who a request to the API comes from: the holder of its bearer token."""

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.kernel.errors import SignInRequired
from app.kernel.principals import Anonymous, Principal
from app.partners import queries


def authenticate_bearer(request: Request, session: Session) -> Principal:
    """The client, or nobody without a token; a token that does not live raises SignInRequired."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return Anonymous()
    holder = queries.find_holder(session, token.strip())
    if holder is None:
        raise SignInRequired
    return holder
