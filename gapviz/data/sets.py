"""Data sets whole, from packs inside the package; `python -m gapviz data NAME` remakes the packs.

A pack holds uint8 pixels, (N, H, W) or with colours (N, C, H, W), and labels as a compressed npz. Its content
is checked, at every load, against the md5 of the original idx file, so that a damaged pack is never mistaken
for data.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from gapviz.core.caches import cached
from gapviz.core.parameters import look_up
from gapviz.core.types import Images, Labels, UnusableFileError
from gapviz.data.idx import idx_md5
from gapviz.data.sources import SOURCES

PACKS = Path(__file__).parents[1] / "packs"
CHUNK = 500
"""Images that are floats at a time: 1.5 MB a chunk, where all 10,000 would be 31 MB."""


@dataclass(frozen=True)
class Dataset:
    """A split of a set: `pixels` uint8 (N, C, H, W), `labels` int64 (N,), `classes` K names.

    `mean` and `std` are those of the training pixels, as fractions, by channel.
    """

    name: str
    split: str
    pixels: torch.Tensor
    labels: Labels
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def images(self) -> Images:
        """All images as floats; a new tensor at each call, since the set itself rests as uint8."""
        return self.at(slice(None))

    def places(self, *classes: str) -> torch.Tensor:
        """Return the indices of the images of these classes, in order, int64 (M,)."""
        wanted = torch.tensor([self.classes.index(name) for name in classes])
        return torch.isin(self.labels, wanted).nonzero().flatten()

    def at(self, indices: torch.Tensor | slice) -> Images:
        """Return the images at `indices`, float32 (M, C, H, W) in [0, 1]."""
        return self.pixels[indices].float().div_(255)

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[torch.Tensor, Images]]:
        """Yield indices, int64 (M,), and images, float32 (M, C, H, W), `size` at a time."""
        for indices in torch.arange(len(self)).split(size):
            yield indices, self.at(slice(int(indices[0]), int(indices[-1]) + 1))


def load(name: str, split: str) -> Dataset:
    """Return a split of a set, shared between callers: do not change it in place.

    Raises ValueError for an unknown name or split, listing the known ones, and UnusableFileError
    where the pack is missing or its bytes are not the original's.
    """
    look_up("data set", name, SOURCES)
    look_up(f"split of {name!r}", split, SOURCES[name].files)
    return _load(name, split)


@cached(8)
def _load(name: str, split: str) -> Dataset:
    path = PACKS / f"{name}-{split}.npz"
    command = SOURCES[name].command(name)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
            pixels, labels = pack["pixels"], pack["labels"]
    except FileNotFoundError:
        raise UnusableFileError(path, "is missing", command) from None
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UnusableFileError(path, f"is damaged ({type(error).__name__})", command) from error
    source = SOURCES[name]
    _, images_md5, _, labels_md5 = source.files[split]
    if (idx_md5(pixels), idx_md5(labels)) != (images_md5, labels_md5):
        raise UnusableFileError(path, "does not hold the original bytes", command)
    images = torch.from_numpy(pixels if pixels.ndim == 4 else pixels[:, None])
    numbers = torch.from_numpy(labels.astype(np.int64))
    return Dataset(name, split, images, numbers, source.classes, source.mean, source.std)
