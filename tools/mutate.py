"""Changes the rules on purpose and fails when the tests notice fewer than nine changes of ten."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATS = ROOT / "mutants" / "mutmut-cicd-stats.json"
FLOOR = 0.9
SHOWN = 40


def mutmut(*arguments: str, quiet: bool = False) -> str:
    """Run mutmut; its words when quiet."""
    command = [str(Path(sys.executable).parent / "mutmut"), *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE if quiet else None, text=True, check=False)
    if done.returncode:
        sys.exit(f"mutmut {' '.join(arguments)} ended with {done.returncode}.")
    return done.stdout or ""


def main() -> None:
    """Run over all rules, or over the mutants whose names are given (`app.calls.rules.amounts*`)."""
    mutmut("run", *sys.argv[1:])
    mutmut("export-cicd-stats", quiet=True)
    stats = json.loads(STATS.read_text(encoding="utf-8"))
    noticed = stats["killed"] + stats.get("timeout", 0)
    made = noticed + stats["survived"] + stats.get("no_tests", 0) + stats.get("suspicious", 0)
    if not made:
        sys.exit("No rule was changed: the gate must see some.")
    print(f"{noticed} of {made} changes were noticed ({noticed / made:.1%}).")
    if noticed < FLOOR * made:
        left = [line for line in mutmut("results", quiet=True).splitlines() if "survived" in line or "no tests" in line]
        sys.exit("\n".join([f"At least {FLOOR:.0%} must be. Not noticed, for one:", *left[:SHOWN]]))


if __name__ == "__main__":
    main()
