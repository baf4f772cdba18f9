"""What can be read of panels, reviews and decisions."""

from app.reviews.queries.decisions import (
    DecisionRow,
    due_decisions,
    find_decision,
    get_decision,
    list_decisions,
)
from app.reviews.queries.panels import (
    PanellistRow,
    StageFacts,
    get_panellist,
    get_stage,
    list_panellists,
    list_stages,
    load_of,
    person_on_panel,
)
from app.reviews.queries.reviews import (
    OtherReview,
    QueueRow,
    ReviewSheet,
    get_sheet,
    is_barred,
    list_mine,
    list_others,
    lock_review,
    next_open,
)
from app.reviews.queries.standings import (
    AssignmentRow,
    Standing,
    get_standing,
    list_assignments,
    list_standings,
    stage_of,
)

__all__ = [
    "AssignmentRow",
    "DecisionRow",
    "OtherReview",
    "PanellistRow",
    "QueueRow",
    "ReviewSheet",
    "StageFacts",
    "Standing",
    "due_decisions",
    "find_decision",
    "get_decision",
    "get_panellist",
    "get_sheet",
    "get_stage",
    "get_standing",
    "is_barred",
    "list_assignments",
    "list_decisions",
    "list_mine",
    "list_others",
    "list_panellists",
    "list_stages",
    "list_standings",
    "load_of",
    "lock_review",
    "next_open",
    "person_on_panel",
    "stage_of",
]
