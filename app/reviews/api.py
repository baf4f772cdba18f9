"""Released decisions, for programs that act for an organisation."""

from starlette.requests import Request

from app.kernel.http import api
from app.kernel.http.answers import Json
from app.kernel.http.deps import SignedReading
from app.kernel.http.routing import api_router
from app.reviews import queries, schemas

router = api_router(prefix="/decisions", tags=["decisions"])


@router.get("", response_model=api.Listing[schemas.DecisionOut], responses=api.PROBLEMS)
def list_decisions(work: SignedReading, request: Request, after: str = "") -> Json:
    """Decisions released to the organisation, by reference; of one application in the order they were made."""
    return api.many(request, queries.list_released(work, after=after), schemas.DecisionOut.of)
