"""Angles and lengths of flags: those of grafted ones come back, those of real ones are what the eye sees."""

import math

import pytest
import torch

from gapviz import data
from gapviz.data import swiss_scans
from gapviz.imaging import strokes

GRAFTED = [(angle, length) for angle in (25, 35, 45, 55, 65, 75) for length in (8, 12, 16, 20)]
"""Degrees and pixels: the flags of real hands, and of the ladder."""
FEW = {(25, 8), (25, 20), (45, 16), (75, 8), (75, 20)}
"""Those that every run tries: the corners, and the middle."""
MNIST = {
    6254: ((18.7, 7.0), (9.2, 15.9), (12.3, 25.0)),
    14314: ((15.5, 7.2), (9.8, 12.5), (14.5, 25.0)),
    18768: ((14.3, 4.3), (9.2, 10.0), (14.8, 21.5)),
    23318: ((15.8, 5.0), (8.3, 11.3), (14.5, 23.3)),
    34542: ((16.8, 5.0), (9.0, 12.2), (15.2, 22.5)),
    41744: ((17.0, 6.0), (9.0, 13.2), (15.5, 24.0)),
    45666: ((15.8, 5.3), (8.0, 7.5), (15.8, 22.5)),
    10852: ((17.0, 4.0), (8.8, 9.3), (17.0, 21.5)),
    11702: ((20.3, 6.0), (6.0, 16.8), (13.6, 24.3)),
    5174: ((15.7, 7.2), (9.3, 15.3), (15.3, 25.0)),
    224: ((19.5, 6.0), (6.2, 13.8), (14.7, 22.0)),
}
"""Training digits of MNIST by index: where the pen turned, where it began and where it ended.

Read off enlarged pictures with a grid, in pixels from the image's corner.
"""
SWISS = {
    ("0001_CH4M", 140): ((18.5, 9.0), (4.3, 21.7), (22.0, 18.3)),
    ("0003_CH3M", 94): ((18.0, 5.0), (5.0, 23.3), (17.5, 23.0)),
    ("0003_CH3M", 218): ((18.3, 6.0), (4.0, 21.5), (18.5, 22.0)),
    ("0004_CH4M", 61): ((17.0, 4.0), (8.5, 11.5), (16.0, 19.5)),
    ("0004_CH4M", 244): ((16.5, 3.0), (7.8, 9.5), (14.0, 20.3)),
    ("0006_CH4M", 283): ((19.5, 7.3), (1.8, 18.0), (18.5, 24.8)),
    ("0008_CH3F", 415): ((18.5, 6.0), (4.0, 19.8), (19.7, 24.5)),
    ("0011_CH2F", 96): ((16.5, 5.0), (8.8, 22.0), (16.0, 23.3)),
    ("0011_CH2F", 283): ((16.5, 6.0), (7.0, 20.0), (18.0, 24.3)),
    ("0014_CH3F", 292): ((21.3, 7.0), (4.7, 16.3), (14.0, 25.0)),
    ("0017_CH4M", 94): ((21.0, 7.0), (2.8, 17.0), (16.5, 24.0)),
}
"""The same of scans, by writer and number."""
Point = tuple[float, float]


def read_off(turn: Point, tip: Point, end: Point) -> tuple[float, float, float]:
    """Return angle, length and the stem's length of a flag by three points."""
    length, stem = math.dist(turn, tip), math.dist(turn, end)
    flag, down = (math.atan2(turn[0] - point[0], point[1] - turn[1]) for point in (tip, end))
    return math.degrees(flag - down), length, stem


def compared(images: torch.Tensor, points: list[tuple[Point, Point, Point]]) -> torch.Tensor:
    """Return how far angle, length and stem are off what was read off, (N, 3)."""
    found = strokes.detect(images)
    assert found.flag.all()
    measured = torch.stack((found.angle_degrees, found.length_pixels, found.stem_pixels), 1)
    return measured - torch.tensor([read_off(*some) for some in points])


@pytest.fixture(scope="module")
def plain() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.at(test.places("1"))


@pytest.mark.parametrize(
    ("angle", "length"),
    [flag if flag in FEW else pytest.param(*flag, marks=pytest.mark.long) for flag in GRAFTED],
)
def test_a_grafted_flag_comes_back(plain, angle, length):
    stem = strokes.find_stem(plain)
    own = torch.linalg.vector_norm(stem.top - stem.bottom, dim=1)
    found = strokes.detect(strokes.add_flag(plain, float(angle), float(length)).images)
    seen = found.flag
    assert seen.float().mean() > (0.95 if angle > 30 else 0.85), (
        "a thick flag so steep is one stroke with its stem"
    )
    turn = found.angle_degrees[seen] - angle
    # Reframing scales a flagged 1, flag and stem alike.
    long = (found.length_pixels / found.stem_pixels * own)[seen] - length
    assert abs(float(turn.median())) < 3
    assert turn.abs().quantile(0.8) < 11, "a graft's angle is to the stem where it begins, ours to all of it"
    assert abs(float(long.median())) < 0.4
    assert long.abs().quantile(0.8) < 1.2


def test_flags_of_mnist_are_measured_as_the_eye_does():
    off = compared(data.load("mnist", "train").at(torch.tensor(list(MNIST))), list(MNIST.values()))
    assert off[:, 0].abs().max() < 9
    assert off[:, 1:].abs().max() < 1.5


@pytest.mark.skipif(not swiss_scans.fetched(), reason=f"needs {swiss_scans.COMMAND}")
def test_long_steep_flags_are_measured_as_the_eye_does():
    images = []
    for writer, number in SWISS:
        numbers, scans = swiss_scans.images(writer, "1")
        images.append(scans[numbers.index(number)])
    off = compared(torch.stack(images), list(SWISS.values()))
    assert off[:, 0].abs().median() < 5
    assert off[:, 0].abs().max() < 14
    assert off[:, 1:].abs().max() < 1.8


def test_a_long_flag_beside_a_steep_stem_is_no_foot(plain):
    found = strokes.detect(strokes.add_flag(plain, 30.0, 20.0).images)
    assert strokes.detect(plain).foot.sum() <= found.foot.sum() < 0.02 * len(plain)
