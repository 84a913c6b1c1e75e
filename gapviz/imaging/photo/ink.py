"""Binarisation and despeckling: what is darker than the paper is ink, less what is too small to be written.

The binarisation is soft: ink begins and is full at thresholds that are found in the picture, by Otsu (1979,
IEEE Trans. SMC 9) and by quantiles, and edges between them stay grey. Specks are small connected components.
"""

import numpy as np

from gapviz.imaging.photo.registry import HALF, Page, step

NOISE = 4.0
"""Standard deviations of the paper: what is darker than this many is a candidate for ink."""
FAINTEST = 0.06
"""Of full scale: what is no darker than this is paper, however clean."""
DARKEST, EDGE = 0.9, 0.3
"""The candidates' quantile that counts as dark, and the share of it where ink begins at least: lines are
often darker than digits."""
FULL = 0.99
"""The candidates' quantile that is full ink."""
LIGHTEST, MOSTLY_INK = 0.95, 0.25
"""The quantile of a picture that is paper even where it is mostly ink, and how much lighter it is then."""
FEWEST = 4
"""Pixels: fewer candidates are no ink."""
SPECK, CRUMB = 0.1, 0.02
"""What is no longer than this share of the longest part, or of the picture's longer side, is a speck."""
EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=bool)
"""Strokes hang together over corners as well (8-connectivity)."""
HALO = 2
"""Pixels around what is rubbed out, which were blurred by it, are rubbed out with it."""


def inverse(page: Page) -> Page:
    """Black is taken for ink and white for paper, and the paper's grey for a little ink."""
    return page.with_picture(1 - page.picture)


@step(without=inverse)
def ink(page: Page) -> Page:
    """What is clearly darker than the paper is ink, and the paper's own grey is none."""
    from skimage.filters import threshold_otsu

    dark = _paper(page.picture) - page.picture
    candidates = dark[dark > max(NOISE * _noise(page.picture), FAINTEST)]
    if len(candidates) < FEWEST:
        return page.with_picture(np.zeros_like(dark))
    # As much paper as ink, so that a small digit on a large page is divided as a large one is.
    otsu = threshold_otsu(np.concatenate((candidates, np.zeros_like(candidates))))
    begins = max(otsu, EDGE * np.quantile(candidates, DARKEST))
    full = max(np.quantile(candidates, FULL), 1.1 * begins)
    return page.with_picture(np.interp(dark, [0, begins, full], [0, HALF, 1]))


@step()
def specks(page: Page) -> Page:
    """Dots and crumbs that are much smaller than anything written are rubbed out."""
    labels, count = label_components(page.solid)
    longest = (boxes_of(labels)[:, 2:] - boxes_of(labels)[:, :2]).max(1, initial=0)
    small = longest <= max(SPECK * longest.max(initial=0), CRUMB * max(labels.shape))
    if not count:
        return page.with_picture(np.zeros_like(page.picture))
    return rubbed_out(page, np.append(False, small)[labels])


def rubbed_out(page: Page, gone: np.ndarray) -> Page:
    """Return the page without the ink at `gone`, bool (H, W), and without the blur around it."""
    from scipy import ndimage

    if not gone.any():
        return page
    halo = ndimage.binary_dilation(gone, EIGHT_NEIGHBOURS, HALO) & (gone | ~page.solid)
    return page.with_picture(np.where(halo, 0, page.picture))


def label_components(solid: np.ndarray) -> tuple[np.ndarray, int]:
    """Return each pixel's connected component of `solid`, (H, W), 0 outside, and how many there are."""
    from scipy import ndimage

    labels, count = ndimage.label(solid, EIGHT_NEIGHBOURS)
    return labels, int(count)


def boxes_of(labels: np.ndarray) -> np.ndarray:
    """Return the bounding box of each labelled component, int64 (N, 4): top, left, bottom and right.

    The last two are the first row and column beyond it.
    """
    from scipy import ndimage

    found = ndimage.find_objects(labels)
    boxes = [[rows.start, columns.start, rows.stop, columns.stop] for rows, columns in found]
    return np.array(boxes, dtype=np.int64).reshape(-1, 4)


def inside_box(boxes: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Return which of `boxes`, (N, 4), lie in one, (4,), bool (N,)."""
    return np.asarray((boxes[:, :2] >= box[:2]).all(1) & (boxes[:, 2:] <= box[2:]).all(1))


def _paper(picture: np.ndarray) -> float:
    """Return the grey of the paper: the median, of the lighter tone where more than half is much darker."""
    middle, lightest = (float(np.quantile(picture, share)) for share in (0.5, LIGHTEST))
    lighter = picture[picture > (middle + lightest) / 2]
    return float(np.median(lighter)) if lightest - middle > MOSTLY_INK else middle


def sides_of(picture: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the first and last row and the first and last column of a picture or its labels, (H, W)."""
    return picture[0], picture[-1], picture[:, 0], picture[:, -1]


def _noise(picture: np.ndarray) -> float:
    """Return the standard deviation of the paper.

    It is taken from neighbours' differences, which strokes and shadows hardly change.
    """
    return float(np.median(np.abs(np.diff(picture)))) / (0.6745 * np.sqrt(2)) if picture.shape[1] > 1 else 0.0
