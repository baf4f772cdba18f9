"""Every look, asked in this process: what it finds, and what it lets pass."""

import io

import pytest
from PIL import Image

from app.kernel import files
from app.kernel.inspection import archives, looks, pictures
from app.kernel.inspection.bounds import LARGEST_PREVIEW, MOST_UNPACKED, PREVIEW_SIDE, Unsafe
from tests.kernel.inspection import hostile


def outcome(name: str, content: bytes) -> str:
    """What becomes of a file, as the form for it would be told."""
    if not content:
        return "empty_file"
    file = io.BytesIO(content)
    media_type = files.kind_of(file, name)
    if media_type is None:
        return "wrong_file_type"
    try:
        looks.look(media_type)(file)
    except Unsafe as found:
        return found.code
    return hostile.STORED


@pytest.mark.parametrize("case", hostile.CASES)
def test_each_is_refused_or_can_do_nothing(case: str) -> None:
    name, build, expected = hostile.CASES[case]
    assert outcome(name, build()) == expected


FACTS = [
    ("plan.pdf", hostile.pdf(pages=3), {"pages": 3}),
    ("map.png", hostile.png(30, 20), {"width": 30, "height": 20}),
    ("photo.jpg", hostile.jpeg(), {"width": 8, "height": 8}),
    ("all.zip", hostile.archive(("a/", ""), ("a/b.txt", "four")), {"entries": 2, "unpacked": 4}),
    ("two.zip", hostile.archive(("a.zip", hostile.archive(("b", "x")))), {"entries": 2, "unpacked": 104}),
    ("a.csv", b"a,b\n1,2\n", {"lines": 2}),
    ("a.txt", b"text", {}),
]


@pytest.mark.parametrize(("name", "content", "facts"), FACTS, ids=[name for name, _, _ in FACTS])
def test_facts(name: str, content: bytes, facts: dict[str, int]) -> None:
    """What is known of a file after the look, for limits and for those who will read it."""
    file = io.BytesIO(content)
    assert looks.look(files.kind_of(file, name) or "")(file) == facts


def test_what_unpacks_to_too_much_is_left() -> None:
    """Also where each archive in it keeps the ratio."""
    budget = archives.Budget()
    budget.unpack(MOST_UNPACKED)
    with pytest.raises(Unsafe) as refused:
        budget.unpack(1)
    assert (refused.value.code, refused.value.parameters) == ("unpacks_too_large", {"max": 256})


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a/b.txt", True),
        ("عربي/ملف.txt", True),
        ("👩‍💻.txt", True),
        ("console.txt", True),
        ("a/", True),
        ("", False),
        ("a//b", False),
        ("./a", False),
        ("a/CON", False),
        ("a/com1.tar.gz", False),
        ("a/b. ", False),
        ("bell\x07", False),
        ("//host/share", False),
        ("/".join(["x" * 200] * 9), False),
    ],
)
def test_names_of_entries(name: str, plain: bool) -> None:
    assert archives.is_plain_name(name) is plain


DRAWN = {"plan.pdf": hostile.pdf(), "map.png": hostile.png(900, 20), "photo.jpg": hostile.jpeg()}


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_are_drawn_small(name: str) -> None:
    """As WebP, whatever they were."""
    file = io.BytesIO(DRAWN[name])
    with Image.open(io.BytesIO(looks.drawer(files.kind_of(file, name) or "")(file))) as drawn:
        assert (drawn.format, max(drawn.size) <= PREVIEW_SIDE) == ("WEBP", True)


def test_what_cannot_be_drawn_small_is_not() -> None:
    """Noise that no quality makes small enough; a kind that has no picture."""
    with pytest.raises(Unsafe):
        looks.drawer("text/plain")
    assert len(pictures.shrink(Image.effect_noise((4000, 4000), 255))) <= LARGEST_PREVIEW
