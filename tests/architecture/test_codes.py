"""Every reason to refuse has a sentence for the person refused."""

import ast
from collections.abc import Iterator
from importlib import import_module

from app import wiring
from app.kernel.errors import Refusal
from app.kernel.http import problems
from tests.architecture.source import ROOT, sources

# Given by way of others: a Forbidden has its ruling's reason, an Invalid its fields', a bare Refusal is never raised.
CARRIERS = {"refused", "forbidden", "invalid"}


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every kind of refusal the program defines."""
    for cls in of.__subclasses__():
        if cls.__module__.startswith("app."):
            yield cls
            yield from refusals(cls)


def load_errors() -> None:
    """Import every module that may define a refusal."""
    for source in sources(ROOT):
        if source.kind == "errors" or source.parts == ("app", "kernel", "errors"):
            import_module(".".join(source.parts))


def denials() -> Iterator[tuple[str, str]]:
    """(where, reason) of each `deny("reason")`."""
    for source in sources(ROOT):
        for node in source.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "deny" and node.args and isinstance(node.args[0], ast.Constant):
                    yield f"{source.name}:{node.lineno}", str(node.args[0].value)


def test_every_refusal_code_has_a_sentence() -> None:
    load_errors()
    worded = set(problems.SENTENCES) | set(wiring.SENTENCES) | CARRIERS
    found = {f"{cls.__module__}.{cls.__name__}: {cls.code}" for cls in refusals() if cls.code not in worded}
    found |= {f"{where}: {reason}" for where, reason in denials() if reason not in worded}
    assert sorted(found) == []


def test_no_two_refusals_share_a_code() -> None:
    load_errors()
    own = [cls for cls in refusals() if "code" in vars(cls)]
    codes = [cls.code for cls in own]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
