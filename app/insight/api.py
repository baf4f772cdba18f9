"""Public projects, for programs."""

from starlette.requests import Request

from app.insight import queries, schemas
from app.kernel.http import api
from app.kernel.http.answers import Json
from app.kernel.http.deps import Reading
from app.kernel.http.routing import api_router

router = api_router(prefix="/projects", tags=["projects"])


@router.get("", response_model=api.Listing[schemas.ProjectOut], responses=api.PROBLEMS)
def list_projects(work: Reading, request: Request, word: str = "", after: str = "") -> Json:
    """Accepted projects, the newest first."""
    return api.many(request, queries.list_projects(work, word=word, after=after), schemas.ProjectOut.of)
