"""Finds a Chromium browser for the tests, or installs one; prints its path, or how to get one and exits 1."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
APT = ["chromium", "fonts-dejavu-core", "fonts-liberation"]
CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright")
BUILDS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def find() -> Path | None:
    """COMMONWEAL_BROWSER, then PATH, then a browser Playwright keeps; one that starts."""
    named = os.environ.get("COMMONWEAL_BROWSER")
    on_path = [found for name in NAMES if (found := shutil.which(name))]
    folders = [Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / cache) for cache in CACHES]
    kept = [str(found) for folder in folders for build in BUILDS for found in sorted(folder.glob(build), reverse=True)]
    candidates = [named] if named else [*on_path, *kept]
    return next((Path(each) for each in candidates if starts(each)), None)


def starts(browser: str) -> bool:
    """Whether the program is there and runs: a stub or a missing library does not count."""
    try:
        return subprocess.run([browser, "--version"], capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def can_install() -> bool:
    """Root on a Debian-like system."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Fetch Debian's Chromium; its output goes to stderr, because stdout carries the path."""
    print("No browser found: installing Debian's chromium for the tests …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *APT]):
        subprocess.run(["apt-get", *command], env=environment, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False)


def advice() -> str:
    """The command that brings a browser to this machine."""
    if os.environ.get("COMMONWEAL_BROWSER"):
        return "COMMONWEAL_BROWSER names a program that does not start. Correct it, or unset it."
    if shutil.which("apt-get"):
        return f"Run:  sudo apt-get install -y {' '.join(APT)}"
    return "Run:  .venv/bin/playwright install chromium   (or install Chromium or Chrome, or set COMMONWEAL_BROWSER)"


def main() -> None:
    """Print the browser's path."""
    browser = find()
    if browser is None and "--install" in sys.argv and not os.environ.get("COMMONWEAL_BROWSER") and can_install():
        install()
        browser = find()
    if browser is None:
        print(advice(), file=sys.stderr)
        sys.exit(1)
    print(browser)


if __name__ == "__main__":
    main()
