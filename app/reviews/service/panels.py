"""Making panels and putting reviewers on them."""

from uuid import UUID

from app.identity import queries as identity_queries
from app.kernel.access import authorize
from app.kernel.ids import new_id
from app.kernel.work import Work
from app.reviews import policy, queries
from app.reviews.errors import AlreadyOnPanel, UnknownReviewer
from app.reviews.events import PanelCreated, PanellistAdded
from app.reviews.models import Panel, Panellist
from app.reviews.types import Constituency, PanelRole


def create(work: Work, stage_id: UUID, name: str) -> UUID:
    """The stage's panel, made if there is none yet; returns its id."""
    stage = queries.get_stage(work, stage_id)
    authorize(policy.can_run_panel(work.actor, stage.programme_id))
    if stage.panel_id is not None:
        return stage.panel_id
    panel = Panel(id=new_id(), stage_id=stage_id, name=name, created_at=work.now)
    work.session.add(panel)
    work.emit(PanelCreated(subject_id=panel.id, call_id=stage.call_id))
    return panel.id


def add(
    work: Work,
    stage_id: UUID,
    *,
    email: str,
    constituency: Constituency,
    role: PanelRole = PanelRole.REVIEWER,
    languages: list[str] | None = None,
    capacity: int = 20,
) -> UUID:
    """Put the person with this confirmed address on the stage's panel.

    Raises UnknownReviewer when nobody confirmed that address, AlreadyOnPanel on repetition.
    """
    stage = queries.get_stage(work, stage_id)
    authorize(policy.can_run_panel(work.actor, stage.programme_id))
    panel_id = create(work, stage_id, "")
    person = identity_queries.find_person_by_confirmed_email(work, email)
    if person is None:
        raise UnknownReviewer
    if queries.person_on_panel(work, panel_id, person.id):
        raise AlreadyOnPanel
    panellist = Panellist(
        id=new_id(),
        panel_id=panel_id,
        person_id=person.id,
        pseudonym=f"Reviewer {len(queries.list_panellists(work, panel_id)) + 1}",
        role=role,
        constituency=constituency,
        languages=languages or [],
        countries=[],
        expertise=[],
        capacity=capacity,
        added_at=work.now,
        left_at=None,
    )
    work.session.add(panellist)
    work.emit(PanellistAdded(subject_id=panellist.id, panel_id=panel_id, constituency=constituency))
    return panellist.id
