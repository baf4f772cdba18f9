"""Keeping the versions of a section, so that whatever was written can be read again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app.applications import policy, queries
from app.applications.models import SectionVersion
from app.applications.rules import versions
from app.applications.rules.versions import How
from app.applications.types import Entry
from app.kernel.access import authorize
from app.kernel.work import Work


def record(work: Work, entry: Entry, section: str, answers: Mapping[str, Any], *, how: How, draft_version: int) -> None:
    """Put what a save of a locked application left into the history: a version of its own, or part of the last one."""
    authorize(policy.can_edit(work.actor, entry, work.now))
    _keep(work, entry, section, answers, how=how, draft_version=draft_version)


def set_aside(work: Work, application_id: UUID, section: str, answers: Mapping[str, Any]) -> None:
    """Keep answers that met somebody else's, so that whichever is chosen the other can be read. The draft stays."""
    queries.lock(work, application_id)
    entry = queries.get_entry(work, application_id)
    authorize(policy.can_edit(work.actor, entry, work.now))
    met = queries.get_draft(work, entry, section)
    if met.answers != answers:
        _keep(work, entry, section, answers, how=How.ASIDE, draft_version=met.version)


def _keep(work: Work, entry: Entry, section: str, answers: Mapping[str, Any], *, how: How, draft_version: int) -> None:
    last = queries.find_last(work, entry, section)
    taken = versions.taken_away(last.answers, answers) if last else 0
    values = {"answers": dict(answers), "draft_version": draft_version, "saved_at": work.now}
    save = versions.Save(how, work.actor.id, work.now, work.now, entry.form_version, taken)
    if last is not None and versions.joins(last.save, save):
        _add_to(work, entry, section, last, values | {"taken": last.taken + taken})
    else:
        _begin(work, entry, section, how, values | {"number": last.number + 1 if last else 1})


def _add_to(work: Work, entry: Entry, section: str, last: queries.VersionRow, values: Mapping[str, Any]) -> None:
    which = (SectionVersion.application_id == entry.id, SectionVersion.stage_id == entry.stage_id)
    statement = update(SectionVersion).where(*which, SectionVersion.section == section)
    statement = statement.where(SectionVersion.number == last.number).values(**values)
    work.session.execute(statement.execution_options(synchronize_session=False))


def _begin(work: Work, entry: Entry, section: str, how: How, values: Mapping[str, Any]) -> None:
    version = SectionVersion(
        application_id=entry.id,
        stage_id=entry.stage_id,
        section=section,
        form_version=entry.form_version,
        how=how,
        taken=0,
        began_at=work.now,
        saved_by=work.actor.id,
        **values,
    )
    work.session.add(version)
    work.session.flush()
