"""Making programmes."""

from sqlalchemy.exc import IntegrityError

from app.calls import policy
from app.calls.events import ProgrammeCreated
from app.calls.models import Programme
from app.calls.types import Text
from app.identity.service import roles
from app.identity.types import Role
from app.kernel.access import authorize
from app.kernel.errors import Invalid
from app.kernel.principals import Person, System
from app.kernel.work import Work


def create(work: Work, *, slug: str, name: Text, summary: Text) -> Programme:
    """A new programme, managed by whoever creates it; Invalid(slug="slug_taken") if its address is in use."""
    authorize(policy.can_create_programme(work.actor))
    programme = Programme(slug=slug, name=name, summary=summary, created_at=work.now)
    try:
        with work.session.begin_nested():
            work.session.add(programme)
    except IntegrityError as error:
        raise Invalid(slug="slug_taken") from error
    work.emit(ProgrammeCreated(subject_id=programme.id))
    if isinstance(work.actor, Person):
        # A manager may not give roles; that the creator manages is the platform's rule, so the platform gives it.
        platform = Work(work.session, System("programmes"), work.now)
        roles.grant(platform, work.actor.id, Role.MANAGER, programme.id)
    return programme
