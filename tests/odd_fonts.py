"""Files that may come as a font: every kind that is drawn, and what is refused, with its sentence."""

import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache

from fontTools.ttLib import TTFont
from PIL import Image

from gapviz.imaging.typefaces import child, untrusted
from gapviz.imaging.typefaces.untrusted import UnreadableFont
from tests import fonts

CRAFTED = fonts.saved(fonts.crafted())


def sentence(problem: UnreadableFont | str) -> str:
    """The message of a refusal, which is one plain sentence."""
    message = str(problem)
    assert message.endswith(".")
    assert message[:-1].count(". ") == 0
    assert "\n" not in message
    assert len(message) < 140
    assert not any(word in message for word in ("Traceback", "Error", "0x", str(untrusted.ROOT)))
    return message


def webbed() -> bytes:
    return fonts.saved(fonts.crafted(), "woff")


def with_number(content: bytes, at: int, number: int) -> bytes:
    return content[:at] + struct.pack(">I", number) + content[at + 4 :]


@cache
def bomb() -> bytes:
    """A font for the web of some hundred kilobytes, which unpacks to nearly as much as is allowed."""
    font = fonts.crafted()
    font["ZERO"] = fonts.table("ZERO", bytes(untrusted.MOST_UNPACKED - 10_000))
    return fonts.saved(font, "woff")


TAKEN: dict[str, Callable[[], bytes]] = {
    "TrueType": lambda: CRAFTED,
    "TrueType of a Macintosh": lambda: b"true" + CRAFTED[4:],
    "OpenType": lambda: fonts.saved(fonts.crafted(cff=True)),
    "collection": fonts.collected,
    "WOFF": webbed,
    "mapped as symbols": lambda: fonts.saved(fonts.symbols()),
    "mapped as symbols of the letters' numbers": lambda: fonts.saved(fonts.symbols(0)),
    "mapped as symbols, WOFF": lambda: fonts.saved(fonts.symbols(), "woff"),
    "mapped as symbols, WOFF2": lambda: fonts.saved(fonts.symbols(), "woff2"),
    "mapped as an old Macintosh did": lambda: fonts.saved(fonts.mapped_by(fonts.crafted(), 1, 0, 0)),
    "colour and outlines": lambda: fonts.saved(fonts.coloured(fonts.DIGITS)),
    "WOFF2": (fonts.STATIC / "inter-latin-wght-normal.woff2").read_bytes,
}


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("crafted.ttf", CRAFTED)
    return file.getvalue()


def png() -> bytes:
    file = io.BytesIO()
    Image.new("L", (9, 9)).save(file, "PNG")
    return file.getvalue()


def without_digits(font: TTFont) -> bytes:
    """A font that is mapped to other letters."""
    return fonts.saved(fonts.mapped_by(font, 3, 1, 4, first=0x100))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "The file is empty: choose a TrueType"),
    "text": (lambda: "seven – ÿ\r\n\t".encode() * 500, "This is a text file: choose a TrueType"),
    "zeros": (lambda: bytes(10**6), "no font that is read here"),
    "picture": (png, "This is a picture"),
    "archive": (archive, "This is an archive"),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(100), "This is a PDF"),
    "EOT": (lambda: struct.pack("<II", 400, 300) + bytes(26) + b"LP" + CRAFTED, "an Embedded OpenType font"),
    "Type 1": (lambda: b"%!PS-AdobeFont-1.0: Crafted\n", "a Type 1 font"),
    "Type 1, binary": (lambda: b"\x80\x01\x10\0\0\0%!PS-AdobeFont", "a Type 1 font"),
    "PCF": (lambda: b"\x01fcp" + bytes(100), "a bitmap font"),
    "BDF": (lambda: b"STARTFONT 2.1\nENDFONT\n", "a bitmap font"),
    "SVG": (lambda: b'<?xml version="1.0"?><svg><font/></svg>', "an SVG font or picture"),
    "too many bytes": (lambda: CRAFTED + bytes(child.MOST_BYTES), "larger than 20 MB"),
    "magic alone": (lambda: CRAFTED[:4], "damaged, or of a rare kind"),
    "half a TrueType": (lambda: CRAFTED[: len(CRAFTED) // 2], "damaged, or of a rare kind"),
    "half a WOFF": (lambda: webbed()[:300], "damaged, or of a rare kind"),
    "half a WOFF2": (lambda: TAKEN["WOFF2"]()[:9000], "damaged, or of a rare kind"),
    "WOFF that claims too much": (lambda: with_number(webbed(), 16, 2**32 - 1), "unpacks to more than 60 MB"),
    "WOFF2 that claims too much": (
        lambda: with_number(TAKEN["WOFF2"](), 16, 2**31),
        "unpacks to more than 60 MB",
    ),
    "WOFF whose table lies": (
        lambda: with_number(webbed(), 44 + 12, 2**32 - 1),
        "damaged, or of a rare kind",
    ),
    "vast digits": (lambda: fonts.saved(fonts.crafted(upem=16)), "larger than 5 times its size"),
    "no digits": (lambda: fonts.saved(fonts.crafted("")), "This typeface has no digits"),
    "blank digits": (lambda: fonts.saved(fonts.crafted(outlined="")), "This typeface has no digits"),
    "digits that are all alike": (
        lambda: fonts.saved(fonts.crafted(alike=True)),
        "This typeface has no digits",
    ),
    "symbols that are no digits": (lambda: fonts.saved(fonts.symbols(0xF100)), "This typeface has no digits"),
    "one digit too few": (lambda: fonts.saved(fonts.crafted("012345689")), "This typeface lacks 7: choose"),
    "three digits too few": (
        lambda: fonts.saved(fonts.crafted(outlined="1245679")),
        "This typeface lacks 0, 3 and 8: choose",
    ),
    "letters that are pixels": (
        lambda: CRAFTED.replace(b"glyf", b"CBDT", 1).replace(b"loca", b"CBLC", 1),
        "are pictures or layers of colour: choose one with outlines.",
    ),
    "colour without outlines": (lambda: fonts.saved(fonts.coloured()), "are pictures or layers of colour"),
    "colour without outlines, WOFF2": (
        lambda: fonts.saved(fonts.coloured(), "woff2"),
        "are pictures or layers of colour",
    ),
    "pictures besides outlines": (lambda: fonts.saved(fonts.pictured()), "are pictures or layers of colour"),
    "colour without digits": (lambda: without_digits(fonts.coloured()), "This typeface has no digits"),
}
