"""What is asked about programmes, calls, stages, forms and rubrics."""

from app.calls.queries.calls import (
    CallRow,
    find_call,
    get_call,
    get_run_call,
    list_calls,
    list_open_calls,
    list_run_calls,
    list_upcoming_calls,
    lock_call,
    phase_of,
)
from app.calls.queries.programmes import (
    ProgrammeRow,
    find_programme,
    get_programme,
    list_programmes,
    list_run_programmes,
)
from app.calls.queries.publishing import find_gaps
from app.calls.queries.stages import (
    StageSheet,
    find_current_stage,
    find_latest_form,
    find_latest_rubric,
    get_form_version,
    get_rubric_version,
    get_stage,
    list_stages,
    localized,
    lock_stage,
)

__all__ = [
    "CallRow",
    "ProgrammeRow",
    "StageSheet",
    "find_call",
    "find_current_stage",
    "find_gaps",
    "find_latest_form",
    "find_latest_rubric",
    "find_programme",
    "get_call",
    "get_form_version",
    "get_programme",
    "get_rubric_version",
    "get_run_call",
    "get_stage",
    "list_calls",
    "list_open_calls",
    "list_programmes",
    "list_run_calls",
    "list_run_programmes",
    "list_stages",
    "list_upcoming_calls",
    "localized",
    "lock_call",
    "lock_stage",
    "phase_of",
]
