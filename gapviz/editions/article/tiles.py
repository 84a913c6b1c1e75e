"""Tiles as markup: ink in the page's own colour, and over it the picture of it that is saved or printed.

What comes in is text and is escaped.
"""

import base64
import html
import io

import numpy as np
from PIL import Image

from gapviz.figures import Tile
from gapviz.figures.charts import rgb

FIVES = 5
"""Pictures stand in rows of five where that leaves no row short, else of up to four."""
FAINT = 0.14
"""Opacity of a tile under the evidence that is laid over it."""
SAVED = 224
"""Pixels of the longer side of a saved tile, at least half of it."""
FOR, AGAINST = "#D2451E", "#0072B2"
"""The colours of evidence on white, as the style sheet has them for a light ground."""


def png(image: Image.Image) -> str:
    """Return an image as the data address of a PNG."""
    file = io.BytesIO()
    image.save(file, "PNG", optimize=False)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def mask(alpha: np.ndarray) -> str:
    """Return an ink map, float (H, W) in [0, 1], as the data address of a picture that is as opaque."""
    opaque = np.zeros((*alpha.shape, 2), np.uint8)
    opaque[..., 1] = np.round(np.clip(alpha, 0, 1) * 255)
    return png(Image.fromarray(opaque, "LA"))


def _layer(alpha: np.ndarray, kind: str) -> str:
    """Return an ink map, float (H, W) in [0, 1], as the mask of a layer in one colour."""
    mask_of = mask(alpha)
    return (
        f'<i class="gv-ink {kind}" style="-webkit-mask-image:url({mask_of});mask-image:url({mask_of})"></i>'
    )


def _ink(pixels: np.ndarray, opacity: float) -> str:
    """Return ink, uint8 (H, W), in the page's own colour."""
    return _layer(pixels / 255 * opacity, "")


def _colour(pixels: np.ndarray, opacity: float) -> str:
    """Return a colour picture, uint8 (H, W, 3), as it is; in greys where it only stands under evidence.

    No theme recolours it. In colour its own hues would pass for evidence.
    """
    image = Image.fromarray(pixels, "RGB")
    if opacity < 1:
        image = image.convert("L")
        image.putalpha(round(opacity * 255))
    return f'<img class="gv-colour" alt="" src="{png(image)}">'


def saved(picture: Tile) -> Image.Image:
    """Return a tile as the picture that a reader saves or prints: on white, its pixels large."""
    height, width = picture.pixels.shape[:2]
    opacity = 1 if picture.evidence is None else FAINT
    grey = picture.pixels.ndim == 2
    light = 1 - picture.pixels / 255 if grey else picture.pixels / 255
    if picture.evidence is not None:
        light = light if grey else light.mean(2)
        drawn = np.repeat((1 - opacity * (1 - light))[..., None], 3, axis=2)
        for share, colour in ((picture.evidence, FOR), (-picture.evidence, AGAINST)):
            alpha = np.clip(share, 0, 1)[..., None]
            drawn = drawn * (1 - alpha) + np.array(rgb(colour)) / 255 * alpha
        light, grey = drawn, False
    image = Image.fromarray(np.round(255 * light).astype(np.uint8), "L" if grey else "RGB")
    times = max(1, SAVED // max(height, width))
    return image.resize((times * width, times * height), Image.Resampling.NEAREST)


def tile(picture: Tile) -> str:
    """Return one tile, crisp, with alt text, label and verdict: ink in the page's colour, colour as it is.

    Over its layers lies, unseen, the picture that is saved, and printed.
    """
    opacity = 1 if picture.evidence is None else FAINT
    drawn = _colour if picture.pixels.ndim == 3 else _ink
    layers = drawn(picture.pixels, opacity)
    if picture.evidence is not None:
        layers += _layer(np.maximum(picture.evidence, 0), "for")
        layers += _layer(np.maximum(-picture.evidence, 0), "against")
    height, width = picture.pixels.shape[:2]
    label = (
        f'<figcaption class="{picture.verdict}">{html.escape(picture.label)}</figcaption>'
        if picture.label
        else ""
    )
    if picture.sides:
        sides = zip(("for", "against"), picture.sides, strict=True)
        label = (
            "<figcaption>"
            + " ".join(f'<span class="{kind}">{html.escape(words)}</span>' for kind, words in sides)
            + "</figcaption>"
        )
    alt = html.escape(picture.alt, quote=True)
    layers += f'<img class="gv-saved" alt="{alt}" src="{png(saved(picture))}">'
    box = f'<div style="aspect-ratio:{width}/{height}">{layers}</div>'
    return f'<figure class="gv-digit">{box}{label}</figure>'


def tiles(pictures: tuple[Tile, ...]) -> str:
    """Return tiles as a grid; those of one group stand over each other."""
    groups: dict[int, list[str]] = {}
    for place, picture in enumerate(pictures):
        together = any(picture.group for picture in pictures)
        groups.setdefault(picture.group if together else place, []).append(tile(picture))
    cells = "".join(f'<div class="gv-cell">{"".join(group)}</div>' for group in groups.values())
    in_a_row = FIVES if len(groups) % FIVES == 0 else min(len(groups), FIVES - 1)
    return f'<div class="gv-digits n{in_a_row}">{cells}</div>'
