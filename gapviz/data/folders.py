"""Labelled folders (ground truth) of real paper: scans sorted by digit, and photographs of sudokus.

Two layouts are known. Digits lie in folders named after them, DIGIT/FILE or WRITER/DIGIT/FILE
(github.com/kensanata/numbers). Sudokus are .jpg beside a .dat, whose last nine lines are the cells with 0 for
none, and a CSV of the corners of the grids (github.com/wichtounet/sudoku_dataset). A photograph without
corners is left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from gapviz.imaging.photo.perspective import rectified

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
CORNERS = "outlines*.csv"
CELLS = 9
"""Of a sudoku, along each side."""


@dataclass(frozen=True)
class Sample:
    """A picture of one digit: `source` is its writer, or the photograph that it is from."""

    source: str
    label: int
    picture: Path | np.ndarray
    printed: bool


def samples(folder: Path) -> Iterator[Sample]:
    """Yield the digits of all scans and sudokus below `folder`; raises ValueError where there is neither."""
    scans = sorted(path for path in folder.glob("**/[0-9]/*") if path.suffix.lower() in PICTURES)
    grids = sorted(folder.glob(f"**/{CORNERS}"))
    if not scans and not grids:
        raise ValueError(
            f"{folder} has neither folders named 0 to 9 with pictures in them nor sudokus with an {CORNERS}",
        )
    for path in scans:
        yield Sample(path.parent.parent.name, int(path.parent.name), path, printed=False)
    for table in grids:
        for path, corners in _corners(table).items():
            yield from _digits(path, corners)


def _corners(table: Path) -> dict[Path, np.ndarray]:
    """Return the corners of each photograph's grid, (4, 2) as x, y, clockwise from the top left."""
    with table.open(newline="") as file:
        rows = {table.parent / name: numbers for name, *numbers in list(csv.reader(file))[1:]}
    return {path: np.array(rows[path], dtype=float).reshape(4, 2) for path in sorted(rows) if path.exists()}


def _digits(path: Path, corners: np.ndarray) -> Iterator[Sample]:
    lines = path.with_suffix(".dat").read_text().splitlines()[-CELLS:]
    truth = np.array([[int(cell) for cell in line.split()] for line in lines])
    with Image.open(path) as photograph:
        pixels = np.asarray(photograph.convert("RGB"))
    for (row, column), cell in np.ndenumerate(truth):
        if cell:
            yield Sample(path.stem, int(cell), _cell(pixels, corners, row, column), printed=True)


def _cell(pixels: np.ndarray, corners: np.ndarray, row: int, column: int) -> np.ndarray:
    """Return one cell of the grid, with its lines, as large as in the photograph, uint8 (N, N, 3)."""
    side = round(float(np.linalg.norm(corners - np.roll(corners, 1, 0), axis=1).mean()) / CELLS)
    grid = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * CELLS * side
    return rectified(pixels, corners, grid - np.array([column, row]) * side, side)
