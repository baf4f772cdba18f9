"""Two sets of answers beside each other, question by question, as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.applications.rules import differences, readable
from app.applications.rules.differences import Run
from app.applications.rules.readable import Files, Row
from app.applications.types import Sight
from app.calls.rules import forms

_WORDS = frozenset({"none", "text", "prose", "link"})
_ONE_LINE, _LINES = frozenset({"short_text", "url", "email"}), frozenset({"long_text"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question with both answers; `runs` tell the words apart where both are words, and is empty otherwise."""

    key: str
    label: Mapping[str, str]
    kind: str
    before: Row
    after: Row
    runs: Sequence[Run]

    @property
    def short(self) -> list[Run]:
        """The runs without what both say for long."""
        return differences.shortened(self.runs)

    @property
    def is_words(self) -> bool:
        """Whether the question asks for words, so that a text can be made of both."""
        return self.kind in _ONE_LINE | _LINES

    @property
    def is_line(self) -> bool:
        """Whether its words go on one line."""
        return self.kind in _ONE_LINE


def compare(
    asked: Iterable[forms.Question], before: forms.Answers, after: forms.Answers, files: Sequence[Mapping[str, object]]
) -> list[Comparison]:
    """Those of the questions that are answered otherwise after than before."""
    found = {str(file["id"]): file for file in files}
    return [_one(each, before, after, found) for each in asked if before.get(each["key"]) != after.get(each["key"])]


def _one(asked: forms.Question, before: forms.Answers, after: forms.Answers, files: Files) -> Comparison:
    old, new = (readable.row(asked, answers, files, Sight.TEAM) for answers in (before, after))
    runs: Sequence[Run] = ()
    if {old.kind, new.kind} <= _WORDS:
        runs = differences.compare(old.value or "", new.value or "")
    return Comparison(asked["key"], asked["label"], asked["type"], old, new, runs)
