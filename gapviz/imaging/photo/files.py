"""Decoding of untrusted files: a picture of bounded size, or one plain sentence why not.

What a file is, its content says, not its name. Nothing is written to disk, and nothing is decoded before its
header has said how large it is. Large pictures are made smaller while they are read.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from gapviz.imaging.photo import ground, jpeg

File: TypeAlias = bytes | str | Path | BinaryIO | Image.Image | np.ndarray
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
LONGEST_SIDE = 1500
"""Pixels, at most, of the pictures that the steps work on: larger ones are averaged in blocks."""
STRIP_PIXELS = 1_000_000
"""That are averaged in one go, or as many as a row of blocks has."""
MOST_BYTES = 40_000_000
MOST_PIXELS = {"JPEG": 120_000_000, "WEBP": 13_000_000, "TIFF": 25_000_000}
MOST_PIXELS_ELSE = 30_000_000
"""By format: what decodes to more takes more than 200 MB. WebP is decoded in three copies, TIFF may hold four
bytes a number. JPEG is made smaller while it is decoded, and more would take longer than a second."""
MOST_JPEG_BYTES = 160_000_000
"""Of a JPEG in memory: made smaller, and the coefficients of a whole progressive one."""
MOST_SCANS, MOST_SCANNED = 64, 600_000_000
"""Scans of a progressive JPEG, each of which costs a pass over the picture, and pixels of all passes; usual
are ten scans."""
ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held, 1 to 8 (Exif 2.32, table 4)."""
FOREIGN_FORMATS = {
    b"PK\x03\x04": "an archive: unpack it and choose a picture",
    b"\x1f\x8b": "an archive: unpack it and choose a picture",
    b"%PDF": "a PDF: choose a picture of its page",
    b"<": "a text file: choose a picture",
    b"ftyp": "a HEIC or AVIF photograph, or a film: save it as JPEG",
}
"""How files begin (after four bytes, for the last) that are no picture of ours, and what to say of them."""
KNOWN = "choose a PNG, JPEG, WebP, GIF, BMP or TIFF"
SUBFILE, REDUCED, MOST_PAGES = 254, 1, 20
"""The TIFF tag whose lowest bit says that a page is another one made smaller (TIFF 6.0, NewSubfileType), and
how many pages are asked."""


class Decoded(NamedTuple):
    """A picture, uint8 (H, W, 3), at most LONGEST_SIDE, and its EXIF orientation, 1 to 8.

    `more` says whether its file has further pages or frames, at which nobody looked.
    """

    pixels: np.ndarray
    turn: int
    more: bool


class UnreadableImage(Exception):  # noqa: N818
    """A file that is no picture; the message says to whoever chose it what is wrong, and what to do."""


def read(file: File) -> Decoded:
    """Return the picture in `file`, of several pages or frames the first; what is transparent is paper.

    An array is (H, W), (H, W, 3) or (H, W, 4), uint8, or floats from 0 to 1. Raises UnreadableImage.
    """
    if isinstance(file, (Image.Image, np.ndarray)):
        image = _of_array(file) if isinstance(file, np.ndarray) else file
        _check_size(None, *image.size)
        return Decoded(_pixels(image), 1, False)
    content = _bytes(file)
    try:
        with _opened(content) as image:
            image.load()
            return Decoded(_pixels(image), _turn(image), _more(image))
    except UnreadableImage:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    # A decoder of damaged files fails in whatever way it meets first.
    except Exception as error:
        raise UnreadableImage(_why(content, error)) from error


def _opened(content: bytes) -> Image.Image:
    """Return the image of a file, of a size that can be decoded; raises UnreadableImage where it cannot."""
    if content.startswith(jpeg.SIGNATURE):
        return _drafted(content)
    _check_size("WEBP", *_webp_size(content))
    image = Image.open(BytesIO(content), formats=FORMATS)
    _check_size(image.format, *image.size)
    return image


def _drafted(content: bytes) -> Image.Image:
    """Return a JPEG that is going to be decoded smaller; Pillow's own bound is for those that are not."""
    layout = jpeg.layout(content)
    if layout.scans > MOST_SCANS:
        raise UnreadableImage(
            f"This JPEG has more than {MOST_SCANS} scans: save it anew, and not as progressive.",
        )
    image = JpegImageFile(BytesIO(content))
    width, height = image.size
    _check_size("JPEG", width, height)
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
    pixel_bytes = 1 if image.mode == "L" else 4
    memory = layout.coefficients + pixel_bytes * image.width * image.height
    if memory > MOST_JPEG_BYTES or layout.scans * width * height > MOST_SCANNED:
        remedy = "save it smaller, or not as progressive" if layout.coefficients else "save it smaller"
        raise UnreadableImage(f"This JPEG takes too much memory or time: {remedy}.")
    return image


def _bytes(file: bytes | str | Path | BinaryIO) -> bytes:
    if isinstance(file, bytes):
        content = file
    elif isinstance(file, (str, Path)):
        try:
            with Path(file).open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise UnreadableImage(
                f"{Path(file).name} cannot be opened ({error.strerror}): choose another file.",
            ) from None
    else:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        remedy = _smaller("JPEG" if content.startswith(jpeg.SIGNATURE) else None)
        raise UnreadableImage(f"The file is larger than {MOST_BYTES // 10**6} MB: {remedy}.")
    if not content:
        raise UnreadableImage(f"The file is empty: {KNOWN}.")
    return content


def _check_size(image_format: str | None, width: int, height: int) -> None:
    if width * height > MOST_PIXELS.get(image_format or "", MOST_PIXELS_ELSE):
        raise _too_large(image_format)


def _too_large(image_format: str | None = None) -> UnreadableImage:
    most = MOST_PIXELS.get(image_format or "", MOST_PIXELS_ELSE) // 10**6
    return UnreadableImage(f"The picture has more than {most} million pixels: {_smaller(image_format)}.")


def _smaller(image_format: str | None) -> str:
    return "save it smaller" if image_format == "JPEG" else "save it smaller, or as JPEG"


def _webp_size(content: bytes) -> tuple[int, int]:
    """Return the width and height that a WebP file claims, else 0, 0.

    Its decoder makes room for the picture before it can be asked.
    """
    kind, head = content[12:16], content[16:34].ljust(18, b"\0")
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return 0, 0
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[8:11], "little"), 1 + int.from_bytes(head[11:14], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[5:9], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[10:14])
    return width & 0x3FFF, height & 0x3FFF


def _why(content: bytes, error: Exception) -> str:
    """Return the sentence that says what is wrong with `content`, which raised `error`."""
    for magic, what in FOREIGN_FORMATS.items():
        if content.lstrip()[: len(magic)] == magic or content[4:8] == magic:
            return f"This is {what}."
    if isinstance(error, UnidentifiedImageError):
        return f"This is no picture, or of a kind that is not read here: {KNOWN}."
    if "truncated" in str(error).lower() or isinstance(error, EOFError):
        return "The file ends before its picture does: send or save it once more."
    kinds = "PNG" if content.startswith(jpeg.SIGNATURE) else "PNG or JPEG"
    return f"The picture is damaged, or of a rare kind: open it in another program and save it as {kinds}."


def _turn(image: Image.Image) -> int:
    try:
        turn = int(image.getexif().get(ORIENTATION, 1))
    # Metadata that cannot be read do not make the picture unreadable.
    except Exception:
        return 1
    return turn if 1 <= turn <= 8 else 1


def _more(image: Image.Image) -> bool:
    """Return whether an image has a page or frame after the first; one that is made smaller is none."""
    try:
        if not getattr(image, "is_animated", False) or image.format != "TIFF":
            return bool(getattr(image, "is_animated", False))
        for page in range(1, MOST_PAGES):
            image.seek(page)
            if not int(image.tag_v2.get(SUBFILE, 0)) & REDUCED:  # type: ignore[attr-defined]
                return True
    # Damage after the first does not make it unreadable.
    except Exception:
        return False
    return False


def _of_array(array: np.ndarray) -> Image.Image:
    """Return floats from 0 to 1, or uint8, as an image; raises UnreadableImage where they are no picture."""
    fits = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in {3, 4})
    if not fits or not array.size or array.dtype.kind not in "fbu":
        raise UnreadableImage(
            f"A picture is an array (H, W), (H, W, 3) or (H, W, 4), got {array.shape} of {array.dtype}.",
        )
    if array.dtype != np.uint8:
        array = np.rint(np.nan_to_num(array.astype(np.float32)).clip(0, 1) * 255).astype(np.uint8)
    return Image.fromarray(array)


def _pixels(image: Image.Image) -> np.ndarray:
    """Return `image`, of any mode, as uint8 (H, W, 3) of at most LONGEST_SIDE; in strips, to save memory."""
    block, extent = -(-max(image.size) // LONGEST_SIDE), _extent(image)
    strips = [np.asarray(_plain(strip, extent).reduce(block)) for strip in _strips(image, block)]
    small = np.concatenate(strips)
    if small.shape[2] == 3:
        return small
    grounded = Image.fromarray(ground.on_ground(small))
    return np.array(grounded.reduce(-(-max(grounded.size) // LONGEST_SIDE)))


def _strips(image: Image.Image, block: int) -> Iterator[Image.Image]:
    rows = block * max(1, STRIP_PIXELS // (block * image.width))
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))


def _extent(image: Image.Image) -> tuple[float, float]:
    """Return the least and the largest number of an image whose numbers are of any range, else 0 and 255."""
    if image.mode[0] not in "IF":
        return 0.0, 255.0
    strips = [_numbers(strip) for strip in _strips(image, 1)]
    return min(float(strip.min()) for strip in strips), max(float(strip.max()) for strip in strips)


def _numbers(image: Image.Image) -> np.ndarray:
    return np.nan_to_num(np.asarray(image).astype(np.float32), posinf=0, neginf=0)


def _plain(image: Image.Image, extent: tuple[float, float]) -> Image.Image:
    """Return `image` as RGB, or as RGBA where it is transparent; numbers of any `extent` become 0 to 255."""
    if image.mode[0] in "IF":
        share = (_numbers(image) - extent[0]) / max(extent[1] - extent[0], 1e-6)
        image = Image.fromarray(np.rint(share * 255).astype(np.uint8))
    return image.convert("RGBA" if image.has_transparency_data else "RGB")
