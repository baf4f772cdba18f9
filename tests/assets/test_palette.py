"""Every pair of colours that meets is readable, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

PALETTE = (Path(__file__).resolve().parents[2] / "assets/css/_palette.scss").read_text("utf-8")
GROUNDS = ("paper", "surface", "sunk")
TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "link", "visited", "brand", "error") for ground in GROUNDS),
    *((ink, "tint") for ink in ("ink", "muted", "brand", "brand-deep", "link")),
    *((f"{name}-ink", f"{name}-tint") for name in ("grey", "green", "blue", "yellow", "red", "purple")),
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("on-error", "error"), ("on-error", "error-deep"),
    ("on-focus", "focus"), ("error", "error-tint"), ("ink", "error-tint"), ("ink", "success-tint"),
    ("paper", "ink"), ("link", "error-tint"), ("link", "success-tint"),
]  # fmt: skip
SHAPES = [
    *(("edge", ground) for ground in GROUNDS),
    *(("brand", ground) for ground in (*GROUNDS, "grey-tint")),
    ("success", "success-tint"),
    ("error", "error-tint"),
]


def _colours(mode):
    block = re.search(rf"\${mode}: \((.*?)\);", PALETTE, re.DOTALL).group(1)
    return dict(re.findall(r'"([a-z-]+)": (#[0-9a-f]{6})', block))


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_ratio_is_computed_as_wcag_does():
    assert round(contrast("#ffffff", "#000000"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_palettes_name_the_same_colours(mode):
    assert _colours(mode).keys() == _colours("light").keys()
    assert len(_colours(mode)) == 34


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_is_readable(mode):
    colours = _colours(mode)
    low = {pair: contrast(*(colours[name] for name in pair)) for pair in TEXT}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_edges_and_shapes_are_seen(mode):
    colours = _colours(mode)
    low = {pair: contrast(*(colours[name] for name in pair)) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 3} == {}
