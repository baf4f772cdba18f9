"""The types of question a form can ask, each owning its rules; adding one is one entry here."""

from collections.abc import Mapping
from types import MappingProxyType

from app.calls.rules.questions.base import UNSET, Answer, Fields, MaybeAnswer, Question, QuestionType, Unset
from app.calls.rules.questions.choices import MultipleChoice, SingleChoice, YesNo
from app.calls.rules.questions.contacts import Country, Email, Url
from app.calls.rules.questions.dates import Date
from app.calls.rules.questions.files import Files, check_file
from app.calls.rules.questions.numbers import Money, Number, Percentage
from app.calls.rules.questions.parties import Organisation, Person
from app.calls.rules.questions.texts import LongText, ShortText
from app.calls.rules.questions.works import Licence, Repository

TYPES: Mapping[str, QuestionType] = MappingProxyType(
    {
        "short_text": ShortText(),
        "long_text": LongText(),
        "number": Number(),
        "money": Money(),
        "single_choice": SingleChoice(),
        "multiple_choice": MultipleChoice(),
        "date": Date(),
        "country": Country(),
        "url": Url(),
        "email": Email(),
        "yes_no": YesNo(),
        "file": Files(),
        "percentage": Percentage(),
        "repository": Repository(),
        "licence": Licence(),
        "organisation": Organisation(),
        "person": Person(),
    }
)


def type_of(question: Question) -> QuestionType:
    """The rules of a question's type."""
    return TYPES[question["type"]]


__all__ = ["TYPES", "UNSET", "Answer", "Fields", "MaybeAnswer", "Question", "QuestionType", "Unset", "check_file",
           "type_of"]  # fmt: skip
