"""Checks the import contracts, all made from the one list of capabilities and kinds below."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Highest first. An entry may import what stands below it, never beside or above it.
CAPABILITY_LAYERS: tuple[tuple[str, ...], ...] = (
    ("insight", "notifications", "partners"),
    ("reviews", "spaces"),
    ("applications",),
    ("calls",),
    ("audit",),
    ("identity",),
)
ABOVE: tuple[tuple[str, ...], ...] = (("cli",), ("demo",), ("main", "worker", "doctor"), ("imports",), ("wiring",))
KIND_LAYERS: tuple[tuple[str, ...], ...] = (
    ("pages", "api", "jobs", "panels"),
    ("gateways",),
    ("forms", "schemas"),
    ("service",),
    ("queries",),
    ("policy",),
    ("models",),
    ("rules",),
    ("events", "errors"),
    ("types",),
)
CAPABILITIES = tuple(name for layer in CAPABILITY_LAYERS for name in layer)
EDGES = ("pages", "api", "jobs", "panels", "forms", "schemas", "gateways")

WEB = ("fastapi", "starlette", "jinja2", "uvicorn")
NETWORK = ("httpx", "httpx2", "authlib", "smtplib", "socket")
STATEFUL = ("sqlalchemy", "psycopg", "pydantic", "pydantic_settings", "procrastinate", "obstore", "app.kernel.db")

# A contract is its name and its import-linter options, in order.
Contract = tuple[str, dict[str, str | tuple[str, ...]]]


def exists(root: Path, dotted: str) -> bool:
    """Whether the module is there, as a file or as a package."""
    path = root.joinpath(*dotted.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def layer(names: tuple[str, ...]) -> str:
    """One line of layers; each name is optional, because a kind exists only where it has something to hold."""
    return " | ".join(f"({name})" for name in names)


def capability_contracts(root: Path, name: str) -> Iterator[Contract]:
    """What others may import of one capability: 5 its tables, 6 its edges, 6b its policy."""
    rules: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("5 {}: its tables are its own", ("models",), ("app.*.models", "app.*.policy", "app.*.queries", "app.wiring")),
        ("6 {}: its edges are private", EDGES, ("app.wiring",)),
        ("6b {}: its policy is asked by itself and by others' queries", ("policy",), ("app.*.queries",)),
    )
    for title, kinds, importers in rules:
        protected = tuple(f"app.{name}.{kind}" for kind in kinds if exists(root, f"app.{name}.{kind}"))
        if protected:
            options = {"protected_modules": protected, "allowed_importers": (f"app.{name}", *importers)}
            yield title.format(name), {"type": "protected", **options}


def contracts(root: Path) -> Iterator[Contract]:
    """Every contract for the tree at `root`."""
    present = tuple(name for name in CAPABILITIES if exists(root, f"app.{name}"))
    capability_layers = tuple(layer(names) for names in (*ABOVE, *CAPABILITY_LAYERS))
    yield (
        "1 capabilities depend one way only",
        {
            "type": "layers",
            "containers": ("app",),
            "exhaustive": "true",
            "layers": (*capability_layers, "kernel"),
        },
    )
    yield (
        "2 file kinds inside a capability depend one way only",
        {
            "type": "layers",
            "containers": tuple(f"app.{name}" for name in present),
            "exhaustive": "true",
            "layers": tuple(layer(names) for names in KIND_LAYERS),
        },
    )
    yield (
        "3 rules are pure",
        {
            "type": "forbidden",
            "source_modules": ("app.*.rules", "app.*.types", "app.*.errors"),
            "forbidden_modules": (
                *WEB,
                *NETWORK,
                *STATEFUL,
                "app.kernel.settings",
                "app.kernel.clock",
                "app.kernel.work",
            ),
        },
    )
    yield (
        "4 below the edge nothing knows HTTP or the network",
        {
            "type": "forbidden",
            "source_modules": (
                *(f"app.*.{kind}" for kind in ("service", "queries", "policy", "models", "events")),
                *(f"app.kernel.{name}" for name in ("work", "events", "access")),
            ),
            "forbidden_modules": (*WEB, *NETWORK, "app.kernel.http"),
        },
    )
    for name in present:
        yield from capability_contracts(root, name)
    yield "7 the kernel has no cycles", {"type": "acyclic_siblings", "ancestors": ("app.kernel",)}


def configuration(root: Path) -> str:
    """The contracts as import-linter reads them."""
    lines = ["[importlinter]", "root_package = app", "include_external_packages = true"]
    for number, (name, options) in enumerate(contracts(root), start=1):
        lines += ["", f"[importlinter:contract:{number}]", f"name = {name}"]
        for key, value in options.items():
            lines.append(f"{key} = {value}" if isinstance(value, str) else "\n    ".join([f"{key} =", *value]))
    return "\n".join(lines) + "\n"


def check(root: Path) -> tuple[bool, str]:
    """Whether every contract holds in the tree at `root`, and what import-linter said."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "contracts.ini"
        config.write_text(configuration(root), encoding="utf-8")
        lint = Path(sys.executable).parent / "lint-imports"
        command = [str(lint), "--config", str(config), "--no-cache"]
        environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def main() -> None:
    """Check the tree of this project; `--show` prints the contracts instead."""
    root = Path(__file__).resolve().parent.parent
    if "--show" in sys.argv:
        print(configuration(root), end="")
        return
    kept, said = check(root)
    print(said if not kept else f"Import contracts: {sum(1 for _ in contracts(root))} kept.")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
