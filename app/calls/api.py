"""Calls and their forms, for programs."""

from starlette.requests import Request

from app.calls import queries, schemas
from app.kernel.errors import NotFound
from app.kernel.http import api
from app.kernel.http.answers import Json
from app.kernel.http.deps import Reading
from app.kernel.http.routing import api_router

router = api_router(prefix="/calls", tags=["calls"])


@router.get("", response_model=api.Listing[schemas.CallOut], responses=api.PROBLEMS)
def list_calls(work: Reading, request: Request, phase: str = "", after: str = "") -> Json:
    """Published calls; `phase` is one of upcoming, open, closed."""
    return api.many(request, queries.list_calls(work, phase=phase, after=after), schemas.CallOut.of)


@router.get("/{slug}", response_model=schemas.CallDetail, responses=api.PROBLEMS)
def get_call(work: Reading, request: Request, slug: str) -> Json:
    """One call with its stages."""
    call = queries.find_call(work, slug)
    stages = [
        schemas.StageOut(position=s.position, name=s.name, form_version=s.form_version, rubric=s.rubric)
        for s in queries.list_stages(work, call.id)
    ]
    names = set(schemas.CallDetail.model_fields) - {"stages", "phase"}
    facts = {name: getattr(call, name) for name in names}
    body = schemas.CallDetail(**facts, phase=queries.phase_of(call, work.now), stages=stages)
    return api.one(request, body, api.tag(call.id, call.version))


@router.get("/{slug}/stages/{position}/form", response_model=schemas.FormOut, responses=api.PROBLEMS)
def get_form(work: Reading, request: Request, slug: str, position: int) -> Json:
    """The form of a stage, as a definition and as JSON Schema 2020-12."""
    sheet = queries.find_current_stage(work, queries.find_call(work, slug).id, position)
    if sheet.form is None:
        raise NotFound
    return api.one(request, schemas.FormOut.of(sheet), api.tag(sheet.id, sheet.form_version))
