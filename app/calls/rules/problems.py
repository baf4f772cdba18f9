"""What can be wrong with an answer or with a definition, as codes that an edge puts into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str | int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the answer to `question` (a question key, or a criterion key in a rubric)."""

    question: str
    code: str
    parameters: Mapping[str, str | int] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One thing wrong with a form or rubric; `path` is a JSON Pointer (RFC 6901) to the place."""

    path: str
    code: str
    parameters: Mapping[str, str | int] = field(default_factory=lambda: _NONE)
