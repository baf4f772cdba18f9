"""Fails unless rules and policies are covered in every line and branch, and everything else to 95 %.

What is still owed stands in tools/coverage_debt.json: it may shrink and never grow, and nothing may join it.
"""

import json
import sys
from pathlib import Path, PurePosixPath
from typing import Any

FLOOR = 95.0  # per cent of lines and branches together, over all files that are not rules or policies
WORST = 15  # files named when the floor is missed


def is_exact(path: str) -> bool:
    """Whether the file holds rules or a policy, where nothing may go untested."""
    parts = PurePosixPath(path).with_suffix("").parts
    return parts[0] == "app" and any(part.startswith(("rules", "policy")) for part in parts)


def gaps(file: dict[str, Any]) -> str:
    """Lines and branches of a file that no test reached; empty when there are none."""
    lines = [str(number) for number in file["missing_lines"]]
    branches = [f"{start}→{'exit' if end < 0 else end}" for start, end in file.get("missing_branches", [])]
    return ", ".join([*lines, *branches])


def reached(summary: dict[str, Any]) -> tuple[int, int]:
    """How many lines and branches were reached, and how many there are."""
    covered = summary["covered_lines"] + summary.get("covered_branches", 0)
    return covered, summary["num_statements"] + summary.get("num_branches", 0)


def complaints(files: dict[str, dict[str, Any]]) -> list[str]:
    """Every reason to fail, in words; `files` as in coverage's JSON report."""
    found = [
        f"{path}: not reached: {gaps(file)}" for path, file in sorted(files.items()) if is_exact(path) and gaps(file)
    ]
    others = {path: reached(file["summary"]) for path, file in files.items() if not is_exact(path)}
    covered, total = (sum(column) for column in zip(*others.values(), strict=True)) if others else (0, 0)
    if total and 100 * covered / total < FLOOR:
        found.append(f"All other files: {100 * covered / total:.1f} % is below {FLOOR:.0f} %. Most is missing in:")
        worst = sorted(others.items(), key=lambda entry: entry[1][0] - entry[1][1])[:WORST]
        found += [f"  {path}: {total - covered} of {total}" for path, (covered, total) in worst if covered < total]
    return found


def beyond(files: dict[str, dict[str, Any]], debt: dict[str, Any]) -> list[str]:
    """The complaints that the debt ({"exact": {path: lines and branches}, "others": per cent}) does not cover."""
    found = []
    for path, file in sorted(files.items()):
        covered, total = reached(file["summary"])
        if is_exact(path) and total - covered > debt["exact"].get(path, 0):
            found.append(f"{path}: not reached: {gaps(file)}")
    others = [reached(file["summary"]) for path, file in files.items() if not is_exact(path)]
    covered, total = (sum(column) for column in zip(*others, strict=True)) if others else (0, 0)
    if total and 100 * covered / total < debt["others"]:
        found.append(f"All other files: {100 * covered / total:.1f} % is below the {debt['others']} % of the debt.")
    return found


def main() -> None:
    """Read the report named on the command line (coverage.json); silent when all is well."""
    report = Path(sys.argv[1] if len(sys.argv) > 1 else "coverage.json")
    debt = json.loads(Path(__file__).with_name("coverage_debt.json").read_text(encoding="utf-8"))
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    found = beyond(files, debt) if debt else complaints(files)
    if found:
        sys.exit("Coverage gate:\n" + "\n".join(found))


if __name__ == "__main__":
    main()
