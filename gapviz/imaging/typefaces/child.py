"""The entry of the sandbox that draws a stranger's font: bytes of a file in, bytes of an answer out.

The answer is HEAD, the two names, and ten pictures, a byte a pixel. It is bounded: nobody should take it on
trust.
"""

import enum
import io
import struct
from collections.abc import Sequence

from PIL import (
    ImageFile,  # noqa: F401  Pillow imports it when used, and then no file may be opened any more
    ImageFont,
)

from gapviz.imaging.typefaces import glyphs

HEAD = struct.Struct(f">BH{2 * len(glyphs.CHARACTERS)}HBB")
"""A Problem, the digits that are lacking (a bit each), width and height of each, the lengths of two names.

The names are those of the family and of the style.
"""
MOST_BYTES = 20_000_000
MOST_SIDE, MOST_NAME = 1000, 255
"""Pixels of a digit's longer side, five times the em at most; bytes of a name."""
MOST_ANSWER = HEAD.size + 2 * MOST_NAME + len(glyphs.CHARACTERS) * MOST_SIDE**2
Numbers = Sequence[int]


class Problem(enum.IntEnum):
    """Why there are no pictures, where there are none."""

    NONE = 0
    UNOPENED = 1
    VAST = 2


def answer(content: bytes) -> bytes:
    """Return the ten digits of the first face in a font file, or which are lacking, or a Problem."""
    try:
        face = glyphs.font(io.BytesIO(content))
        if _longest(face) > MOST_SIDE:
            return _head(Problem.VAST)
        lacking = glyphs.lacking(face)
        digits = [] if lacking else glyphs.digits(face)
        names = [(name or "").encode()[:MOST_NAME] for name in _names(face)]
    # What reads damaged fonts fails in whatever way it meets first.
    except Exception:
        return _head(Problem.UNOPENED)
    missing = sum(1 << int(digit) for digit in lacking)
    sizes = [side for digit in digits for side in digit.size]
    head = _head(Problem.NONE, missing, sizes, tuple(len(name) for name in names))
    return b"".join([head, *names, *(digit.tobytes() for digit in digits)])


def _longest(face: ImageFont.FreeTypeFont) -> float:
    """Return the longest side of what is going to be drawn, in pixels, before any of it is."""
    boxes = [face.getbbox(letter) for letter in (*glyphs.CHARACTERS, glyphs.MISSING)]
    return max(max(right - left, bottom - top) for left, top, right, bottom in boxes)


def _names(face: ImageFont.FreeTypeFont) -> tuple[str | None, str | None]:
    try:
        return face.getname()
    except UnicodeDecodeError:
        return None, None


def _head(problem: Problem, missing: int = 0, sizes: Numbers = (), names: Numbers = (0, 0)) -> bytes:
    return HEAD.pack(problem, missing, *(sizes or [0] * 2 * len(glyphs.CHARACTERS)), *names)
