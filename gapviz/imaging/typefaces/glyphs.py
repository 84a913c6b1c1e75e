"""Digits drawn large in a typeface.

Of our own this imports nothing, so that a child of the sandbox, for a stranger's file, starts quickly.
"""

import io
from pathlib import Path

from PIL import Image, ImageFont

HEIGHT = 200
"""Pixels of the em at which digits are drawn, ten times as large as they are counted."""
CHARACTERS = "0123456789"
MISSING = "\uffff"
"""No typeface has it: what is drawn instead stands for whatever a typeface lacks."""


def font(file: Path | io.BytesIO, height: int = HEIGHT, encoding: str = "") -> ImageFont.FreeTypeFont:
    """Return a typeface; raises OSError where Pillow cannot read it.

    Its letters are asked for in Unicode, or in another `encoding`, as Pillow calls it.
    """
    return ImageFont.truetype(file, height, encoding=encoding, layout_engine=ImageFont.Layout.BASIC)


def digits(face: ImageFont.FreeTypeFont, letters: str = CHARACTERS) -> list[Image.Image]:
    """Return the ten digits of a typeface, ink 255 on paper 0, each cut to its ink; `letters` ask for them.

    One without ink is a single white pixel.
    """
    return [_inked(face, letter) or Image.new("L", (1, 1)) for letter in letters]


def lacking(face: ImageFont.FreeTypeFont, letters: str = CHARACTERS, mapped: str = "") -> str:
    """Return the digits that a typeface lacks; `letters` ask for them, and `mapped` are known to be there.

    They are those without ink, of all others those drawn like what no typeface has, and all of them if all
    are alike.
    """
    found = {digit: _inked(face, letter) for digit, letter in zip(CHARACTERS, letters, strict=True)}
    nothing = _inked(face, MISSING)
    if all(one == found[CHARACTERS[0]] for one in found.values()):
        return CHARACTERS
    unknown = set(CHARACTERS) - set(mapped)
    return "".join(
        digit for digit, one in found.items() if one is None or (one == nothing and digit in unknown)
    )


def _inked(face: ImageFont.FreeTypeFont, letter: str) -> Image.Image | None:
    mask = face.getmask(letter, mode="L")
    if not all(mask.size):
        return None
    drawn = Image.frombytes("L", mask.size, bytes(mask))
    box = drawn.getbbox()
    return drawn.crop(box) if box else None
