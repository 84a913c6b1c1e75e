"""Fonts that nobody vouches for: the ten digits of one, or one plain sentence why not.

What a file is, its content says, not its name. What reads fonts is code in C that a file may break, so they
are drawn in the sandbox, by a child that may open, write and start nothing, in bounded time and memory; what
it answers is checked. Nothing is written to disk.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from gapviz.core import sandbox
from gapviz.imaging.typefaces import child, glyphs
from gapviz.imaging.typefaces.child import HEAD, MOST_SIDE, Problem
from gapviz.imaging.typefaces.sfnt import MOST_UNPACKED

SIGNATURES = (b"\0\1\0\0", b"true", b"OTTO", b"ttcf", b"wOFF", b"wOF2")
"""How fonts begin that are taken: TrueType (two ways), OpenType, collections, and both packed for the web."""
TAKEN = "choose a TrueType, OpenType, WOFF or WOFF2 font"
PICTURE, ARCHIVE, TYPE_1, BITMAP = "a picture", "an archive", "a Type 1 font", "a bitmap font"
OTHER_FORMATS = {
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"RIFF": PICTURE,
    b"II*\0": PICTURE,
    b"MM\0*": PICTURE,
    b"BM": PICTURE,
    b"PK\x03\x04": ARCHIVE,
    b"\x1f\x8b": ARCHIVE,
    b"7z\xbc\xaf": ARCHIVE,
    b"Rar!": ARCHIVE,
    b"%PDF": "a PDF",
    b"%!": TYPE_1,
    b"\x80\x01": TYPE_1,
    b"typ1": TYPE_1,
    b"STARTFONT": BITMAP,
    b"\x01fcp": BITMAP,
}
"""How files begin that are no fonts of ours, and what they are."""
PACKED, UNPACKED_AT = (b"wOFF", b"wOF2"), 16
"""Fonts packed for the web, and where four bytes say how large they unpack (WOFF 1.0, 4)."""
MOST_EMS = MOST_SIDE // glyphs.HEIGHT
SENTENCES = {
    Problem.UNOPENED: "The font is damaged, or of a rare kind: fetch it once more, or choose another one.",
    Problem.VAST: f"The digits of this font are larger than {MOST_EMS} times its size: choose another font.",
    Problem.COLOURED: "The letters of this font are pictures or layers of colour: choose one with outlines.",
}
BROKEN = "This font breaks what draws it, or takes more time or memory than it is given: choose another one."
BUSY = "Other readers’ fonts are being drawn just now: try again in a minute."

LIMITS = sandbox.Limits(address_space=512 * 2**20, cpu_seconds=5, seconds=10.0, answer=child.MOST_ANSWER)
ROOT = Path(__file__).parents[3]
LONGEST_NAME, MOST_MARKS = 60, 2


class UnreadableFont(ValueError):  # noqa: N818
    """A file that is no font with digits; the message says what is wrong, and what to do."""


@dataclass(frozen=True)
class Typeface:
    """The ten digits of a face, drawn large, ink 255 on paper 0, each cut to its ink.

    Its names are plain text, or empty.
    """

    family: str
    style: str
    digits: tuple[Image.Image, ...]

    @property
    def name(self) -> str:
        """Family and style as a reader knows them."""
        style = "" if self.style.lower() == "regular" else self.style
        return f"{self.family} {style}".strip() or "a typeface without a name"


def read(content: bytes) -> Typeface:
    """Return the digits of a font file, of a collection those of its first face. Raises UnreadableFont."""
    _check(content)
    return understood(_asked(content))


def opened(content: bytes) -> Typeface:
    """Return the digits of a font file that is our own, drawn in this process. Raises UnreadableFont."""
    return understood(child.answer(content))


def _check(content: bytes) -> None:
    """Raise UnreadableFont for whatever can be refused without reading on."""
    if not content:
        raise UnreadableFont(f"The file is empty: {TAKEN}.")
    if len(content) > child.MOST_BYTES:
        remedy = "choose a font with fewer letters, or of one style"
        raise UnreadableFont(f"The file is larger than {child.MOST_BYTES // 10**6} MB: {remedy}.")
    if not content.startswith(SIGNATURES):
        raise UnreadableFont(f"This is {_what(content)}: {TAKEN}.")
    if content.startswith(PACKED) and int.from_bytes(content[UNPACKED_AT : UNPACKED_AT + 4]) > MOST_UNPACKED:
        most = f"{MOST_UNPACKED // 10**6} MB"
        raise UnreadableFont(f"The font unpacks to more than {most}: choose one with fewer letters.")


def _what(content: bytes) -> str:
    """Return what a file is that is no font of ours, in words."""
    head = content[:1000]
    for magic, what in OTHER_FORMATS.items():
        if head.startswith(magic):
            return what
    if head[34:36] == b"LP":
        return "an Embedded OpenType font"
    if b"<svg" in head:
        return "an SVG font or picture"
    written = "".join(head.decode(errors="ignore").split()).isprintable()
    return "a text file" if written else "no font that is read here"


def _asked(content: bytes) -> bytes:
    """Return what a child in the sandbox answers to `content`; raises UnreadableFont where it does not."""
    try:
        return sandbox.run(child.answer, content, LIMITS)
    except sandbox.BusySandboxError:
        raise UnreadableFont(BUSY) from None
    except sandbox.SandboxError:
        raise UnreadableFont(BROKEN) from None


def understood(answer: bytes) -> Typeface:
    """Return the typeface that a child's answer describes.

    Raises UnreadableFont where it is no answer, and where it says why there is none.
    """
    problem, lacking, sizes, (family, style), pixels = _parts(answer)
    if problem:
        raise UnreadableFont(SENTENCES[problem])
    if lacking:
        raise UnreadableFont(_lacking(lacking))
    digits, at = [], 0
    for width, height in sizes:
        digits.append(Image.frombytes("L", (width, height), pixels[at : at + width * height]))
        at += width * height
    return Typeface(plain(family), plain(style), tuple(digits))


def _parts(answer: bytes) -> tuple[Problem, list[str], list[tuple[int, int]], tuple[bytes, bytes], bytes]:
    """Return problem, lacking digits, sizes, names and pixels of an answer.

    Raises UnreadableFont unless it is one to the byte.
    """
    if len(answer) < HEAD.size:
        raise UnreadableFont(BROKEN)
    problem, missing, *sides, family, style = HEAD.unpack_from(answer)
    sizes, named = list(zip(sides[::2], sides[1::2], strict=True)), HEAD.size + family
    drawn = not problem and not missing
    whole = len(answer) == named + style + sum(width * height for width, height in sizes)
    fits = all(0 < side <= MOST_SIDE if drawn else side == 0 for side in sides)
    if not whole or not fits or missing >= 1 << len(glyphs.CHARACTERS) or problem not in list(Problem):
        raise UnreadableFont(BROKEN)
    lacking = [digit for digit in glyphs.CHARACTERS if missing >> int(digit) & 1]
    names = answer[HEAD.size : named], answer[named : named + style]
    return Problem(problem), lacking, sizes, names, answer[named + style :]


def _lacking(digits: list[str]) -> str:
    if len(digits) == len(glyphs.CHARACTERS):
        return "This typeface has no digits, or none in outline: choose one that has."
    which = " and ".join(filter(None, (", ".join(digits[:-1]), digits[-1])))
    return f"This typeface lacks {which}: choose one with all ten digits."


def plain(name: bytes) -> str:
    """Return a name as text of one line and bounded length.

    Characters that do not show, or turn the others around, are left out, and marks beyond the second over one
    letter.
    """
    text = unicodedata.normalize("NFC", name.decode(errors="ignore"))
    shown, marks = [], MOST_MARKS
    for letter in text:
        kind = " " if letter.isspace() else unicodedata.category(letter)[0]
        marks = marks + 1 if kind == "M" else 0
        if kind != "C" and marks <= MOST_MARKS:
            shown.append(" " if kind == " " else letter)
    return " ".join("".join(shown).split())[:LONGEST_NAME].strip()
