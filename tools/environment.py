"""Makes the virtual environment from a hash-locked list, taking the package index from the user's own settings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETS = ("base", "demo", "dev")

LAUNCHER = """#!/bin/sh
# Runs the command line of this checkout.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
exec "$here/python" -c 'import sys; sys.argv[0] = "commonweal"; from app.cli import main; sys.exit(main())' "$@"
"""


def say(text: str) -> None:
    """Show progress at once, also when the output is piped."""
    print(text, file=sys.stderr, flush=True)


def make_venv() -> None:
    """Create .venv, or make it anew where it was moved here from another folder."""
    made_in = VENV / "made-in"
    if PYTHON.exists() and (not made_in.exists() or made_in.read_text() == str(ROOT)):
        return
    say("Making a Python environment in .venv …")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(explain(made.stdout + made.stderr))


def explain(output: str) -> str:
    """What to run when this Python cannot make an environment."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if "ensurepip" not in output and "No module named venv" not in output:
        return f"Python could not make an environment in .venv:\n{output}"
    sudo = "" if os.geteuid() == 0 else "sudo "
    return (
        f"This Python {version} came without its venv module, which Debian and Ubuntu keep in a package of its own.\n"
        f"Run:  {sudo}apt-get install -y python{version}-venv\nand then the same make command again."
    )


def index_settings(listing: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What uv must be told of pip's settings, which it does not read itself; `listing` is `pip config list`.

    A variable of uv's own wins over pip's.
    """
    found: dict[str, str] = {}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        found[key.rpartition(".")[2]] = " ".join(value.strip().strip("'\"").replace("\\n", " ").split())
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
    }
    passed = {uv: found[pip] for pip, uv in names.items() if found.get(pip) and uv not in environment}
    if "UV_FIND_LINKS" in passed:
        passed["UV_FIND_LINKS"] = passed["UV_FIND_LINKS"].replace(" ", ",")
    # Hashes decide what is installed, so that it may come from whichever index has it, as with pip.
    # pip trusts the certificates this system trusts; uv does when told so.
    chosen = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "true"}
    return passed | {name: value for name, value in chosen.items() if name not in environment}


def install(name: str) -> None:
    """Bring the environment to exactly requirements/<name>.txt."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    uv_lock = ROOT / "requirements" / "uv.txt"
    say("Fetching the installer …")
    run([*pip, "install", "--require-hashes", "--no-deps", "-r", str(uv_lock)], os.environ)
    listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False).stdout
    environment = {**os.environ, **index_settings(listing, os.environ), "VIRTUAL_ENV": str(VENV)}
    lock = ROOT / "requirements" / f"{name}.txt"
    say(f"Installing the packages of requirements/{name}.txt …")
    uv = str(VENV / "bin" / "uv")
    run([uv, "pip", "sync", "--quiet", "--require-hashes", str(lock), str(uv_lock)], environment)


def run(command: list[str], environment: Mapping[str, str]) -> None:
    """Run a step; end with its own words when it fails."""
    if code := subprocess.run(command, env=dict(environment), check=False).returncode:
        say("The packages could not be installed; the lines above say why. Nothing else was changed.")
        sys.exit(code)


def link_project() -> None:
    """Put this checkout on the environment's path and its command beside python."""
    (site,) = VENV.glob("lib/python3.*/site-packages")
    (site / "commonweal.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    launcher = VENV / "bin" / "commonweal"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


def main() -> None:
    """Make or mend the environment named on the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if name not in SETS:
        sys.exit(f"tools/setup knows {', '.join(SETS)}, not {name}.")
    make_venv()
    install(name)
    link_project()
    (VENV / "made-in").write_text(str(ROOT))
    for known in SETS[: SETS.index(name) + 1]:
        shutil.copyfile(ROOT / "requirements" / f"{known}.txt", VENV / f"installed-{known}.txt")
    say("Packages ready.")


if __name__ == "__main__":
    main()
