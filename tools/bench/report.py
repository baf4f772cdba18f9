"""Puts what was measured into tables: on the screen, and in docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import psycopg

from tools.bench.measuring import Measured
from tools.bench.serving import plain

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "psycopg", "jinja2", "brotli")


@dataclass(frozen=True, slots=True)
class Run:
    """One size: how much there was, and what each page took."""

    applications: int
    reviewers: int
    reviews: int
    measured: Sequence[Measured]


def whole(runs: Sequence[Run], facts: str) -> str:
    """Everything, in Markdown."""
    parts = [facts]
    for run in runs:
        title = f"{run.applications:,} applications, {run.reviewers} reviewers, {run.reviews:,} reviews"
        parts += [f"### {title}", costs(run.measured), speeds(run.measured)]
    if len(runs) > 1:
        parts += ["### Growth", growth(runs[0], runs[-1])]
    return "\n\n".join(parts) + "\n"


def costs(measured: Sequence[Measured]) -> str:
    """What a request costs: CPU milliseconds, statements, bytes, and the same by the bare page."""
    head = ("page", "CPU ms: server", "database", "**both**", "aim", "bare", "ratio", "statements", "bytes")
    rows = [
        (
            *(one.scenario.name, f"{one.cost.server:.2f}", f"{one.cost.database:.2f}", f"**{one.cost.total:.2f}**"),
            *(f"{one.scenario.aim:g}" if one.scenario.aim else "", f"{one.bare.total:.2f}" if one.bare else ""),
            f"{one.cost.total / one.bare.total:.1f}" if one.bare else "",
            *(str(len(one.statements)), f"{one.size:,}"),
        )
        for one in measured
    ]
    return _table(head, rows)


def speeds(measured: Sequence[Measured]) -> str:
    """Requests a second, and percentiles in milliseconds, at one client and at many."""
    head = ("page", "1 client: a second", "p50 ms", "p95", "p99", "16 clients: a second", "p50 ms", "p95", "p99")
    rows = [
        (
            one.scenario.name,
            *(f"{one.alone.rate:,.0f}", f"{one.alone.p50:.1f}", f"{one.alone.p95:.1f}", f"{one.alone.p99:.1f}"),
            *(f"{one.together.rate:,.0f}", f"{one.together.p50:.1f}", f"{one.together.p95:.1f}"),
            f"{one.together.p99:.1f}",
        )
        for one in measured
    ]
    return _table(head, rows)


def growth(small: Run, large: Run) -> str:
    """CPU milliseconds a request at both sizes."""
    head = ("page", f"at {small.applications:,}", f"at {large.applications:,}", "grows by")
    rows = [
        (
            few.scenario.name,
            f"{few.cost.total:.2f}",
            f"{many.cost.total:.2f}",
            _percent(few.cost.total, many.cost.total),
        )
        for few, many in zip(small.measured, large.measured, strict=True)
    ]
    return _table(head, rows)


def facts(url: str) -> str:
    """The machine and the versions."""
    with psycopg.connect(plain(url)) as connection:
        server = connection.info.parameter_status("server_version")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"Measured {datetime.now(UTC):%d %B %Y} on {os.cpu_count()} cores ({_processor()}), "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}, "
        f"PostgreSQL {server}; {versions}. Load average at the end: {load:.1f}."
    )


def keep(text: str) -> None:
    """Put the tables where docs/benchmarks.md keeps them."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


def _percent(few: float, many: float) -> str:
    return f"{100 * (many / few - 1):+.0f} %"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))
