"""Reads a source tree for the guards, which work on any tree: the project's, or one with a fault planted in it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file below `root`."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """Path from the root, as the guards report it."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """The dotted name's parts: ("app", "calls", "service", "calls")."""
        parts = self.path.relative_to(self.root).with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def capability(self) -> str:
        """The part below app: a capability, kernel, or the name of a top-level module."""
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def kind(self) -> str:
        """What the capability's file is: queries, service, … or nothing."""
        return self.parts[2] if len(self.parts) > 2 else ""

    @cached_property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        return (node for node in self.nodes if isinstance(node, Function))

    def public_functions(self) -> Iterator[Function]:
        """The module's own functions that others may call."""
        return (node for node in self.tree.body if isinstance(node, Function) and not node.name.startswith("_"))

    def imports(self) -> Iterator[tuple[str, str, str]]:
        """(module, name, local name) of each `from module import name [as local name]`."""
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((node.module, alias.name, alias.asname or alias.name) for alias in node.names)


def sources(root: Path) -> list[Source]:
    """Every Python file of the program, in order; the project's own are read and parsed once."""
    return _own() if root == ROOT else _read(root)


@cache
def _own() -> list[Source]:
    return _read(ROOT)


def _read(root: Path) -> list[Source]:
    return [Source(root, path) for path in sorted((root / "app").rglob("*.py"))]


def called(node: ast.AST) -> set[str]:
    """Names called in the node: `f(…)` and `module.f(…)` both give f."""
    functions = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    named = {each.id for each in functions if isinstance(each, ast.Name)}
    return named | {each.attr for each in functions if isinstance(each, ast.Attribute)}


def names(node: ast.AST) -> set[str]:
    """Every bare name used in the node, and every `module.attribute` spelled as that."""
    bare = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    dotted = {
        f"{each.value.id}.{each.attr}"
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    }
    return bare | dotted
