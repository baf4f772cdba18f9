"""The import contracts hold, and each is seen to break."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.architecture.test_guards import plant
from tools import contracts

KERNEL = ("__init__", "access", "clock", "db", "errors", "events", "settings", "work", "http/__init__")
SMALLEST = {
    "app/__init__.py": "",
    **{f"app/{name}.py": "" for layer in contracts.ABOVE for name in layer},
    **{f"app/kernel/{name}.py": "" for name in KERNEL},
    **{f"app/{name}/__init__.py": "" for name in contracts.CAPABILITIES},
    **{
        f"app/{name}/{kind}.py": ""
        for name in contracts.CAPABILITIES
        for layer in contracts.KIND_LAYERS
        for kind in layer
    },
}

# (file, what it imports, the contract that forbids it)
PLANTED = [
    ("app/calls/queries.py", "app.applications.queries", "1 capabilities depend one way only"),
    ("app/kernel/work.py", "app.identity.types", "1 capabilities depend one way only"),
    ("app/insight/queries.py", "app.partners.queries", "1 capabilities depend one way only"),
    ("app/reviews/service.py", "app.spaces.queries", "1 capabilities depend one way only"),
    ("app/utils.py", "os", "1 capabilities depend one way only"),
    ("app/calls/service.py", "app.calls.gateways", "2 file kinds inside a capability depend one way only"),
    ("app/calls/models.py", "app.calls.queries", "2 file kinds inside a capability depend one way only"),
    ("app/calls/policy.py", "app.calls.service", "2 file kinds inside a capability depend one way only"),
    ("app/calls/pages.py", "app.calls.api", "2 file kinds inside a capability depend one way only"),
    ("app/calls/helpers.py", "os", "2 file kinds inside a capability depend one way only"),
    ("app/calls/rules.py", "sqlalchemy", "3 rules are pure"),
    ("app/calls/types.py", "pydantic", "3 rules are pure"),
    ("app/calls/service.py", "httpx2", "4 below the edge nothing knows HTTP or the network"),
    ("app/calls/events.py", "app.kernel.http", "4 below the edge nothing knows HTTP or the network"),
    ("app/reviews/service.py", "app.calls.models", "5 calls: its tables are its own"),
    ("app/reviews/pages.py", "app.calls.forms", "6 calls: its edges are private"),
    ("app/reviews/service.py", "app.calls.policy", "6b calls: its policy is asked by itself and by others' queries"),
]

UNLISTED = {"utils", "helpers"}


def broken(said: str) -> set[str]:
    """Names of the contracts import-linter found broken."""
    return {line.removesuffix(" BROKEN").strip() for line in said.splitlines() if line.endswith(" BROKEN")}


def faulty(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The smallest tree with these imports added."""
    return {**SMALLEST, **{name: f"import {module}\n" for name, module in files}}


def trees() -> list[list[tuple[str, str]]]:
    """The faults in as few trees as can hold them; an unlisted file stops the linter and stands alone."""
    found: list[list[tuple[str, str]]] = []
    for name, module, _contract in PLANTED:
        alone = Path(name).stem in UNLISTED
        free = (
            tree
            for tree in found
            if not alone and not any(one == name or Path(one).stem in UNLISTED for one, _ in tree)
        )
        tree = next(free, None)
        if tree is None:
            found.append(tree := [])
        tree.append((name, module))
    return found


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """What the linter says of the tree in which each fault is planted; it costs a second to ask."""
    answers = {}
    for tree in trees():
        kept, words = contracts.check(plant(tmp_path_factory.mktemp("planted"), faulty(tree)))
        assert not kept
        answers |= dict.fromkeys(tree, words)
    return answers


@pytest.mark.slow
def test_the_house_keeps_its_contracts() -> None:
    kept, said = contracts.check(ROOT)
    assert (broken(said), kept) == (set(), True), said


@pytest.mark.slow
def test_the_smallest_tree_keeps_them_too(tmp_path: Path) -> None:
    assert contracts.check(plant(tmp_path, SMALLEST))[0]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "module", "contract"), PLANTED, ids=lambda value: value)
def test_a_planted_import_is_seen(name: str, module: str, contract: str, said: dict[tuple[str, str], str]) -> None:
    words = said[name, module]
    if Path(name).stem in UNLISTED:
        assert Path(name).stem in words
        return
    complaint = words.partition(f"\n{contract}\n---")[2].partition("\n---")[0]
    assert f"{'.'.join(Path(name).with_suffix('').parts)} -> {module} (l.1)" in complaint, words


@pytest.mark.slow
def test_a_cycle_in_the_kernel_is_seen(tmp_path: Path) -> None:
    files = faulty([("app/kernel/events.py", "app.kernel.db"), ("app/kernel/db.py", "app.kernel.events")])
    assert broken(contracts.check(plant(tmp_path, files))[1]) == {"7 the kernel has no cycles"}


def test_every_capability_and_no_other_is_listed() -> None:
    folders = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    assert folders - {"kernel", "demo", "imports"} == set(contracts.CAPABILITIES)
