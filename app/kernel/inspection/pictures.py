"""Pictures: as large as they say and no larger, whole, and nothing else besides."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from app.kernel.inspection.bounds import LARGEST_PREVIEW, LONGEST_SIDE, MOST_PIXELS, PREVIEW_SIDE, Unsafe

# Loaded now, for in the confined process nothing can be loaded later.
PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
_HEAD, _TAIL = 1024, 0xFFFF + 22
_PNG = b"\x89PNG\r\n\x1a\n"
_QUALITIES = (70, 45, 20)
# Ours below is asked instead, before a pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None
Image.preinit()


def look(file: BinaryIO) -> dict[str, int]:
    """{"width", "height"} of a PNG or JPEG that was unpacked whole."""
    _check_alone(file)
    with _open(file) as picture:
        _unpack(picture)
        return {"width": picture.width, "height": picture.height}


def draw(file: BinaryIO) -> bytes:
    """A WebP of at most PREVIEW_SIDE pixels and LARGEST_PREVIEW bytes, turned the right way up, nothing else kept."""
    with _open(file) as picture:
        picture.draft("RGB", (2 * PREVIEW_SIDE, 2 * PREVIEW_SIDE))
        _unpack(picture)
        return shrink(ImageOps.exif_transpose(picture))


def shrink(picture: Image.Image) -> bytes:
    """The picture on white, small."""
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    seen = picture.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    for quality in _QUALITIES:
        made = _webp(ground.convert("RGB"), quality)
        if len(made) <= LARGEST_PREVIEW:
            return made
    raise Unsafe("not_drawn")


def _webp(picture: Image.Image, quality: int) -> bytes:
    made = BytesIO()
    picture.save(made, "WEBP", quality=quality, method=4)
    return made.getvalue()


def _open(file: BinaryIO) -> Image.Image:
    file.seek(0)
    try:
        picture = Image.open(file, formats=("PNG", "JPEG"))
    except Exception as error:
        # Whatever a decoder raises over bytes that are wrong, they are wrong.
        raise Unsafe("file_damaged") from error
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
        raise Unsafe("picture_too_large", max=MOST_PIXELS // 1_000_000)
    return picture


def _unpack(picture: Image.Image) -> None:
    try:
        picture.load()
    except MemoryError:
        raise
    except Exception as error:
        raise Unsafe("file_damaged") from error


def _check_alone(file: BinaryIO) -> None:
    """Raise Unsafe where another program would take the file for something else."""
    file.seek(0)
    head = file.read(_HEAD)
    size = file.seek(0, 2)
    if b"%PDF-" in head:
        raise Unsafe("file_mixed")
    if head.startswith(_PNG):
        if _end_of_png(file, size) != size:
            raise Unsafe("file_mixed")
        return
    # Cameras append films and further pictures to a JPEG: what is looked for is a ZIP that begins anywhere.
    file.seek(max(0, size - _TAIL))
    if b"PK\x05\x06" in file.read():
        raise Unsafe("file_mixed")


def _end_of_png(file: BinaryIO, size: int) -> int:
    """Where the last part of a PNG ends (PNG 5.3: length, type, data, check)."""
    at = len(_PNG)
    while at + 12 <= size:
        file.seek(at)
        head = file.read(8)
        at += 12 + int.from_bytes(head[:4], "big")
        if head[4:] == b"IEND":
            return at
    raise Unsafe("file_damaged")
