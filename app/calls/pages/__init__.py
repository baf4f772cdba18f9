"""Pages of calls: the public ones, and the managers'."""

from app.calls.pages import form_builder, manage, public, rubric_builder, stages
from app.kernel.http import routing

router = routing.pages_router()
for part in (public, manage, form_builder, rubric_builder, stages):
    router.include_router(part.router)

__all__ = ["router"]
