"""Five shifts as they are usually written: one image at a time, in numpy and scikit-image.

The published corruption sets (ImageNet-C, MNIST-C) are made by code of this kind. It is the yardstick
that the vectorised shifts are measured against; a warm cache and one process for both.
`python -m benchmarks.yardstick` prints the ratios.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from skimage import feature, filters, transform

from benchmarks import seconds
from gapviz import data, evaluation
from gapviz.core.process import settle
from gapviz.shifts import SHIFTS

Image: TypeAlias = NDArray[Any]
SAMPLE, ROUNDS, SEVERITY = 100, 5, 3

# scikit-image declares no types.
canny: Callable[..., Image] = feature.canny
gaussian: Callable[..., Image] = filters.gaussian
warp: Callable[..., Image] = transform.warp
AffineTransform: Callable[..., Any] = transform.AffineTransform


@dataclass(frozen=True)
class Ratio:
    """Milliseconds an image: the yardstick's, ours on one core, and ours on all; medians of one run."""

    name: str
    plain: float
    one: float
    all: float

    @property
    def on_one(self) -> float:
        """How many times faster ours is on one core."""
        return self.plain / self.one

    @property
    def on_all(self) -> float:
        """How many times faster ours is as the app runs it, a chunk on each core."""
        return self.plain / self.all


def rotate(image: Image, degrees: float, rng: np.random.Generator) -> Image:
    """Turn by `degrees` to a side drawn by `rng`."""
    turn = AffineTransform(rotation=np.deg2rad(degrees) * rng.choice([-1, 1]))
    centre = (np.array(image.shape[::-1]) - 1) / 2
    to_centre, back = AffineTransform(translation=-centre), AffineTransform(translation=centre)
    turned: Image = np.clip(warp(image, inverse_map=to_centre + turn + back), 0, 1)
    return turned


def motion_blur(image: Image, std: float, rng: np.random.Generator, centre: str = "moved") -> Image:
    """Smear along a direction within 45 degrees of the horizontal, as ImageMagick does, from the digit on.

    So its centre is "moved", whatever is asked. Step by step a moved copy of the image is added, as in the
    numpy ports of ImageNet-C.
    """
    angle = np.deg2rad(rng.uniform(-45, 45))
    steps = np.arange(int(np.ceil(3.5 * std)) + 1)
    kernel = np.exp(-(steps**2) / (2 * std**2))
    kernel /= kernel.sum()
    blurred = np.zeros_like(image)
    for step, weight in zip(steps, kernel, strict=True):
        down = int(np.ceil(step * np.sin(angle) - 0.5))
        across = int(np.ceil(step * np.cos(angle) - 0.5))
        blurred += weight * moved(moved(image, down, axis=0), across, axis=1)
    return blurred


def moved(image: Image, pixels: int, axis: int) -> Image:
    """Return the image moved against an axis by some pixels, its last line repeated."""
    rolled = np.roll(image, -pixels, axis=axis)
    lines = np.moveaxis(rolled, axis, 0)
    if pixels > 0:
        lines[-pixels:] = lines[-pixels - 1]
    elif pixels < 0:
        lines[:-pixels] = lines[-pixels]
    return rolled


def glass_blur(
    image: Image, std: float, reach: int, passes: int, rng: np.random.Generator, blur: str = "both_ways"
) -> Image:
    """Blur, swap each pixel with a near one where a coin says so, blur again.

    MNIST-C blurs "up_and_down" alone, since its columns are taken for colours.
    """
    height, width = image.shape
    flat = {"channel_axis": None if blur == "both_ways" else 1}
    pixels = (gaussian(image, sigma=std, **flat) * 255).astype(np.uint8)
    for _ in range(passes):
        for row in range(height - reach, reach, -1):
            for column in range(width - reach, reach, -1):
                if rng.random() < 0.5:
                    down, across = rng.integers(-reach, reach, size=2)
                    here, there = (row, column), (row + down, column + across)
                    pixels[here], pixels[there] = pixels[there], pixels[here]
    blurred: Image = np.clip(gaussian(pixels / 255, sigma=std, **flat), 0, 1)
    return blurred


def plasma(side: int, decay: float, rng: np.random.Generator) -> Image:
    """Return clouds from 0 to 1 by the diamond-square algorithm, (side, side); `side` a power of two."""
    heights = np.zeros((side, side))
    step, wobble = side, 100.0

    def new(total: Image) -> Image:
        return total / 4 + wobble * rng.uniform(-wobble, wobble, total.shape)

    while step >= 2:
        half = step // 2
        corners = heights[::step, ::step]
        pairs = corners + np.roll(corners, -1, axis=0)
        heights[half::step, half::step] = new(pairs + np.roll(pairs, -1, axis=1))
        centres = heights[half::step, half::step]
        beside = corners + np.roll(corners, -1, axis=1)
        heights[::step, half::step] = new(centres + np.roll(centres, 1, axis=0) + beside)
        heights[half::step, ::step] = new(centres + np.roll(centres, 1, axis=1) + pairs)
        step, wobble = half, wobble / decay
    heights -= heights.min()
    heights /= heights.max()
    return heights


def fog(image: Image, amount: float, decay: float, rng: np.random.Generator) -> Image:
    """Add clouds `amount` times as strong as ink, and scale back to the brightest pixel."""
    height, width = image.shape
    side = max(256, 2 ** int(np.ceil(np.log2(max(height, width)))))
    brightest = image.max()
    foggy = image + amount * plasma(side, decay, rng)[:height, :width]
    foggy *= brightest / (brightest + amount)
    return foggy.clip(0, 1)


def canny_edges(image: Image, strength: float, std: float, rng: np.random.Generator) -> Image:
    """Move `strength` of the way from the image to its edges; nothing is drawn by `rng`."""
    mixed: Image = (1 - strength) * image + strength * canny(image, sigma=std)
    return mixed


YARDSTICK: dict[str, Callable[..., Image]] = {
    function.__name__: function for function in (rotate, motion_blur, glass_blur, fog, canny_edges)
}


def compare(sample: int = SAMPLE, rounds: int = ROUNDS, severity: int = SEVERITY) -> list[Ratio]:
    """Time ours on all test digits, chunk by chunk, and the yardstick on `sample` of them, in turns.

    The yardstick is one process on one core, as it is usually run.
    """
    digits = data.load("mnist", "test")
    few, chunks = digits.at(slice(0, sample))[:, 0].double().numpy(), list(digits.chunks())
    ratios = []
    for name in YARDSTICK:
        ways = (
            partial(plain, name, severity, few),
            partial(ours, name, severity, chunks, map),
            partial(ours, name, severity, chunks, evaluation.POOL.map),
        )
        times = [[1000 * seconds(way) for way in ways] for _ in range(rounds)]
        medians = [median(column) for column in zip(*times, strict=True)]
        ratios.append(Ratio(name, medians[0] / sample, medians[1] / len(digits), medians[2] / len(digits)))
    return ratios


def plain(name: str, severity: int, images: Image) -> None:
    """Shift image after image as it is usually written."""
    rng = np.random.default_rng(0)
    for image in images:
        YARDSTICK[name](image, **levels(name, severity), rng=rng)


def ours(name: str, severity: int, chunks: list[Any], spread: Callable[..., Iterable[object]]) -> None:
    """Shift all chunks, on this core by `map` or on all by a pool's."""
    given = levels(name, severity)
    list(spread(lambda chunk: SHIFTS[name](chunk[1], indices=chunk[0], **given), chunks))


def levels(name: str, severity: int) -> dict[str, Any]:
    """Return the levels of a severity, in the form of MNIST-C where we have another as well."""
    return SHIFTS[name].levels(severity) | dict(SHIFTS[name].mnist_c_with)


if __name__ == "__main__":
    settle()
    for ratio in compare():
        print(
            f"{ratio.name:12} {ratio.plain:8.3f} ms an image: {ratio.on_one:6.0f} times on one core, "
            f"{ratio.on_all:6.0f} on all"
        )
