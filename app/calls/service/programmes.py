"""Making programmes."""

from sqlalchemy.exc import IntegrityError

from app.calls import policy
from app.calls.events import ProgrammeCreated
from app.calls.models import Programme
from app.calls.types import Text
from app.kernel.access import authorize
from app.kernel.errors import Invalid
from app.kernel.work import Work


def create(work: Work, *, slug: str, name: Text, summary: Text) -> Programme:
    """A new programme; Invalid(slug="slug_taken") if its address is in use."""
    authorize(policy.can_create_programme(work.actor))
    programme = Programme(slug=slug, name=name, summary=summary, created_at=work.now)
    try:
        with work.session.begin_nested():
            work.session.add(programme)
    except IntegrityError as error:
        raise Invalid(slug="slug_taken") from error
    work.emit(ProgrammeCreated(subject_id=programme.id))
    return programme
