"""Answers as they are read: labels instead of keys, dates instead of text, nothing the reader may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.applications.types import Sight
from app.calls.rules import forms
from app.calls.rules.countries import ALPHA2

Files = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer.

    `kind` says what `value` is: none (nothing), text, prose, link, number (value, unit), money (Decimal,
    currency), label ({language: text}), labels (a list of them), date, country (alpha-2), yes_no, organisation and
    person ({part: text}), files
    (mappings with id, name, media_type, size).
    """

    key: str
    label: Mapping[str, str]
    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Part:
    """One section with its rows."""

    key: str
    title: Mapping[str, str]
    rows: Sequence[Row]


def readable(
    definition: forms.Definition,
    answers: forms.Answers,
    attachments: Sequence[Mapping[str, Any]] = (),
    *,
    sight: Sight = Sight.STAFF,
) -> list[Part]:
    """The sections of a form with what was answered; questions hidden from `sight` are left out."""
    files = {str(file["id"]): file for file in attachments}
    parts = []
    for part in definition["sections"]:
        rows = [row(asked, answers, files, sight) for asked in part["questions"] if is_seen(asked, sight)]
        if rows:
            parts.append(Part(part["key"], part["title"], rows))
    return parts


def is_seen(question: forms.Question, sight: Sight) -> bool:
    """Whether an answer to the question is for this sight."""
    if sight in {Sight.TEAM, Sight.STAFF}:
        return True
    return forms.is_seen_by(question, "reviewers", blind=sight == Sight.BLIND)


def is_blind(policy: Mapping[str, Any]) -> bool:
    """Whether a stage's review policy hides applicants from reviewers."""
    return policy.get("blind") in {True, "double"}


def row(question: forms.Question, answers: forms.Answers, files: Files, sight: Sight) -> Row:
    """One question and its answer; `files` by their ids."""
    kind: str = "none"
    value: Any = None
    if question["key"] in answers:
        kind, value = _read(question, answers[question["key"]], files)
    if kind == "files" and sight == Sight.BLIND:
        value = [{**file, "name": blind_name(question["key"], file["name"], at)} for at, file in enumerate(value, 1)]
    return Row(question["key"], question["label"], kind, value)


def blind_name(question: str, name: str, number: int = 1) -> str:
    """A file's name that tells nobody's: the question's key, a number, and the ending."""
    _, dot, ending = name.rpartition(".")
    return f"{question}-{number}{dot}{ending if dot else ''}"


def _read(question: forms.Question, answer: Any, files: Files) -> tuple[str, Any]:
    if any(forms.check_answer(question, {question["key"]: answer}, complete=False)):
        return "text", _as_typed(answer)
    read = _READERS.get(question["type"])
    return read(question, answer) if read else _files(answer, files)


def _as_typed(answer: Any) -> str:
    if isinstance(answer, Mapping):
        return " ".join(str(value) for value in answer.values())
    return ", ".join(str(value) for value in answer) if isinstance(answer, list) else str(answer)


def _files(answer: Sequence[str], files: Files) -> tuple[str, Any]:
    return "files", [files[one] for one in answer if one in files]


def _labels(question: forms.Question) -> dict[str, Any]:
    return {option["key"]: option["label"] for option in question["options"]}


_READERS: Mapping[str, Any] = {
    "short_text": lambda _asked, answer: ("text", answer),
    "long_text": lambda _asked, answer: ("prose", answer),
    "email": lambda _asked, answer: ("text", answer),
    "url": lambda _asked, answer: ("link", answer),
    "number": lambda asked, answer: ("number", (answer, asked.get("unit", ""))),
    "money": lambda _asked, answer: ("money", (Decimal(answer["amount"]), answer["currency"])),
    "single_choice": lambda asked, answer: ("label", _labels(asked)[answer]),
    "multiple_choice": lambda asked, answer: ("labels", [_labels(asked)[one] for one in answer]),
    "date": lambda _asked, answer: ("date", date.fromisoformat(answer)),
    "country": lambda _asked, answer: ("country", ALPHA2[answer]),
    "percentage": lambda _asked, answer: ("number", (answer, "%")),
    "repository": lambda _asked, answer: ("link", answer),
    "licence": lambda _asked, answer: ("text", answer),
    "organisation": lambda _asked, answer: ("organisation", answer),
    "person": lambda _asked, answer: ("person", answer),
    "yes_no": lambda _asked, answer: ("yes_no", answer),
}
