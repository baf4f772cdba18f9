"""Checks Dockerfile, compose.yaml and the proxy's settings as far as this machine has the tools for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SECRETS = ("COMMONWEAL_SECRET", "COMMONWEAL_APP_PASSWORD", "COMMONWEAL_OWNER_PASSWORD", "POSTGRES_PASSWORD")
EXAMPLE = dict.fromkeys((*SECRETS, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "example")


def passes(command: list[str]) -> bool:
    """Run a checker; show what it says only when it objects."""
    environment = {**os.environ, **EXAMPLE, "COMMONWEAL_DOMAIN": "localhost"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{' '.join(Path(part).name for part in command)}:\n{done.stdout}{done.stderr}")
    return done.returncode == 0


def main() -> None:
    """Run every check there is a tool for."""
    checks = [
        [str(BIN / "hadolint"), "Dockerfile"],
        [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
    ]
    if caddy := shutil.which("caddy"):
        checks.append([caddy, "validate", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"])
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0:
        checks.append([docker, "compose", "config", "--quiet"])
    if not all([passes(check) for check in checks]):  # noqa: C419 - a list, so that every check has its say
        sys.exit(1)


if __name__ == "__main__":
    main()
