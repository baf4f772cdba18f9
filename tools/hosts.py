"""Fails when a lock file or a setting names a package host: where packages come from is the user's choice."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = ("*lock*", "*requirements*", "*.toml", ".npmrc", "*.cfg", "Makefile", "Dockerfile", "tools/*", ".ci/*")
NAMED = re.compile(r'"resolved": *"https?:|--(extra-)?index-url[ =]+\S*:|^(registry|source) *= *.*https?:| @ https?://')


def main() -> None:
    """Print every line that names a host."""
    listed = subprocess.run(["git", "ls-files", *PATTERNS], cwd=ROOT, capture_output=True, text=True, check=False)
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name in listed.stdout.splitlines()
        if (ROOT / name).is_file() and Path(name) != Path("tools/hosts.py")
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1)
        if NAMED.search(line)
    ]
    if found:
        sys.exit("A package host is named here:\n" + "\n".join(found))


if __name__ == "__main__":
    main()
