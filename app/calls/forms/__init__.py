"""What managers type, read into values, and everything calls have to say in words."""

from app.calls.forms.calls import CallForm, read_call, read_programme, shown_call
from app.calls.forms.questions import QUESTION_TYPES, read_question, read_words, shown_question, unshown
from app.calls.forms.rubrics import CRITERION_KINDS, read_criterion, read_scale
from app.calls.forms.words import GAPS, NOTES, ROLES, SENTENCES, word_field, word_gap, word_problem

__all__ = [
    "CRITERION_KINDS",
    "GAPS",
    "NOTES",
    "QUESTION_TYPES",
    "ROLES",
    "SENTENCES",
    "CallForm",
    "read_call",
    "read_criterion",
    "read_programme",
    "read_question",
    "read_scale",
    "read_words",
    "shown_call",
    "shown_question",
    "unshown",
    "word_field",
    "word_gap",
    "word_problem",
]
