"""Social pictures: what a link to a page looks like where it is shared. The gap scale, a title, a few words.

A picture is 1200 x 630 pixels, on the light ground whatever the reader's theme, in few colours. Its bytes
depend on what is drawn and on the versions of Pillow and FreeType alone.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from PIL import Image, ImageDraw, ImageFont

from gapviz.editions.article.blocks import PAGES_FOLDER
from gapviz.editions.article.html import GAP, INK, LINE, PAPER
from gapviz.figures import Gap
from gapviz.figures.charts import GREY, TEXT, WRONG, rgb

Pen: TypeAlias = ImageDraw.ImageDraw
Font: TypeAlias = ImageFont.FreeTypeFont
SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 80
"""Some places crop a picture, or round its corners."""
TEXT_WIDTH = WIDTH - 2 * MARGIN
SOFT, HERE = TEXT[GREY][0], TEXT[WRONG][0]
FACES = PAGES_FOLDER.parent / "static"
DISPLAY, BODY, LABEL = (f"{name}-latin-wght-normal.woff2" for name in ("fraunces", "source-serif-4", "inter"))
TITLES = ((84, 1), (66, 2), (54, 2), (46, 3))
"""Sizes of the title, and in how many lines it may stand in each."""
SCALE_AT, BAR, MARK = 490, 12, (10, 66)
"""Where the gap scale lies, its height, and width and height of a mark, all in pixels."""
BETWEEN = 36
"""Pixels between two labels, which are pushed apart where their marks are nearer than they are wide."""
BALANCE = 20
"""Pixels by which lines are narrowed as long as no further one is needed, so that none has one word."""
SHADES = 24
"""Of each colour on paper: the edges of letters."""


def picture(marks: Gap | None, title: str, words: str) -> bytes:
    """Return a PNG with the gap scale, where there are `marks`, a `title`, and `words` of a sentence or two.

    What does not fit ends in an ellipsis.
    """
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _head(pen)
    display, lines = _title(title)
    top = 116.0 if marks else 200.0
    top = _lines(pen, top, lines, display, INK, 1.12) + 14
    body = face(BODY, 400, 33)
    room = (SCALE_AT - 95 if marks else HEIGHT - MARGIN) - top
    _lines(pen, top, _wrapped(words, body, int(room // (33 * 1.35))), body, SOFT, 1.35)
    if marks:
        _scale(pen, marks)
    return _png(image)


def _head(pen: Pen) -> None:
    """Draw the article's name, after its icon."""
    pen.rounded_rectangle((MARGIN, 68, MARGIN + 58, 76), 4, LINE)
    pen.rectangle((MARGIN + 16, 68, MARGIN + 46, 75), GAP)
    pen.rectangle((MARGIN + 13, 54, MARGIN + 20, 90), GAP)
    pen.rectangle((MARGIN + 45, 54, MARGIN + 52, 90), INK)
    pen.text((MARGIN + 76, 72), "gapviz", SOFT, face(LABEL, 600, 28), "lm")


def _title(title: str) -> tuple[Font, list[str]]:
    """Return the largest typeface that a title is short enough for, or the smallest, and its lines."""
    for size, most in TITLES:
        font = face(DISPLAY, 560, size)
        lines = list(_filled(title.split(), font, TEXT_WIDTH))
        if len(lines) <= most:
            break
    return font, _wrapped(title, font, most)


def _scale(pen: Pen, marks: Gap) -> None:
    clean, here = (_at(one.value) for one in (marks.clean, marks.here))
    pen.rounded_rectangle((MARGIN, SCALE_AT, WIDTH - MARGIN, SCALE_AT + BAR), BAR // 2, LINE)
    pen.rectangle((min(clean, here), SCALE_AT, max(clean, here), SCALE_AT + BAR), GAP)
    for place, colour in ((here, GAP), (clean, INK)):
        width, height = MARK
        above = SCALE_AT + (BAR - height) // 2
        box = place - width // 2, above, place + width // 2, above + height
        pen.rounded_rectangle(box, 3, colour)
    for label, middle in zip(*labels(marks), strict=True):
        pen.text((middle, SCALE_AT - 60), label.number, label.colour, face(LABEL, 650, 46), "mm")
        for line, words in enumerate(label.words):
            pen.text((middle, SCALE_AT + 72 + 34 * line), words, SOFT, face(LABEL, 400, 28), "mm")


def labels(marks: Gap) -> tuple[tuple["Label", "Label"], tuple[float, float]]:
    """Return the labels of the two marks, here and the test set's, and where their middles stand."""
    both = _label(marks.here.value, marks.label, HERE), _label(marks.clean.value, marks.clean_label, INK)
    return both, _apart(both, (_at(marks.here.value), _at(marks.clean.value)))


@dataclass(frozen=True)
class Label:
    """What stands at a mark: its `number` above the scale, its `words` under it."""

    number: str
    words: list[str]
    colour: str

    @property
    def half(self) -> float:
        """Half its width in pixels."""
        widths = [face(LABEL, 400, 28).getlength(line) for line in self.words]
        return max(face(LABEL, 650, 46).getlength(self.number), *widths) / 2


def _label(share: float, words: str, colour: str) -> Label:
    return Label(f"{100 * share:.1f} %", _wrapped(words, face(LABEL, 400, 28), 2, 400) or [""], colour)


def _apart(labels: tuple[Label, Label], marks: tuple[int, int]) -> tuple[float, float]:
    """Return the middles of two labels: at their marks, but within the margins, and beside each other."""
    low, high = sorted((0, 1), key=lambda one: marks[one])
    places = [
        min(max(mark, MARGIN + label.half), WIDTH - MARGIN - label.half)
        for mark, label in zip(marks, labels, strict=True)
    ]
    apart = labels[low].half + labels[high].half + BETWEEN
    if places[high] - places[low] < apart:
        places[high] = min(
            max(places[high], MARGIN + labels[low].half + apart), WIDTH - MARGIN - labels[high].half
        )
        places[low] = places[high] - apart
    return places[0], places[1]


def _at(share: float) -> int:
    return MARGIN + round(TEXT_WIDTH * share)


def _lines(pen: Pen, top: float, lines: list[str], font: Font, colour: str, spacing: float) -> float:
    """Write lines under each other from the left margin, and return where they end."""
    for line in lines:
        pen.text((MARGIN, top), line, colour, font, "la")
        top += font.size * spacing
    return top


def _wrapped(text: str, font: Font, most: int, width: int = TEXT_WIDTH) -> list[str]:
    """Return `text` in at most so many lines within `width`, about as long; too long a text is cut."""
    words = text.split()
    lines = list(_filled(words, font, width))
    for narrower in range(width, width // 2, -BALANCE):
        tried = list(_filled(words, font, narrower))
        if len(tried) > len(lines):
            break
        lines = tried
    if len(lines) > most:
        lines = lines[: max(0, most)]
        lines[-1:] = [f"{line.rstrip(',;:')} …" for line in lines[-1:]]
    return [_cut(line, font, width) for line in lines]


def _filled(words: list[str], font: Font, width: int) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _cut(line: str, font: Font, width: int) -> str:
    """Return a line that is cut, with an ellipsis at its end, where it is wider than `width`."""
    while font.getlength(line) > width:
        kept = line.removesuffix(" …")
        line = (kept.rpartition(" ")[0] or kept[:-2]) + " …"
    return line


@lru_cache(32)
def face(file: str, weight: int, size: int) -> Font:
    """Return a typeface of the article at a weight; nothing changes it afterwards."""
    font = ImageFont.truetype(FACES / file, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(1)
def _palette() -> Image.Image:
    """Return an image whose palette has each colour in SHADES steps from paper."""
    paper: Any = rgb(PAPER)
    shades = [
        tuple(round(a + (b - a) * step / SHADES) for a, b in zip(paper, rgb(colour), strict=True))
        for colour in (INK, SOFT, HERE, GAP, LINE)
        for step in range(1, SHADES + 1)
    ]
    image = Image.new("P", (1, 1))
    image.putpalette([part for shade in (paper, *shades) for part in shade])
    return image


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    drawn = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    drawn.save(file, "PNG", compress_level=6)  # the smallest would be a tenth less, in ten times the time
    return file.getvalue()
