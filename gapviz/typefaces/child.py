"""What draws a stranger's font: a process of its own, which gives up most of its rights before it reads a byte.

    python -m gapviz.typefaces.child < FONT > ANSWER

The answer is HEAD, the two names, and ten pictures, a byte a pixel. It is bounded: nobody should take it on trust.
"""

import contextlib
import enum
import io
import struct
import sys

from PIL import (
    ImageFile,  # noqa: F401  Pillow imports it when used, and then no file may be opened any more
    ImageFont,
)

from gapviz.typefaces import glyphs

HEAD = struct.Struct(f">BH{2 * len(glyphs.DIGITS)}HBB")
"""A Problem, the digits that are lacking (a bit each), width and height of all ten, and the bytes of the family's and the style's name."""
MOST_BYTES = 20_000_000
MOST_SIDE, MOST_NAME = 1000, 255
"""Pixels of a digit's longer side, five times the em at most; bytes of a name."""
LIMITS = {
    "RLIMIT_AS": 512 * 2**20,
    "RLIMIT_CPU": 5,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_CORE": 0,
    "RLIMIT_NOFILE": 0,
    "RLIMIT_NPROC": 0,
}
"""Bytes of address space and seconds of a core; no file is written or opened, no process started (setrlimit, POSIX)."""


class Problem(enum.IntEnum):
    """Why there are no pictures, where there are none."""

    NONE = 0
    UNOPENED = 1
    VAST = 2


def limit() -> None:
    """Take the rights of LIMITS from this process for good; those that its system does not know of stay."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is all there is
        return
    for name, most in LIMITS.items():
        with contextlib.suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (most, most))


def answer(content: bytes) -> bytes:
    """Return the ten digits of the first face in a font file, or which are lacking, or a Problem."""
    try:
        face = glyphs.font(io.BytesIO(content))
        if _longest(face) > MOST_SIDE:
            return _packed(Problem.VAST)
        lacking = glyphs.lacking(face)
        digits = [] if lacking else glyphs.digits(face)
        names = [(name or "").encode()[:MOST_NAME] for name in _names(face)]
    # What reads damaged fonts fails in whatever way it meets first.
    except Exception:
        return _packed(Problem.UNOPENED)
    missing = sum(1 << int(digit) for digit in lacking)
    sizes = [side for digit in digits for side in digit.size]
    return _packed(Problem.NONE, missing, sizes, names) + b"".join([*names, *(digit.tobytes() for digit in digits)])


def _longest(face: ImageFont.FreeTypeFont) -> float:
    """Return the longest side of what is going to be drawn, in pixels, before any of it is."""
    boxes = [face.getbbox(letter) for letter in (*glyphs.DIGITS, glyphs.MISSING)]
    return max(max(right - left, bottom - top) for left, top, right, bottom in boxes)


def _names(face: ImageFont.FreeTypeFont) -> tuple[str | None, str | None]:
    try:
        return face.getname()
    except UnicodeDecodeError:
        return None, None


def _packed(problem: Problem, missing: int = 0, sizes: list[int] | None = None, names: list[bytes] | None = None) -> bytes:
    sides = sizes or [0] * 2 * len(glyphs.DIGITS)
    return HEAD.pack(problem, missing, *sides, *(len(name) for name in names or (b"", b"")))


def main() -> None:
    """Read a font from stdin, write the answer to stdout."""
    limit()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(MOST_BYTES + 1)))


if __name__ == "__main__":
    main()
