"""Versions of a stage's form: edited as a working copy, checked and compiled when they come into force."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.calls import policy, queries
from app.calls.errors import BadDefinition, NothingToAdopt
from app.calls.events import FormChanged
from app.calls.models import Call, FormVersion, Stage
from app.calls.rules import forms, publishing, texts
from app.kernel.access import authorize
from app.kernel.work import Work


def change(work: Work, stage_id: UUID, definition: Mapping[str, Any]) -> FormVersion:
    """Put a whole definition in force: the same version while the call is a draft, a new one once it is public.

    Raises BadDefinition with every problem.
    """
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    if problems := forms.check_definition(definition):
        raise BadDefinition(problems)
    version = _write(work, stage, call, definition)
    _put_in_force(work, stage, version)
    return version


def draft(work: Work, stage_id: UUID, definition: Mapping[str, Any]) -> FormVersion:
    """Keep an edit. In a draft call it counts at once; in a public one it waits as a working copy for `adopt`.

    The definition may be unfinished; BadDefinition with what even that may not have.
    """
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    problems = forms.check_definition(definition)
    if bad := publishing.broken(problems):
        raise BadDefinition(bad)
    version = _write(work, stage, call, definition)
    if call.published_at is None:
        _put_in_force(work, stage, version)
    return version


def adopt(work: Work, stage_id: UUID) -> FormVersion:
    """Put the working copy in force. NothingToAdopt without one, BadDefinition if it is unfinished."""
    stage, call = queries.lock_stage(work, stage_id)
    authorize(policy.can_run(work.actor, call.programme_id))
    version = queries.find_latest_form(work, stage_id)
    if version is None or version.number == stage.form_version:
        raise NothingToAdopt
    if problems := forms.check_definition(version.definition):
        raise BadDefinition(problems)
    _put_in_force(work, stage, version)
    return version


def _write(work: Work, stage: Stage, call: Call, definition: Mapping[str, Any]) -> FormVersion:
    """The row that takes the edit: the version in force while the call is a draft, else the one after it."""
    latest = queries.find_latest_form(work, stage.id)
    number = max(stage.form_version, 1) if call.published_at is None else stage.form_version + 1
    if latest is None or latest.number < number:
        latest = FormVersion(stage_id=stage.id, number=number, definition={}, schema={}, created_at=work.now)
        work.session.add(latest)
    latest.definition = dict(definition)
    latest.schema = _schema(call, definition)
    work.session.flush()
    return latest


def _schema(call: Call, definition: Mapping[str, Any]) -> dict[str, Any]:
    """The compiled schema; empty while the form is unfinished."""
    if forms.check_definition(definition):
        return {}
    return forms.compile_schema(definition, title=texts.translate(call.title, "en")[0])


def _put_in_force(work: Work, stage: Stage, version: FormVersion) -> None:
    stage.form_version = version.number
    work.session.flush()
    work.emit(FormChanged(subject_id=stage.id, call_id=stage.call_id, number=version.number))
