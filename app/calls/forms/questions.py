"""The section form and the question form, whose fields follow the type of the question."""

from collections.abc import Callable
from typing import Any

from app.calls.forms import fields
from app.calls.rules.editing import new_key
from app.kernel.http.deps import Posted
from app.kernel.i18n import OFFERED, _lazy

QUESTION_TYPES = {
    "short_text": _lazy("Short text"),
    "long_text": _lazy("Long text"),
    "number": _lazy("Number"),
    "money": _lazy("Amount of money"),
    "single_choice": _lazy("One of several"),
    "multiple_choice": _lazy("Several of several"),
    "date": _lazy("Date"),
    "country": _lazy("Country"),
    "url": _lazy("Web address"),
    "email": _lazy("E-mail address"),
    "yes_no": _lazy("Yes or no"),
    "file": _lazy("File"),
    "percentage": _lazy("Percentage"),
    "repository": _lazy("Repository"),
    "licence": _lazy("Licence"),
    "organisation": _lazy("Organisation"),
    "person": _lazy("Person"),
}
_UNSHOWN = ("pattern", "min_words", "min_characters", "hosts", "open_only", "needs")
_MEGABYTE = 1024 * 1024
Settings = dict[str, Any]


def read_words(posted: Posted, name: str) -> tuple[Settings, dict[str, str]]:
    """({name: texts, "help"?: texts}, error codes): the words of a section, question or criterion."""
    words: Settings = {name: fields.read_text(posted, name)}
    if about := fields.read_text(posted, "help"):
        words["help"] = about
    return words, fields.missing({name: words[name]})


def read_question(posted: Posted, kind: str, key: str) -> tuple[Settings, dict[str, str]]:
    """(question, error codes by field) of a type; settings left empty are left out."""
    words, errors = read_words(posted, "label")
    settings = _READERS[kind](posted) if kind in _READERS else {}
    question = {
        "key": key,
        "type": kind,
        **words,
        "required": posted.text("required") == "yes",
        "visibility": posted.text("visibility") or "reviewers",
        "blind_hidden": posted.text("blind_hidden") == "yes",
        **{name: value for name, value in settings.items() if value not in (None, {}, "")},
    }
    if kind.endswith("_choice") and not settings["options"]:
        errors["options"] = "no_options"
    wrong = {name for name in settings if name in _NUMBERS and isinstance(question.get(name), str)}
    return question, errors | dict.fromkeys(sorted(wrong), "not_a_number")


def unshown(question: Settings) -> Settings:
    """The settings of a question that have no field: an edit keeps them."""
    return {name: question[name] for name in _UNSHOWN if name in question}


def shown_question(question: Settings) -> dict[str, str]:
    """The settings of a question as its fields show them."""
    shown = {name: str(value) for name, value in question.items() if isinstance(value, int | float | str)}
    shown["currencies"] = ", ".join(question.get("currencies", ()))
    shown["options"] = "\n".join(_write_option(option) for option in question.get("options", ()))
    if isinstance(question.get("max_bytes"), int):
        shown["max_bytes"] = f"{question['max_bytes'] / _MEGABYTE:g}"
    return shown


_NUMBERS = (
    "max_words",
    "max_characters",
    "min",
    "max",
    "step",
    "min_choices",
    "max_choices",
    "max_bytes",
    "max_files",
    "max_pages",
)


def _numbers(posted: Posted, *names: str) -> Settings:
    return {name: fields.read_number(posted, name) for name in names}


def _text(posted: Posted) -> Settings:
    return _numbers(posted, "max_words", "max_characters")


def _number(posted: Posted) -> Settings:
    return {**_numbers(posted, "min", "max", "step"), "unit": fields.read_text(posted, "unit")}


def _money(posted: Posted) -> Settings:
    named = posted.text("currencies").upper().replace(",", " ").split()
    return {**_numbers(posted, "min", "max"), "currencies": list(dict.fromkeys(named))}


def _options(posted: Posted) -> Settings:
    options: list[Settings] = []
    for line in posted.text("options").split("\n"):
        parts = [part.strip() for part in line.split("|")]
        if parts[0]:
            options.append(_read_option(parts, [option["key"] for option in options]))
    return {"options": options}


def _read_option(parts: list[str], taken: list[str]) -> Settings:
    """One line "English | Français | key"; the key may be left out and is made of the words then."""
    label = {language.code: part for language, part in zip(OFFERED, parts, strict=False) if part}
    given = parts[len(OFFERED)] if len(parts) > len(OFFERED) else ""
    return {"key": given or new_key(parts[0], taken, "option"), "label": label}


def _write_option(option: Settings) -> str:
    return " | ".join([*(option["label"].get(language.code, "") for language in OFFERED), option["key"]])


def _choices(posted: Posted) -> Settings:
    return {**_options(posted), **_numbers(posted, "min_choices", "max_choices")}


def _date(posted: Posted) -> Settings:
    return {name: posted.text(name) for name in ("not_before", "not_after")}


def _file(posted: Posted) -> Settings:
    size = fields.read_number(posted, "max_bytes")
    return {
        **_numbers(posted, "max_files", "max_pages"),
        "max_bytes": size if isinstance(size, str) or size is None else int(size * _MEGABYTE),
        "accept": posted.texts("accept") or None,
    }


_READERS: dict[str, Callable[[Posted], Settings]] = {
    "short_text": _text,
    "long_text": _text,
    "number": _number,
    "money": _money,
    "single_choice": _options,
    "multiple_choice": _choices,
    "date": _date,
    "file": _file,
}
