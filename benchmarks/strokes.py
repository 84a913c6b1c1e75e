"""What strokes cost: `python -m benchmarks.strokes` prints ratios of medians of one run.

Grafting a flag onto all 1,135 ones of the test set, and the live map of one digit over angles and lengths,
both against the bare forward pass of the default network on as many images. Images are shared out among the
cores as `evaluation` shares them out, for both. Where a test digit's stem is, the package keeps by name: all
but the first release of the slider draw on stems that are known, and the limit is theirs.
"""

import statistics
from collections.abc import Callable
from functools import partial

import torch

from benchmarks import seconds
from gapviz import data, evaluation, models
from gapviz.core.process import settle
from gapviz.imaging import strokes

ROUNDS = 15
MODEL = models.HERO
GRAFT_LIMIT, MAP_LIMIT = 0.5, 3
ANGLES, LENGTHS = torch.arange(0, 151, 5.0), torch.arange(0, 14.1, 0.5)
ANGLE, LENGTH = 60.0, 8.0
LIMITS = {"flag on all ones, 60 degrees": GRAFT_LIMIT, "the map": MAP_LIMIT}


def release(images: torch.Tensor, indices: torch.Tensor, angle: float) -> None:
    """Graft a flag onto all `images`, test digits at `indices`, half of them on each of two cores, as a
    release does."""
    where = evaluation.condition("flag", levels={"angle": angle, "length": LENGTH})
    list(evaluation.POOL.map(where.apply, images.chunk(2), indices.chunk(2)))


def search(images: torch.Tensor) -> None:
    """Graft a flag onto all `images` as if they were new, half of them on each of two cores."""
    list(evaluation.POOL.map(lambda some: strokes.add_flag(some, ANGLE, LENGTH), images.chunk(2)))


def search_masked(images: torch.Tensor) -> None:
    """Do the same and ask for the masks too."""
    list(evaluation.POOL.map(lambda some: strokes.add_flag(some, ANGLE, LENGTH).mask, images.chunk(2)))


def draw_map(digit: torch.Tensor) -> None:
    """Graft all angles and lengths onto one digit and ask the model."""
    angles, lengths = torch.meshgrid(ANGLES, LENGTHS, indexing="ij")
    fan = strokes.add_flag(digit, angles.flatten(), lengths.flatten())
    evaluation.predict(models.load(MODEL), fan.images)


def main() -> None:
    """Print the table."""
    test = data.load("mnist", "test")
    places = test.places("1")
    ones = test.at(places)
    copies = ones[:1].expand(len(ANGLES) * len(LENGTHS), -1, -1, -1).contiguous()
    ways: dict[str, Callable[[], object]] = {
        "forward pass of all ones": partial(evaluation.predict, models.load(MODEL), ones),
        "flag on all ones, 60 degrees": partial(release, ones, places, ANGLE),
        "flag on all ones, 90 degrees": partial(release, ones, places, 90.0),
        "60 degrees, stems searched for": partial(search, ones),
        "the same with the masks": partial(search_masked, ones),
        "the same on one core": partial(strokes.add_flag, ones, ANGLE, LENGTH),
        "forward pass of the map": partial(evaluation.predict, models.load(MODEL), copies),
        "the map": partial(draw_map, ones[:1]),
    }
    rounds = [[1000 * seconds(way) for way in ways.values()] for _ in range(ROUNDS + 2)][2:]
    took = dict(zip(ways, map(statistics.median, zip(*rounds, strict=True)), strict=True))
    forward = took["forward pass of all ones"]
    for name, value in took.items():
        bare = took["forward pass of the map"] if "map" in name else forward
        limit = f"  (limit {LIMITS[name]})" if name in LIMITS else ""
        print(f"{name:32}{value:8.1f} ms{value / bare:8.2f} x{limit}")


settle()

if __name__ == "__main__":
    main()
