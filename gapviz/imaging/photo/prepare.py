"""The preprocessing pipeline: any picture to the MNIST frame, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch

from gapviz.core.parameters import look_up
from gapviz.core.types import Images
from gapviz.imaging.mnist_frame import MNIST_SIDE
from gapviz.imaging.photo.baselines import tutorial
from gapviz.imaging.photo.digits import cut_out
from gapviz.imaging.photo.dots import dots
from gapviz.imaging.photo.effects import Effect, effect
from gapviz.imaging.photo.files import File, read
from gapviz.imaging.photo.ink import ink, specks
from gapviz.imaging.photo.light import grey, light, upright
from gapviz.imaging.photo.placing import box, centre, sharp, thickness
from gapviz.imaging.photo.polarity import negative
from gapviz.imaging.photo.registry import Page, Step
from gapviz.imaging.photo.ruling import lines, margins
from gapviz.imaging.photo.sheet import sheet
from gapviz.imaging.photo.surrounds import surrounds

PAGE_STEPS = (upright, sheet, grey, negative, light, ink, lines, surrounds, margins, dots, specks)
DIGIT_STEPS = (cut_out, sharp, thickness, box, centre)
STEPS: dict[str, Step] = {entry.name: entry for entry in (*PAGE_STEPS, *DIGIT_STEPS)}
"""All steps by name, in the order in which they are taken."""


@dataclass(frozen=True)
class Stage:
    """What a step made of the picture, or where it was off what stands for it.

    `pictures` is the page, float32 (H, W, 3) or (H, W), and from `cut_out` on one a digit, (h, w).
    `effect` is what became of the page before it.
    """

    step: Step
    on: bool
    pictures: tuple[np.ndarray, ...]
    effect: Effect


@dataclass(frozen=True)
class Prepared:
    """A picture in the MNIST frame, and how it came there.

    `digits` are all that were found, in reading order, float32 (N, 1, 28, 28); `boxes`, int64 (N, 4), say
    where in the picture that `sheet` left: top, left, bottom and right. `image`, (1, 1, 28, 28), is the
    digit with the most ink, number `main`, and empty where nothing was found. `tutorial`, (1, 1, 28, 28), is
    the picture as most tutorials prepare it. `more` says whether the file has further pages or frames, at
    which nobody looked.
    """

    image: Images
    steps: tuple[Stage, ...]
    digits: Images
    boxes: np.ndarray
    main: int
    tutorial: Images
    more: bool = False


def prepare(file: File, without: Iterable[str] = ()) -> Prepared:
    """Return the digits in a picture as MNIST has them; `without` names the steps that are left out.

    Empty paper has no digits. Raises UnreadableImage where `file` is no picture, and ValueError for an
    unknown step, listing the known.
    """
    left_out = {look_up("step", name, STEPS).name for name in without}
    pixels, turn, more = read(file)
    page, main, stages = Page(pixels.astype(np.float32) / 255, turn), 0, []
    inked = False
    for name, step in STEPS.items():
        before, page = page, step(page, name not in left_out)
        if name == cut_out.name and page.pieces:
            main = int(np.argmax([piece.sum() for piece in page.pieces]))
        pictures = (page.picture,) if page.pieces is None else page.pieces
        stages.append(Stage(step, name not in left_out, pictures, effect(before, page, inked)))
        inked = inked or name == ink.name
    boxes = np.zeros((0, 4), np.int64) if page.boxes is None else page.boxes
    image = torch.zeros(1, 1, MNIST_SIDE, MNIST_SIDE)
    digits = image[:0]
    if page.pieces:
        digits = torch.from_numpy(np.stack(page.pieces)[:, None])
        image = digits[main : main + 1]
    return Prepared(image, tuple(stages), digits, boxes, main, tutorial(pixels), more)


def without_each(file: File) -> dict[str, Images]:
    """Return the image of `prepare` with all steps, under "", and with each one off, by the step's name.

    What they share is done once: a step that changes nothing of this picture costs nothing more.
    """
    pixels, turn, _ = read(file)
    pages = [Page(pixels.astype(np.float32) / 255, turn)]
    for step in STEPS.values():
        pages.append(step(pages[-1]))
    whole, found = _fullest(pages[-1], pages[_CUT]), {}
    for number, (name, step) in enumerate(STEPS.items()):
        found[name] = _rejoined(pages, number, step(pages[number], on=False), whole)
    return {"": whole} | found


_CUT = 1 + list(STEPS).index(cut_out.name)
"""How many steps are taken once the digits are cut out."""


def _rejoined(pages: list[Page], number: int, page: Page, whole: Images) -> Images:
    """Return the image of `page`, after step `number`, which is `whole` as soon as it is as in `pages`."""
    cut = pages[_CUT]
    for taken, step in enumerate((None, *list(STEPS.values())[number + 1 :]), start=number + 1):
        page = step(page) if step else page
        cut = page if taken == _CUT else cut
        if _same(page, pages[taken]) and _same(cut, pages[_CUT]):
            return whole
    return _fullest(page, cut)


def _fullest(page: Page, cut: Page) -> Images:
    """Return the digit of the last `page` that had the most ink when it was `cut` out, or an empty image."""
    if not page.pieces or not cut.pieces:
        return torch.zeros(1, 1, MNIST_SIDE, MNIST_SIDE)
    main = int(np.argmax([piece.sum() for piece in cut.pieces]))
    return torch.from_numpy(page.pieces[main][None, None])


def _same(one: Page, other: Page) -> bool:
    pieces, others = (() if page.pieces is None else page.pieces for page in (one, other))
    boxes = one.boxes is other.boxes or np.array_equal(one.boxes, other.boxes)  # type: ignore[arg-type]
    return (
        (one.turn, len(pieces)) == (other.turn, len(others))
        and boxes
        and np.array_equal(one.picture, other.picture)
        and all(np.array_equal(piece, like) for piece, like in zip(pieces, others, strict=True))
    )
