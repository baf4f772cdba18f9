"""The rules of the house that no linter knows, each a function from a tree to the list of what breaks it."""

import ast
import re
from pathlib import Path

from tests.architecture.source import Function, Source, called, names, sources

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 40, 200

# The transaction is Work's. These speak to the server, not for a deed: they have connections of their own.
COMMITTERS = {"app/kernel/work.py"}
SERVER_SIDE = ("app/kernel/postgres/",)


def only_work_commits(root: Path) -> list[str]:
    """Nothing but Work ends a transaction."""
    return [
        f"{source.name}: {', '.join(sorted(ends))}"
        for source in sources(root)
        if source.name not in COMMITTERS and not source.name.startswith(SERVER_SIDE)
        if (ends := called(source.tree) & {"commit", "rollback"})
    ]


def deeds_take_a_work(root: Path) -> list[str]:
    """The first parameter of every deed is the Work it is done in."""
    return [
        f"{source.name}: {function.name}"
        for source in sources(root)
        if source.kind == "service"
        for function in source.public_functions()
        if [argument.arg for argument in function.args.args][:1] != ["work"]
    ]


def deeds_authorize(root: Path) -> list[str]:
    """Every deed calls app.kernel.access.authorize itself, where a reader sees it."""
    return [
        f"{source.name}: {function.name}"
        for source in sources(root)
        if source.kind == "service"
        for function in source.public_functions()
        if not called(function) & _authorize_names(source)
    ]


def _authorize_names(source: Source) -> set[str]:
    found = {local for module, name, local in source.imports() if (module, name) == ("app.kernel.access", "authorize")}
    whole = ("app.kernel", "access") in {(module, name) for module, name, _local in source.imports()}
    return found | ({"authorize"} if whole else set())


def file_budgets(root: Path) -> list[str]:
    """No file and no function grows out of sight."""
    found = []
    for source in sources(root):
        if (lines := len(source.text.splitlines())) > FILE_LINES:
            found.append(f"{source.name}: {lines} lines")
        found += [
            f"{source.name}: {function.name} has {length} lines"
            for function in source.functions()
            if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
        ]
    return found


def templates(root: Path) -> list[Path]:
    """Every template, in order."""
    return sorted(path for path in (root / "templates").rglob("*") if path.is_file())


def template_budgets(root: Path) -> list[str]:
    """No template grows out of sight."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in templates(root)}
    return [
        f"{path.relative_to(root).as_posix()}: {lines} lines"
        for path, lines in lengths.items()
        if lines > TEMPLATE_LINES
    ]


INLINE = {
    "inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/(ld\+)?json\")[^>]*>", re.IGNORECASE
    ),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "unescaped": re.compile(r"(?<!['\"\s])\s*\|\s*safe\b"),
}


def templates_are_inert(root: Path) -> list[str]:
    """Nothing the content security policy blocks, nothing that slips past escaping; mail may carry styles."""
    return [
        f"{path.relative_to(root).as_posix()}: {what}"
        for path in templates(root)
        for what, pattern in INLINE.items()
        if not (what == "inline style" and "email" in path.relative_to(root).parts)
        if pattern.search(path.read_text(encoding="utf-8"))
    ]


def no_request_url(root: Path) -> list[str]:
    """`request.url` is made of headers a stranger sends; scope["path"] is not."""
    return [
        f"{source.name}:{node.lineno}"
        for source in sources(root)
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr in {"url", "base_url"}
        if isinstance(node.value, ast.Name) and node.value.id == "request"
    ]


# Whoever sees a row sees its call and the names of the people on it, so any visible_to will do for these.
SEEN_WITH_ANY = {"calls", "identity"}
# Queries that are filtered otherwise, or read by the system alone: "file: function" and the reason.
FILTERED_OTHERWISE: dict[str, str] = {
    "app/applications/queries/entries.py: whose": "columns of queries that ask run_by or visible_to themselves",
    **{
        f"app/applications/queries/selecting.py: {name}": "names of organisations; the rows are those of run_by"
        for name in ("found", "page", "counted")
    },
    "app/audit/queries.py: timeline": "names of actors, for those who run the call: the page asks first",
    "app/insight/queries.py: get_figures": "the public register: accepted and counted only, the same for everybody",
    "app/insight/queries.py: list_projects": "the public register: accepted only, the same for everybody",
    "app/notifications/queries/recipients.py: find_addressee_of_link": "read by the mail job, for whoever asked",
    "app/reviews/queries/panels.py: list_panellists": "names of a panel, for pages that asked get_stage first",
    "app/reviews/queries/reviews.py: get_rubric": "the rubric of a review that was found by visible_to",
    "app/reviews/queries/conflicts.py: is_barred": "asked by a deed about somebody else, never shown",
    "app/spaces/queries.py: get_project": "calls of programmes the actor manages, read by the deed that opens a space",
}


def foreign_rows_are_filtered(root: Path) -> list[str]:
    """A query over another capability's tables applies its visible_to, itself or through a local function."""
    return [
        f"{source.name}: {function.name} reads {owner} without its visible_to"
        for source in sources(root)
        if source.kind in {"queries", "panels"}
        for function in source.public_functions()
        if f"{source.name}: {function.name}" not in FILTERED_OTHERWISE
        for owner in sorted(_unfiltered(root, source, function))
    ]


def _unfiltered(root: Path, source: Source, function: Function) -> set[str]:
    used = names(function)
    local = {each.name: each for each in source.tree.body if isinstance(each, Function)}
    reached = {function.name}
    while more := {name for name in used if name in local} - reached:
        reached |= more
        for name in more:
            used |= names(local[name])
    tables, filters = _foreign(source, "models"), _foreign(source, "policy")
    read = {owner for name, owner in tables.items() if _mentions(used, name)}
    asked = {owner for name, owner in filters.items() if _mentions(used, name, only="visible_to")}
    if any(each.endswith("visible_to") for each in used):
        asked |= SEEN_WITH_ANY
    return {owner for owner in read - asked if _has_visibility(root, owner)}


def _foreign(source: Source, kind: str) -> dict[str, str]:
    """Local names of another capability's module of this kind, or of something in it, and whose they are."""
    found = {}
    for module, name, local in source.imports():
        parts = [*module.split("."), name]
        if len(parts) > 2 and parts[0] == "app" and parts[2] == kind and parts[1] != source.capability:
            found[local] = parts[1]
    return found


def _mentions(used: set[str], name: str, only: str = "") -> bool:
    mentioned = {each for each in used if each == name or each.startswith(f"{name}.")}
    if only:
        return any(each.endswith(only) for each in mentioned)
    return bool(mentioned)


def _has_visibility(root: Path, owner: str) -> bool:
    folder = root / "app" / owner
    files = [folder / "policy.py", *sorted((folder / "policy").rglob("*.py"))]
    return any("def visible_to" in path.read_text(encoding="utf-8") for path in files if path.is_file())


def modules_not_names(root: Path) -> list[str]:
    """Another capability's queries and deeds are called by their module's name: a reader sees whose they are."""
    return [
        f"{source.name}: from {module} import {name}"
        for source in sources(root)
        for module, name, _local in source.imports()
        if (parts := module.split("."))[0] == "app" and len(parts) > 2 and parts[1] not in {source.capability, "kernel"}
        # A class is a shape to annotate with, not something to call.
        if parts[2] in {"queries", "service"} and not name[0].isupper() and not _is_module(root, module, name)
    ]


def _is_module(root: Path, module: str, name: str) -> bool:
    path = root.joinpath(*module.split("."), name)
    return path.with_suffix(".py").is_file() or path.is_dir()


VAGUE = re.compile(r"(^|_)(manager|helper|util|utils|helpers)$|^(handle|process)_", re.IGNORECASE)
VAGUE_CLASS = re.compile(r"(Manager|Helper|Utils?)$")


def names_say_something(root: Path) -> list[str]:
    """No manager, helper or util; nothing that only handles or processes."""
    found = []
    for source in sources(root):
        found += [source.name] if VAGUE.search(source.parts[-1]) else []
        # aiosmtpd calls its hooks handle_DATA and the like: capitals are SMTP's verbs, not our names.
        ours = [each.name for each in source.functions() if not re.fullmatch(r"handle_[A-Z]+", each.name)]
        found += [f"{source.name}: {name}" for name in ours if VAGUE.search(name)]
        classes = (node for node in source.nodes if isinstance(node, ast.ClassDef))
        found += [f"{source.name}: {each.name}" for each in classes if VAGUE_CLASS.search(each.name)]
    return found


SWITCHED_OFF = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)(?P<rest>.*)$")
REASON = re.compile(r"(\s[-–—]+\s|\s#\s).*\w{3}")


def exceptions_have_reasons(root: Path) -> list[str]:
    """A check switched off says why, beside it."""
    return [
        f"{source.name}:{number}"
        for source in sources(root)
        for number, line in enumerate(source.text.splitlines(), start=1)
        if (found := SWITCHED_OFF.search(line)) and not REASON.search(found["rest"])
    ]


GUARDS = (
    only_work_commits,
    deeds_take_a_work,
    deeds_authorize,
    file_budgets,
    template_budgets,
    templates_are_inert,
    no_request_url,
    foreign_rows_are_filtered,
    modules_not_names,
    names_say_something,
    exceptions_have_reasons,
)
