"""Released decisions, for programs that act for an organisation."""

from starlette.requests import Request

from app.kernel import paging
from app.kernel.http import api
from app.kernel.http.answers import Json
from app.kernel.http.deps import SignedReading
from app.kernel.http.routing import api_router
from app.reviews import queries, schemas

router = api_router(prefix="/decisions", tags=["decisions"])


@router.get("", response_model=api.Listing[schemas.DecisionOut], responses=api.PROBLEMS)
def list_decisions(work: SignedReading, request: Request, after: str = "") -> Json:
    """Decisions released to the organisation, by reference."""
    start = paging.decode(after, 1)[0] if after else ""
    rows = queries.list_released(work, after=start)
    return api.many(request, paging.cut(rows, paging.SIZE, lambda row: [row.reference]), schemas.DecisionOut.of)
