"""`python -m benchmarks.pictures` writes the README's docs/*.png: the app, and the shifts, as they are."""

from pathlib import Path

import torch
from PIL import Image, ImageOps

from benchmarks.browser import opened, served, settle
from gapviz import data
from gapviz.shifts import SHIFTS

FOLDER = Path(__file__).parents[1] / "docs"
SHOTS = {
    "hook-light": ("?guess.00=70", "light", 900, 1060),
    "noiseless-dark": ("Noiseless_is_bad?guess.05=80", "dark", 900, 1060),
    "hook-phone": ("?guess.00=70", "light", 390, 1060),
}
"""Name of a picture: path, colour scheme, width and height in pixels."""
WALL = "Printed_digits?typeface_wall.category=sans&typeface_wall.misread=1", ".st-key-figure-typeface_wall"
PARTS = {"typefaces-light": (*WALL, "light"), "typefaces-dark": (*WALL, "dark")}
"""Name of a picture: path, the figure whose chart it shows, and colour scheme."""

EACH, ZOOM = 12, 3
"""Digits a habit in the gallery of habits, and screen pixels a pixel."""
INK, PAPER = "#1D1B18", "#F2EEE3"


def gallery() -> Image.Image:
    """Return test digits as MNIST has them, and under each the same in another hand, at severity 3.

    There are two rows a habit.
    """
    test, rows = data.load("mnist", "test"), []
    for entry in SHIFTS.values():
        if entry.family == "handwriting":
            images = test.at(test.places(*entry.classes)[:: len(test) // 10 // EACH][:EACH])
            rows += [torch.cat(list(some[:, 0]), 1) for some in (images, entry(images, severity=3))]
    sheet = Image.fromarray((torch.cat(rows) * 255).byte().numpy())
    grey = ImageOps.colorize(sheet, PAPER, INK)
    return grey.resize((grey.width * ZOOM, grey.height * ZOOM), Image.Resampling.NEAREST)


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    gallery().quantize(64).save(FOLDER / "habits.png", optimize=True)
    with served() as address:
        for name, (path, scheme, width, height) in SHOTS.items():
            with opened(f"{address}/{path}", scheme=scheme, width=width, height=height) as page:
                settle(page)
                page.screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")
        for name, (path, figure, scheme) in PARTS.items():
            with opened(f"{address}/{path}", scheme=scheme, width=900, height=1060) as page:
                settle(page)
                page.locator(f"{figure} .stPlotlyChart").screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
