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


@pytest.mark.node
@pytest.mark.skipif(not shutil.which("node") or not (ROOT / "node_modules").exists(), reason="npm ci first")
def test_static_is_what_assets_make(tmp_path):
    for name in ("assets", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name) if name == "node_modules" else shutil.copytree(
            ROOT / name, tmp_path / name
        )
    subprocess.run(["node", "assets/build.mjs"], cwd=tmp_path, check=True, capture_output=True)
    assert json.loads((tmp_path / "static" / "manifest.json").read_text("utf-8")) == MANIFEST
