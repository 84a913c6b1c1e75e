"""The entry of the sandbox that draws a stranger's font: bytes of a file in, bytes of an answer out.

The answer is HEAD, the two names, and ten pictures, a byte a pixel. It is bounded: nobody should take it on
trust.
"""

import enum
import io
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from PIL import (
    ImageFile,  # noqa: F401  Pillow imports it when used, and then no file may be opened any more
    ImageFont,
)

from gapviz.imaging.typefaces import glyphs, sfnt

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
    COLOURED = 3


class Way(NamedTuple):
    """A way to ask for digits: how Pillow calls an encoding, where it is in a font, and its code of the 0."""

    encoding: str
    where: set[tuple[int, int]]
    zero: int

    @property
    def codes(self) -> range:
        """The codes of the ten digits."""
        return range(self.zero, self.zero + len(glyphs.CHARACTERS))


ZERO, SYMBOLS = ord(glyphs.CHARACTERS[0]), 0xF000
"""The first digit, and where symbols begin: letters are among them, or symbols of their own number."""
WAYS = (
    Way("", sfnt.UNICODE, ZERO),
    Way("symb", sfnt.SYMBOL, SYMBOLS + ZERO),
    Way("symb", sfnt.SYMBOL, ZERO),
    Way("armn", sfnt.ROMAN, ZERO),
)
"""The one that finds most digits is taken, of equals the first."""


class Found(NamedTuple):
    """A typeface, the letters that ask for its digits, and the digits that it has and lacks."""

    face: ImageFont.FreeTypeFont
    letters: str
    mapped: str
    lacking: str


def answer(content: bytes) -> bytes:
    """Return the ten digits of the first face in a font file, or which are lacking, or a Problem."""
    tables = _tables(content)
    try:
        all_found = list(_found(content, _table(tables, "cmap")))
        if any(found is None for found in all_found):
            return _head(Problem.VAST)
        best = min(filter(None, all_found), key=lambda found: len(found.lacking))
        if best.lacking == glyphs.CHARACTERS and best.mapped and sfnt.PICTURES & tables.keys():
            return _head(Problem.COLOURED)
        digits = [] if best.lacking else glyphs.digits(best.face, best.letters)
        names = [name.encode()[:MOST_NAME] for name in _names(best.face, _table(tables, "name"))]
    # What reads damaged fonts fails in whatever way it meets first.
    except Exception:
        outlined = sfnt.OUTLINES & tables.keys() and not sfnt.PIXELS & tables.keys()
        coloured = sfnt.PICTURES & tables.keys() and not outlined
        return _head(Problem.COLOURED if coloured else Problem.UNOPENED)
    missing = sum(1 << int(digit) for digit in best.lacking)
    sizes = [side for digit in digits for side in digit.size]
    head = _head(Problem.NONE, missing, sizes, tuple(len(name) for name in names))
    return b"".join([head, *names, *(digit.tobytes() for digit in digits)])


def _found(content: bytes, cmap: bytes) -> Iterator[Found | None]:
    """Yield what each way finds, until one finds all; None where the digits are vast.

    Raises what Pillow raises where it cannot open the font.
    """
    for way in WAYS:
        codes = _mapped(cmap, way)
        if codes is None and way is not WAYS[0]:
            continue
        face = glyphs.font(io.BytesIO(content), encoding=way.encoding)
        letters = "".join(map(chr, way.codes))
        if _longest(face, letters) > MOST_SIDE:
            yield None
            return
        mapped = "".join(glyphs.CHARACTERS[code - way.zero] for code in sorted(codes or ()))
        lacking = glyphs.lacking(face, letters, mapped)
        yield Found(face, letters, mapped, lacking)
        if not lacking:
            return


def _longest(face: ImageFont.FreeTypeFont, letters: str) -> float:
    """Return the longest side of what is going to be drawn, in pixels, before any of it is."""
    boxes = [face.getbbox(letter) for letter in (*letters, glyphs.MISSING)]
    return max(max(right - left, bottom - top) for left, top, right, bottom in boxes)


def _tables(content: bytes) -> sfnt.Tables:
    with suppress(Exception):
        return sfnt.tables(content)
    return {}


def _table(tables: sfnt.Tables, tag: str) -> bytes:
    """Return the bytes of a table; none where there is none, or it is damaged."""
    with suppress(Exception):
        return tables[tag]()
    return b""


def _mapped(cmap: bytes, way: Way) -> set[int] | None:
    with suppress(Exception):
        return sfnt.mapped(cmap, way.where, way.codes)
    return None


def _names(face: ImageFont.FreeTypeFont, table: bytes) -> tuple[str, str]:
    """Return the names of family and style, as the table has them, else as far as Pillow knows them."""
    with suppress(Exception):
        return sfnt.names(table)
    with suppress(UnicodeDecodeError):
        family, style = face.getname()
        return family or "", style or ""
    return "", ""


def _head(problem: Problem, missing: int = 0, sizes: Numbers = (), names: Numbers = (0, 0)) -> bytes:
    return HEAD.pack(problem, missing, *(sizes or [0] * 2 * len(glyphs.CHARACTERS)), *names)
