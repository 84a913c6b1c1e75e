"""Non-digits: letters, clothes, and what is drawn here, empty paper, noise, blobs, scribbles and faces.

    @kind("scribbles")
    def scribbles(indices): ...

A kind is a set of `n` pictures, counted like digits: `NONDIGITS[name].at(indices)` gives float32 (N, 1, 28,
28) in [0, 1], and what is drawn for an index depends on it alone. Letters, blobs, scribbles and faces come in
MNIST's frame, as a digit would; paper, noise and clothes fill the picture as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from gapviz import data
from gapviz.core.caches import cached
from gapviz.core.draws import Draws
from gapviz.core.parameters import first_line
from gapviz.core.types import Images
from gapviz.imaging.gaussian_blur import gaussian_smooth
from gapviz.imaging.mnist_frame import BOX, MNIST_SIDE, reframe
from gapviz.imaging.strokes.draw import Segment, draw

NONDIGITS: dict[str, "Kind"] = {}
SEED, DRAWN = 0, 1000
LOOKALIKES = "BDGIOSZbgiloqsz"
"""Letters that, alone, a person might read as a digit: 8 0 6 1 0 5 2, 6 9 1 1 0 9 5 2.

No rule can be asked to tell them.
"""
GRAIN = 0.05
"""Most standard deviation of the grain of paper."""
BLOB = 2.5
"""Pixels; standard deviation of the bell that makes blobs of noise."""
PEN = (0.8, 1.4)
"""Pixels; from the thinnest to the thickest radius of the pen that scribbles and draws faces."""


@dataclass(frozen=True)
class Kind:
    """A registered kind of picture that is no digit: `n` of them."""

    name: str
    function: Callable[[torch.Tensor], Images]
    n: int
    words: str

    @property
    def caption(self) -> str:
        """What they are, in one sentence."""
        return first_line(self.function)

    def at(self, indices: torch.Tensor) -> Images:
        """Return the pictures at `indices`, int64 (N,) below `n`; raises ValueError for one that is not."""
        beyond = indices[(indices < 0) | (indices >= self.n)]
        if len(beyond):
            raise ValueError(f"indices of {self.name!r} must be from 0 to {self.n - 1}, got {int(beyond[0])}")
        if not len(indices):
            return torch.empty(0, 1, MNIST_SIDE, MNIST_SIDE)
        return self.function(indices).clamp(0, 1)


def kind(words: str, n: int = DRAWN) -> Callable[[Callable[[torch.Tensor], Images]], Kind]:
    """Register a function of indices as a kind, of which there are `n`; a reader knows it as `words`."""

    def register(function: Callable[[torch.Tensor], Images]) -> Kind:
        entry = Kind(function.__name__, function, n, words)
        NONDIGITS[entry.name] = entry
        return entry

    return register


@cached(2)
def _places(like_digits: bool) -> torch.Tensor:
    """Return where the letters that look like digits stand in their set, or all others."""
    found = data.load("letters", "test")
    like = torch.tensor([name in LOOKALIKES for name in found.classes])
    return (like[found.labels] == like_digits).nonzero().flatten()


@kind("letters", n=888)
def letters(indices: torch.Tensor) -> Images:
    """Letters in typefaces after handwriting, without those that look like a digit."""
    return reframe(data.load("letters", "test").at(_places(False)[indices]))


@kind("letters shaped like a digit", n=360)
def lookalikes(indices: torch.Tensor) -> Images:
    """The other letters, which a person might read as a digit as well: O, l, Z, S, b, g."""
    return reframe(data.load("letters", "test").at(_places(True)[indices]))


@kind("clothes (Fashion-MNIST)", n=10_000)
def clothes(indices: torch.Tensor) -> Images:
    """Shirts, shoes and bags: the test split of Fashion-MNIST."""
    return data.load("fashion", "test").at(indices)


@kind("blank paper")
def blanks(indices: torch.Tensor) -> Images:
    """Paper with a little grain: empty, with a speck, with a ruled line, or with both; the very first is all
    white.
    """
    rng = Draws("blanks", SEED, indices)
    grain = (
        rng.uniform(1, 1, 1, high=GRAIN)
        * rng.normal(1, MNIST_SIDE, MNIST_SIDE).abs()
        * (indices > 0)[:, None, None, None]
    )
    speck = rng.uniform(2, low=2.0, high=MNIST_SIDE - 3.0)
    row = rng.uniform(1, low=2.0, high=MNIST_SIDE - 3.0)
    radius, darkness = rng.uniform(2, low=0.3, high=1.0), rng.uniform(2, low=0.3)
    left, right = (torch.cat((torch.full_like(row, end), row), 1) for end in (-2.0, MNIST_SIDE + 1.0))
    lines = [
        (Segment(speck, speck, radius[:, 0], radius[:, 0]), darkness[:, 0] * (indices % 4 % 2 == 1)),
        (Segment(left, right, radius[:, 1], radius[:, 1]), darkness[:, 1] * (indices % 4 >= 2)),
    ]
    return torch.maximum(draw(lines, range(MNIST_SIDE), range(MNIST_SIDE)), grain)


@kind("noise")
def noise(indices: torch.Tensor) -> Images:
    """Every pixel is drawn on its own, from white to black."""
    return Draws("noise", SEED, indices).uniform(1, MNIST_SIDE, MNIST_SIDE)


@kind("blobs")
def blobs(indices: torch.Tensor) -> Images:
    """Noise smoothed until it runs together, and its darkest fifth kept."""
    field = gaussian_smooth(Draws("blobs", SEED, indices).normal(1, MNIST_SIDE, MNIST_SIDE), BLOB).flatten(1)
    level = field.quantile(0.8, dim=1, keepdim=True)
    dark = ((field - level) / field.std(1, keepdim=True) * 4).clamp(0, 1)
    return reframe(dark.view(-1, 1, MNIST_SIDE, MNIST_SIDE))


@kind("scribbles")
def scribbles(indices: torch.Tensor) -> Images:
    """A pen wanders: one smooth line, a sum of a few random waves."""
    rng, steps, waves = Draws("scribbles", SEED, indices), 60, 5
    time = torch.linspace(0, 1, steps)[:, None] * rng.uniform(1, 1, low=0.6)
    phases = rng.uniform(2, 1, waves)
    across, down = (2 * torch.pi * (time * torch.arange(1.0, waves + 1) + phases[:, axis]) for axis in (0, 1))
    sizes = rng.uniform(2, waves, low=0.3) / torch.arange(1.0, waves + 1).sqrt()
    path = torch.stack(((sizes[:, :1] * across.sin()).sum(2), (sizes[:, 1:] * down.sin()).sum(2)), 2)
    return _drawn(path, torch.ones(steps - 1), rng.uniform(1, low=PEN[0], high=PEN[1])[:, 0])


@kind("faces")
def faces(indices: torch.Tensor) -> Images:
    """A round head, two eyes and a mouth that smiles or does not."""
    rng = Draws("faces", SEED, indices)
    turn = torch.linspace(0, 2 * torch.pi, 25)
    head = torch.stack((turn.cos(), turn.sin()), 1) * rng.uniform(1, 2, low=0.8)
    aside, up = rng.uniform(1, low=0.25, high=0.4), rng.uniform(1, low=0.15, high=0.4)
    eyes = torch.stack([torch.cat((side * aside, -up), 1) for side in (-1, -1, 1, 1)], 1)
    along = torch.linspace(-1, 1, 9).expand(len(indices), -1)
    smile, width = rng.uniform(1, low=-0.25, high=0.35), rng.uniform(1, low=0.25, high=0.45)
    mouth = torch.stack((along * width, 0.35 + smile * (1 - along**2)), 2)
    pen = torch.ones(25 + 4 + 9 - 1)
    pen[[24, 26, 28]] = 0.0
    return _drawn(torch.cat((head, eyes, mouth), 1), pen, rng.uniform(1, low=PEN[0], high=PEN[1])[:, 0] * 0.8)


def _drawn(path: torch.Tensor, pen: torch.Tensor, radius: torch.Tensor) -> Images:
    """Return `path`, float32 (N, P, 2), drawn as large as a digit in its frame.

    `pen` (P - 1,) is 0 where it is lifted.
    """
    low, high = path.amin(1, keepdim=True), path.amax(1, keepdim=True)
    room = BOX * MNIST_SIDE - 2 * radius[:, None, None]
    places = (path - (low + high) / 2) * room / (high - low).amax(2, keepdim=True) + (MNIST_SIDE - 1) / 2
    parts = (
        (Segment(places[:, i], places[:, i + 1], radius, radius), pen[i].expand(len(path)))
        for i in range(len(pen))
        if pen[i]
    )
    return reframe(draw(parts, range(MNIST_SIDE), range(MNIST_SIDE)))
