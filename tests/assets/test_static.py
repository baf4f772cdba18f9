"""What is served from static/ is whole, small, and what assets/ makes."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
MANIFEST = json.loads((STATIC / "manifest.json").read_text("utf-8"))
# Bytes on the wire with brotli; a page's HTML needs the rest of its 20 KB.
BUDGETS = {
    "app.css": 11_000, "app.rtl.css": 11_000, "mark.svg": 400, "form.js": 1_000, "autosave.js": 2_500,
    "table.js": 1_200, "htmx.js": 16_800,
}  # fmt: skip


def test_every_file_has_a_budget_and_keeps_it():
    sizes = {name: (STATIC / f"{hashed}.br").stat().st_size for name, hashed in MANIFEST.items()}
    assert {name: size for name, size in sizes.items() if size > BUDGETS.get(name, 0)} == {}


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_file_is_named_by_its_content_and_stands_beside_its_compressed_forms(name):
    path = STATIC / MANIFEST[name]
    content = path.read_bytes()
    assert re.search(r"\.([0-9a-f]{10})\.[a-z]+$", path.name).group(1) == hashlib.sha256(content).hexdigest()[:10]
    assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == content
    assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == content


def test_nothing_else_lies_there():
    expected = {"manifest.json"} | {name + end for name in MANIFEST.values() for end in ("", ".br", ".gz")}
    assert {path.name for path in STATIC.iterdir()} == expected


@pytest.mark.parametrize("name", ["app.css", "app.rtl.css"])
def test_the_sheet_is_ours(name):
    sheet = (STATIC / MANIFEST[name]).read_text("utf-8")
    assert re.findall(r"GDS Transport|@font-face|crown|@import|url\(", sheet) == []


def test_the_lock_names_no_address():
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert re.findall(r'"resolved"|https?://registry', lock) == []


node = pytest.mark.skipif(not shutil.which("node") or not (ROOT / "node_modules").exists(), reason="npm ci first")


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """What the assets are built from, beside a static/ of an earlier build."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(ROOT / "assets", tmp_path / "assets")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "manifest.json").write_text('{"old.css": "old.css"}')
    (tmp_path / "static" / "old.css").write_text("a{}")
    return tmp_path


def build(workshop: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["node", "assets/build.mjs"], cwd=workshop, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def named(static: Path) -> dict[str, str]:
    return json.loads((static / "manifest.json").read_text("utf-8"))


@pytest.mark.node
@node
def test_static_is_what_assets_make_and_never_without_what_it_names(workshop: Path) -> None:
    static = workshop / "static"
    states: list[dict[str, str]] = []
    building = build(workshop)
    while building.poll() is None:
        names = named(static)
        lacking = [name for name in names.values() if not (static / name).exists()]
        # What is gone was named before the manifest was replaced, and is named no more.
        assert not lacking or named(static) != names
        states += [names] if names not in states else []
    assert building.returncode == 0
    assert states[0] == {"old.css": "old.css"}
    assert named(static) == MANIFEST
    assert sorted(path.name for path in static.iterdir()) == sorted(path.name for path in STATIC.iterdir())


@pytest.mark.node
@node
def test_what_cannot_be_built_leaves_what_there_was(workshop: Path) -> None:
    (workshop / "assets" / "css" / "app.scss").write_text("a {")
    assert build(workshop).wait() == 1
    assert sorted(path.name for path in (workshop / "static").iterdir()) == ["manifest.json", "old.css"]
