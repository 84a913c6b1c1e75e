"""Fonts for the tests: built from nothing, taken from those that are there, and damaged."""

import importlib.util
import io
import random
import struct
from pathlib import Path

from fontTools import subset
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.sbixGlyph import Glyph
from fontTools.ttLib.tables.sbixStrike import Strike
from PIL import Image

DIGITS = "0123456789"
STATIC = Path(__file__).parents[1] / "static"
NAMES = {"familyName": "Crafted", "styleName": "Regular"}


def saved(font, flavor=None):
    """The bytes of a font, or of a collection."""
    file = io.BytesIO()
    if flavor:
        font.flavor = flavor
    font.save(file)
    return file.getvalue()


def crafted(digits=DIGITS, names=NAMES, upem=1000, outlined=DIGITS, alike=False, cff=False, like=""):
    """A font whose digits are boxes, each of another width; one that is not `outlined` is blank.

    What stands for missing letters may look `like` one of them.
    """
    glyphs = {f"d{digit}": digit for digit in digits}
    builder = FontBuilder(upem, isTTF=not cff)
    builder.setupGlyphOrder([".notdef", *glyphs])
    builder.setupCharacterMap({ord(digit): name for name, digit in glyphs.items()})
    drawn = {}
    for name in (".notdef", *glyphs):
        pen = T2CharStringPen(600, None) if cff else TTGlyphPen(None)
        if name == ".notdef" or glyphs[name] in outlined:
            digit = like if name == ".notdef" else glyphs[name]
            width = 500 if not digit else 300 if alike else 200 + 20 * int(digit)
            for place, point in enumerate([(50, 0), (50, 700), (50 + width, 700), (50 + width, 0)]):
                (pen.lineTo if place else pen.moveTo)(point)
            pen.closePath()
        drawn[name] = pen.getCharString() if cff else pen.glyph()
    if cff:
        builder.setupCFF("Crafted", {}, drawn, {})
    else:
        builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(dict.fromkeys(drawn, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(names)
    builder.setupOS2()
    builder.setupPost()
    return builder.font


def symbols(first=0xF000):
    """A font whose digits are no letters to it, but symbols, of numbers from the first on."""
    return mapped_by(crafted(), 3, 0, 4, first)


def mapped_by(font, platform, encoding, kind, first=0):
    """The font with one mapping alone, of a format, to codes from the first on, and no names of letters."""
    found = {first + ord(name[1]): name for name in font.getGlyphOrder()[1:]}
    mapping = CmapSubtable.newSubtable(kind)
    mapping.platformID, mapping.platEncID, mapping.language = platform, encoding, 0
    mapping.cmap = found
    if kind == 12:
        mapping.format, mapping.reserved, mapping.length, mapping.nGroups = 12, 0, 0, 0
    font["cmap"].tables = [mapping]
    font["post"].formatType = 3
    return font


def named(family, style="Regular", kinds=((3, 1, 0x409),)):
    """A font with names, by platform, encoding and language."""
    font = crafted()
    font["name"].names = []
    for platform, encoding, language in kinds:
        for number, name in ((1, family), (2, style)):
            font["name"].setName(name, number, platform, encoding, language)
    return font


def coloured(outlined=""):
    """A font whose digits are layers of colour; those that are not outlined have nothing else."""
    font = crafted(outlined=outlined)
    font["COLR"] = buildCOLR({f"d{digit}": [(".notdef", 0)] for digit in DIGITS}, version=0)
    font["CPAL"] = buildCPAL([[(1, 0, 0, 1)]])
    return font


def pictured():
    """A font whose digits are pictures, besides their outlines."""
    font = crafted()
    font["sbix"] = newTable("sbix")
    font["sbix"].strikes[100] = strike = Strike(ppem=100, resolution=72)
    picture = io.BytesIO()
    Image.new("RGBA", (50, 70), "red").save(picture, "PNG")
    for name in font.getGlyphOrder():
        strike.glyphs[name] = Glyph(glyphName=name, graphicType="png ", imageData=picture.getvalue())
    return font


def table(tag, content):
    """A table that means nothing."""
    found = DefaultTable(tag)
    found.data = content
    return found


def collected():
    """A collection of two faces."""
    collection = TTCollection()
    collection.fonts = [crafted(), crafted(names={"familyName": "Other", "styleName": "Bold"})]
    return saved(collection)


def hinted():
    """The digits of a typeface whose letters are programs, from a package of captum’s; None without."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        return None
    font = TTFont(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf")
    cut = subset.Subsetter(subset.Options(hinting=True, drop_tables=["FFTM", "kern", "GPOS", "GSUB"]))
    cut.populate(text=DIGITS + "A")
    cut.subset(font)
    return saved(font)


def originals():
    """Fonts of every kind that is taken."""
    kinds = [saved(crafted()), saved(crafted(cff=True)), saved(crafted(), "woff"), collected(), hinted()]
    kinds += [saved(symbols()), saved(mapped_by(crafted(), 3, 10, 12), "woff2")]
    kinds.append((STATIC / "source-serif-4-latin-wght-normal.woff2").read_bytes())
    return [content for content in kinds if content]


def damaged(content, dice):
    """`content` with bytes changed, cut off or doubled, and tables that lie, swap places or stand twice."""
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        kind = dice.choice(
            (
                "byte",
                "byte",
                "byte",
                "number",
                "number",
                "cut",
                "end",
                "double",
                "lie",
                "lie",
                "swap",
                "twice",
            )
        )
        at = (
            dice.randrange(4, max(5, min(len(changed), 300)))
            if dice.random() < 0.4
            else dice.randrange(4, max(5, len(changed)))
        )
        tables = min(struct.unpack_from(">H", content, 4)[0], 40)
        one, other = (12 + 16 * dice.randrange(max(tables, 1)) for _ in range(2))
        if kind == "byte":
            changed[at : at + 1] = bytes([dice.randrange(256)])
        elif kind == "number":
            changed[at : at + 4] = dice.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\1\0\0")
            )
        elif kind == "cut":
            del changed[at : at + dice.randrange(1, 60)]
        elif kind == "end":
            del changed[at:]
        elif kind == "double":
            changed[at:at] = changed[at : at + dice.randrange(1, 60)]
        elif kind == "lie":
            field, number = (
                dice.choice((8, 12)),
                dice.choice((0, 1, len(changed), 2**31, 2**32 - 1, dice.randrange(2 * len(changed) + 1))),
            )
            changed[one + field : one + field + 4] = struct.pack(">I", number)
        elif kind == "swap":
            changed[one : one + 4], changed[other : other + 4] = (
                changed[other : other + 4],
                changed[one : one + 4],
            )
        else:
            changed[one : one + 16] = changed[other : other + 16]
    return bytes(changed)


def mutated(count, seed):
    """So many damaged fonts; the same ones for the same seed."""
    dice, kinds = random.Random(seed), originals()
    return [damaged(kinds[number % len(kinds)], dice) for number in range(count)]
