"""The partner guide, and the reference made from the API's own description."""

from typing import Any

from starlette.requests import Request

from app.kernel.http import api
from app.kernel.http.answers import Html, page
from app.kernel.http.deps import Reading, site
from app.kernel.http.routing import pages_router
from app.partners.types import Scope

router = pages_router(prefix="/developers")


@router.get("")
def developer_guide(work: Reading, request: Request) -> Html:
    """From nothing to the first answer in minutes."""
    guest = work.actor.kind == "anonymous"
    return page("partners/developer_guide.html", base=site(request).settings.base_url, scopes=list(Scope), guest=guest)


@router.get("/reference")
def developer_reference(work: Reading, request: Request) -> Html:
    """Every operation, from our own files."""
    described = api.describe(request.app, Scope)
    guest = work.actor.kind == "anonymous"
    return page("partners/developer_reference.html", operations=_operations(described), guest=guest)


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
