"""The command `make bench`: fills, serves, measures, and writes docs/benchmarks.md.

python -m tools.bench                            2,000 and 10,000 applications, tables kept
python -m tools.bench --applications 500 --quick a look, kept nowhere
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.kernel import postgres, schema
from app.kernel.postgres import Addresses
from app.kernel.settings import Settings
from tools.bench import measuring, report, serving
from tools.bench.filling import REVIEWS_EACH, Filler
from tools.bench.measuring import Measured, Pace
from tools.bench.report import Run
from tools.bench.scenarios import SCENARIOS, Scenario

SIZES = (2_000, 10_000)
REVIEWERS = {2_000: 50, 10_000: 200}
QUICK = Pace(warm=0.3, alone=0.5, together=1.5)


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments()
    chosen = [one for one in SCENARIOS if not asked.only or asked.only.lower() in one.name.lower()]
    sizes: Sequence[int] = asked.applications or SIZES
    with _server() as server:
        runs = [_measure(server, size, chosen, QUICK if asked.quick else Pace()) for size in sizes]
        text = report.whole(runs, report.facts(server.app))
    print("\n" + text)
    if tuple(sizes) == SIZES and not asked.quick and not asked.only:
        report.keep(text)
        print(f"Kept in {report.PAGE.relative_to(serving.ROOT)}.")


def _measure(server: Addresses, size: int, chosen: Sequence[Scenario], pace: Pace) -> Run:
    reviewers, began = REVIEWERS.get(size, max(16, size // 50)), time.monotonic()
    tell(f"{size:,} applications, {reviewers} reviewers, {size * REVIEWS_EACH:,} reviews")
    addresses = postgres.create_database(server, f"bench_{size}")
    schema.migrate(addresses.owner)
    world = Filler(addresses, applications=size, reviewers=reviewers, drafts=2_500).fill()
    tell(f"  filled in {time.monotonic() - began:.0f} s")
    with tempfile.TemporaryDirectory() as folder:
        environment = serving.environment(addresses.app, Path(folder))
        with serving.site(addresses.app, environment) as served:
            asker = measuring.sign_in(served, world)
            os.environ.update(environment)
            statements = measuring.recorded(asker, Settings(), chosen)
            found = []
            for scenario in chosen:
                found.append(measuring.run(served, asker, scenario, pace, statements[scenario.name]))
                tell(_line(found[-1]))
    recipes = measuring.recipes(found)
    with serving.bare_site(addresses.app, recipes) as served:
        for path in recipes:
            found[int(path[1:])].bare = measuring.run_bare(served, path, pace)
    postgres.drop_database(server, f"bench_{size}")
    tell(f"  done in {time.monotonic() - began:.0f} s")
    return Run(size, reviewers, size * REVIEWS_EACH, found)


def _line(one: Measured) -> str:
    cost, speed = one.cost, one.together
    return f"  {one.scenario.name:34} {cost.server:6.2f} + {cost.database:5.2f} CPU ms, {speed.rate:6,.0f}/s"


def tell(words: str) -> None:
    """Say how far it is."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def _server() -> Iterator[Addresses]:
    """A PostgreSQL of the bench's own, as safe as in production, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder) / "data"
        try:
            with postgres.running(data) as addresses:
                yield addresses
        finally:
            postgres.remove(data)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure what pages cost.")
    parser.add_argument("--applications", type=int, action="append", help="a size; may be given again")
    parser.add_argument("--quick", action="store_true", help="shorter runs, and nothing kept")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    return parser.parse_args()


if __name__ == "__main__":
    main()
