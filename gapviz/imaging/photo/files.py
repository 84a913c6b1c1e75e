"""Decoding of untrusted files: a picture of bounded size, or one plain sentence why not.

What a file is, its content says, not its name. Nothing is written to disk, and nothing is decoded before its
header has said how large it is. Large pictures are made smaller while they are read.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np
from PIL import Image, UnidentifiedImageError

File: TypeAlias = bytes | str | Path | BinaryIO | Image.Image | np.ndarray
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
LONGEST_SIDE = 1500
"""Pixels, at most, of the pictures that the steps work on: larger ones are averaged in blocks."""
STRIP_BLOCKS = 64
"""Blocks, from top to bottom, that are averaged in one go."""
MOST_BYTES = 40_000_000
MOST_PIXELS = {"WEBP": 13_000_000, "TIFF": 25_000_000}
MOST_PIXELS_ELSE = 30_000_000
"""By format: what decodes to more takes more than 200 MB. WebP is decoded in three copies, TIFF may hold four
bytes a number."""
MOST_SCANS = 64
"""Of a progressive JPEG, whose every scan costs a pass over the picture; usual are ten."""
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


class UnreadableImage(Exception):  # noqa: N818
    """A file that is no picture; the message says to whoever chose it what is wrong, and what to do."""


def read(file: File) -> tuple[np.ndarray, int]:
    """Return the picture in `file`, uint8 (H, W, 3), at most LONGEST_SIDE, and its EXIF orientation, 1 to 8.

    Of an animation it is the first picture; what is transparent is paper. An array is (H, W), (H, W, 3) or
    (H, W, 4), uint8, or floats from 0 to 1. Raises UnreadableImage.
    """
    if isinstance(file, (Image.Image, np.ndarray)):
        image, turn = (_of_array(file) if isinstance(file, np.ndarray) else file), 1
        _check_size(None, *image.size)
        return _pixels(image), turn
    content = _bytes(file)
    try:
        _check_size("WEBP", *_webp_size(content))
        if content.count(b"\xff\xda") > MOST_SCANS and content[:2] == b"\xff\xd8":
            raise UnreadableImage(
                f"This JPEG has more than {MOST_SCANS} scans: save it anew, and not as progressive.",
            )
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _check_size(image.format, *image.size)
            image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            return _pixels(image), _turn(image)
    except UnreadableImage:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    # A decoder of damaged files fails in whatever way it meets first.
    except Exception as error:
        raise UnreadableImage(_why(content, error)) from error


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
        raise UnreadableImage(
            f"The file is larger than {MOST_BYTES // 10**6} MB: save the picture smaller, or as JPEG.",
        )
    if not content:
        raise UnreadableImage(f"The file is empty: {KNOWN}.")
    return content


def _check_size(image_format: str | None, width: int, height: int) -> None:
    if width * height > MOST_PIXELS.get(image_format or "", MOST_PIXELS_ELSE):
        raise _too_large(image_format)


def _too_large(image_format: str | None = None) -> UnreadableImage:
    most = MOST_PIXELS.get(image_format or "", MOST_PIXELS_ELSE) // 10**6
    return UnreadableImage(f"The picture has more than {most} million pixels: save it smaller, or as JPEG.")


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
    return "The picture is damaged, or of a rare kind: open it in another program and save it as PNG or JPEG."


def _turn(image: Image.Image) -> int:
    try:
        turn = int(image.getexif().get(ORIENTATION, 1))
    # Metadata that cannot be read do not make the picture unreadable.
    except Exception:
        return 1
    return turn if 1 <= turn <= 8 else 1


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
    ground = Image.new("RGBA", small.shape[1::-1], _ground(small))
    return np.array(Image.alpha_composite(ground, Image.fromarray(small)).convert("RGB"))


def _strips(image: Image.Image, block: int) -> Iterator[Image.Image]:
    rows = block * STRIP_BLOCKS
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


def _ground(pixels: np.ndarray) -> str:
    """Return what lies under transparent `pixels`, uint8 (H, W, 4): white, or black under light strokes."""
    drawn = pixels[pixels[..., 3] > 127, :3]
    light = len(drawn) and len(drawn) < pixels[..., 3].size / 2 and np.median(drawn) > 127
    return "black" if light else "white"
