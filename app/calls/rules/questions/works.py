"""Where a work is and how it may be used: the address of its repository, its licence."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from app.calls.rules import licences
from app.calls.rules.problems import Problem
from app.calls.rules.questions.base import (
    UNSET,
    Fields,
    MaybeAnswer,
    Question,
    QuestionType,
    first,
    is_flag,
    is_texts,
    problem,
)
from app.calls.rules.questions.contacts import LONGEST_URL, is_url

# Where an address has an owner and a name, and what follows them leads into the repository.
_OWNED = frozenset({"github.com", "codeberg.org", "bitbucket.org", "huggingface.co"})
_NESTED = frozenset({"gitlab.com", "framagit.org", "salsa.debian.org"})
_SSH = re.compile(r"(?:ssh://)?git@([a-z0-9.-]+)[:/](.+)", re.IGNORECASE)
_HTTP = re.compile(r"(?:git\+)?(?:https?|git)://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def _are_hosts(value: object) -> bool:
    return is_texts(value) and bool(value) and all(_HOST.fullmatch(one) for one in value)


def normal_repository(text: str) -> str | None:
    """The https address of a repository as typed or copied ("git@github.com:a/b.git" too); None if it is none."""
    found = _SSH.fullmatch(text.strip())
    address = f"https://{found[1]}/{found[2]}" if found else _HTTP.sub("https://", text.strip())
    address = address if address.startswith("https://") else f"https://{address}"
    if not is_url(address):
        return None
    host, _, path = address.removeprefix("https://").partition("/")
    host = host.lower().removeprefix("www.")
    steps = [step for step in re.split("[?#]", path)[0].split("/") if step]
    steps = _to_repository(host, steps)
    return f"https://{host}/{'/'.join(steps)}" if steps else None


def _to_repository(host: str, steps: list[str]) -> list[str]:
    """The steps that name the repository, without those into it; none where it is not named."""
    if host in _OWNED:
        # Data sets and spaces stand one step lower than models.
        owned = 3 if host == "huggingface.co" and steps[:1] in (["datasets"], ["spaces"]) else 2
        steps = steps[:owned] if len(steps) >= owned else []
    elif host in _NESTED:
        steps = steps[: steps.index("-")] if "-" in steps else steps
        steps = steps if len(steps) >= 2 else []
    return [*steps[:-1], steps[-1].removesuffix(".git")] if steps and steps[-1] != ".git" else []


class Repository(QuestionType):
    """The https address of a repository, perhaps only at some `hosts`."""

    limits: ClassVar = {"hosts": _are_hosts}

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_a_repository, wrong_host(allowed)."""
        address = normal_repository(answer) if isinstance(answer, str) else None
        if address is None:
            yield problem(question, "not_a_repository")
            return
        host = address.removeprefix("https://").partition("/")[0]
        if host not in question.get("hosts", [host]):
            yield problem(question, "wrong_host", allowed=", ".join(question["hosts"]))

    def schema(self, question: Question) -> dict[str, Any]:
        """A text of an address's length: addresses are completed as they are kept."""
        return {"type": "string", "maxLength": LONGEST_URL + 100}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The address, completed."""
        typed = first(fields)
        return normal_repository(typed) or typed or UNSET


class Licence(QuestionType):
    """An SPDX licence expression; with `open_only` one that leaves the choice of an open licence."""

    limits: ClassVar = {"open_only": is_flag}

    def check(self, question: Question, answer: object) -> Iterator[Problem]:
        """Codes: not_a_licence, not_open(licence)."""
        found = licences.read(answer) if isinstance(answer, str) else None
        if found is None:
            yield problem(question, "not_a_licence")
        elif question.get("open_only") and found.closed:
            yield problem(question, "not_open", licence=found.closed[0])

    def schema(self, question: Question) -> dict[str, Any]:
        """A text; identifiers are kept elsewhere."""
        return {"type": "string", "minLength": 1, "maxLength": licences.LONGEST}

    def clean(self, question: Question, fields: Fields) -> MaybeAnswer:
        """The expression, with identifiers in their own case and present names for earlier ones."""
        typed = first(fields)
        found = licences.read(typed)
        return found.text if found else typed or UNSET
