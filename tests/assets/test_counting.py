"""Browsers count words as the server does."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNTS = ROOT / "tests" / "data" / "word_counts.json"
PROGRAM = """
const { readFileSync } = require("node:fs");
globalThis.document = { querySelector: () => null, querySelectorAll: () => [] };
const script = readFileSync("assets/js/form.js", "utf8");
const measure = new Function(`${script}; return measure;`)();
const texts = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => [measure(text, "words"), measure(text, "characters")])));
"""


def measured(texts: list[str]) -> list[list[int]]:
    """[words, characters] of each text, as the script in the browser counts them."""
    done = subprocess.run(
        ["node", "-e", PROGRAM], cwd=ROOT, check=True, capture_output=True, text=True, input=json.dumps(texts)
    )
    counted: list[list[int]] = json.loads(done.stdout)
    return counted


@pytest.mark.node
@pytest.mark.skipif(not shutil.which("node"), reason="Node.js first")
def test_words_and_characters() -> None:
    pairs = json.loads(COUNTS.read_text("utf-8"))
    assert [words for words, _ in measured([text for text, _ in pairs])] == [words for _, words in pairs]
    texts = [" a\r\nb ", "\U0001f44d\U0001f3fd", "e\u0301", "日本", ""]
    assert [characters for _, characters in measured(texts)] == [3, 2, 2, 2, 0]
