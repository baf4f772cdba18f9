"""What a call lacks before it can be published."""

from dataclasses import fields

from app.calls.models import Call
from app.calls.queries.stages import list_stages
from app.calls.rules import publishing
from app.calls.types import CallFacts
from app.kernel.work import Work


def find_gaps(work: Work, call: Call) -> list[publishing.Gap]:
    """Everything missing, in the order of the pages that mend it."""
    facts = CallFacts(**{field.name: getattr(call, field.name) for field in fields(CallFacts)})
    sheets = [(sheet.form, sheet.rubric) for sheet in list_stages(work, call.id)]
    return publishing.find_gaps(facts, call.provenance, sheets, work.now)
