"""What strokes cost: `python -m benchmarks.strokes` prints ratios of medians of one run.

Grafting a flag onto all 1,135 ones of the test set, and the live map of one digit over angles and lengths, both
against the bare forward pass of cnn-0 on the same number of images. Images are shared out among the cores as
`evaluation` shares them out, for both.
"""

import statistics
from collections.abc import Callable
from functools import partial

import torch

from benchmarks import seconds
from gapviz import data, evaluation, models, strokes
from gapviz.process import settle

ROUNDS = 15
MODEL = "cnn-0"
GRAFT_LIMIT, MAP_LIMIT = 0.5, 3
ANGLES, LENGTHS = torch.arange(0, 151, 5.0), torch.arange(0, 14.1, 0.5)
ANGLE, LENGTH = 60.0, 8.0


def graft(images: torch.Tensor, angle: float) -> None:
    """Graft a flag onto all `images`, half of them on each of two cores."""
    list(evaluation.POOL.map(lambda some: strokes.add_flag(some, angle, LENGTH), images.chunk(2)))


def graft_masked(images: torch.Tensor) -> None:
    """Graft onto all `images` and ask for the masks too, half of them on each of two cores."""
    list(evaluation.POOL.map(lambda some: strokes.add_flag(some, ANGLE, LENGTH).mask, images.chunk(2)))


def graft_known(images: torch.Tensor, stems: list[strokes.Stem]) -> None:
    """Graft onto `images` whose stems are known, half of them on each of two cores."""
    pairs = zip(images.chunk(2), stems, strict=True)
    list(evaluation.POOL.map(lambda pair: strokes.add_flag(pair[0], ANGLE, LENGTH, stem=pair[1]), pairs))


def draw_map(digit: torch.Tensor) -> None:
    """Graft all angles and lengths onto one digit and ask the model."""
    angles, lengths = torch.meshgrid(ANGLES, LENGTHS, indexing="ij")
    fan = strokes.add_flag(digit, angles.flatten(), lengths.flatten())
    evaluation.predict(models.load(MODEL), fan.images)


def main() -> None:
    """Print the table."""
    test = data.load("mnist", "test")
    ones = test.images[test.labels == 1]
    copies, stems = (
        ones[:1].expand(len(ANGLES) * len(LENGTHS), -1, -1, -1).contiguous(),
        [strokes.find_stem(some) for some in ones.chunk(2)],
    )
    ways: dict[str, Callable[[], object]] = {
        "forward pass of all ones": partial(evaluation.predict, models.load(MODEL), ones),
        "flag on all ones, 60 degrees": partial(graft, ones, ANGLE),
        "flag on all ones, 90 degrees": partial(graft, ones, 90.0),
        "60 degrees, one core": partial(strokes.add_flag, ones, ANGLE, LENGTH),
        "60 degrees, stems known": partial(graft_known, ones, stems),
        "60 degrees, with the masks": partial(graft_masked, ones),
        "forward pass of the map": partial(evaluation.predict, models.load(MODEL), copies),
        "the map": partial(draw_map, ones[:1]),
    }
    rounds = [[1000 * seconds(way) for way in ways.values()] for _ in range(ROUNDS + 2)][2:]
    took = dict(zip(ways, map(statistics.median, zip(*rounds, strict=True)), strict=True))
    forward = took["forward pass of all ones"]
    for name, value in took.items():
        bare = took["forward pass of the map"] if "map" in name else forward
        limit = {
            "the map": f"  (limit {MAP_LIMIT})",
            "flag on all ones, 60 degrees": f"  (limit {GRAFT_LIMIT})",
        }.get(name, "")
        print(f"{name:32}{value:8.1f} ms{value / bare:8.2f} x{limit}")


settle()

if __name__ == "__main__":
    main()
