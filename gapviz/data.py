"""Data sets whole, from packs inside the package; `python -m gapviz data NAME` remakes the packs.

A pack holds uint8 pixels, (N, H, W) or with colours (N, C, H, W), and labels as a compressed npz. Its content
is checked, at every load, against the md5 of the original idx file, so that a damaged pack is never mistaken
for data. Beside the packs lie tables written by hand: what the ones of a set look like, digit by digit.
"""

import hashlib
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from tqdm import tqdm

from gapviz import results
from gapviz.caches import cached
from gapviz.idx import idx_md5, read_checked, read_idx, unpack
from gapviz.registry import look_up
from gapviz.sources import FACES, SOURCES, Source
from gapviz.types import Images, Labels, UnusableFileError

PACKS = Path(__file__).parent / "packs"
CHUNK = 500
"""Images that are floats at a time: 1.5 MB a chunk, where all 10,000 would be 31 MB."""

WRONG_LABELS = {
    947: (8, 9),
    1621: (0, 6),
    1901: (9, 4),
    2462: (2, 0),
    2597: (5, 3),
    3558: (5, 0),
    5937: (5, 3),
    6651: (0, 6),
    6783: (1, 6),
    9729: (5, 6),
}
"""MNIST test digits whose label is wrong: index to label given and true one (Northcutt et al., 2021)."""
AMBIGUOUS = (2130, 8527, 2654, 3520, 9679)
"""MNIST test digits on which people do not agree (ibid.)."""
ONES = {
    "plain": "a single stroke, straight, curved, thickened or with a curl where it ends",
    "flag": "a second stroke or hook that leaves the stem above its middle, at a corner, "
    "and stands at least two pixels out to its left",
    "foot": "a base line that stands out to both sides, "
    "or to one side by more than the stem is thick and at a corner",
    "both": "a flag and a foot",
    "unclear": "none of these without a doubt: a hook of a pixel, a bend, a blot, a bar across",
}
"""What a 1 can look like: the label and the rule by which it was given, by eye, on digits enlarged."""
LABELLED = {
    "mnist": ("train", ("random", "flag_score", "foot_score", "detected", "near")),
    "optdigits": ("test", ("all",)),
}
"""Sets whose ones are labelled: the split, and the strata from which the digits come.

`random`: 500 of MNIST's 6,742 training ones, drawn by NumPy's generator from seed 20260601; rates of the
whole are estimated from it alone. `flag_score`: the first 150 by ink to the left of the stem's line above its
lower 40 %; `foot_score`: the first 150 by ink on both sides of its lowest quarter. `detected`: what a version
of `strokes.flags.detect` found beyond these, labelled with its answer in sight; `near`: what two thirds of
its threshold found beyond that. These two say how many there are, not how well it does. A digit stands once,
under the first of these that holds it. `all`: every 1.
"""

TYPEFACES: dict[str, type] = {
    "face": str,
    "family": str,
    "category": str,
    "weight": int,
    "style": str,
    "split": str,
    "alike": int,
    "named": int,
    "legible": int,
    "twin": str,
    "foundry": str,
    "licence": str,
    "package": str,
}


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


def labelled_ones(name: str = "mnist") -> pd.DataFrame:
    """Return what ones of a set look like to the eye: columns `index` into its split, `label`, `stratum`.

    `label` is a key of `ONES`; `LABELLED` has the split and the strata. Raises ValueError for a set
    without such a table, listing the known, and UnusableFileError where it is missing or damaged.
    """
    _, strata = look_up("labelled set", name, LABELLED)
    path = PACKS / f"{name}-ones-labelled.csv"
    command = f"git checkout gapviz/packs/{path.name} (it is written by hand and comes with the repository)"
    found = results.read_csv(path, {"index": int, "label": str, "stratum": str}, command)
    if found["index"].duplicated().any():
        raise UnusableFileError(
            path, f"labels {found['index'][found['index'].duplicated()].iloc[0]} twice", command
        )
    for column, known in (("label", tuple(ONES)), ("stratum", strata)):
        other = found[column][~found[column].isin(known)]
        if not other.empty:
            raise UnusableFileError(
                path, f"must have a {column} of {', '.join(known)}, got {other.iloc[0]!r}", command
            )
    return found


def typefaces() -> pd.DataFrame:
    """Return the faces whose digits are the set "printed", a row a face.

    A face has ten digits, and the faces come in the order of each split. Columns: `face` (an identifier),
    `family`, `category`, `weight` (100 to 900), `style` (normal, italic), `split`, `alike` and `named`
    (digits of ten; -1 where nobody was asked) and `legible` by the rule of `gapviz/typefaces/pack.py`, `twin`
    (a family before it with the very same digits, or nothing), `foundry`, `licence`, `package`. Raises
    UnusableFileError where the table is missing or does not hold the original bytes.
    """
    path, command = PACKS / FACES, SOURCES["printed"].command("printed")
    found = results.read_csv(path, TYPEFACES, command)
    if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() != SOURCES["printed"].tables[FACES]:
        raise UnusableFileError(path, "does not hold the original bytes", command)
    return found.astype({"legible": bool})


def build(name: str, *packages: Path) -> list[Path]:
    """Write the packs of `name` and return their paths.

    The bytes come from `packages`, files of npm packages, of a wheel or of a Debian package with the
    originals in them, or else from torchvision's downloader, which needs a network and does not know every
    set. Raises ValueError where there is no downloader or an md5 differs.
    """
    source = look_up("data set", name, SOURCES)
    with tempfile.TemporaryDirectory() as folder:
        with tqdm(packages, desc="unpacking", unit="package", leave=False, disable=not packages) as progress:
            for number, package in enumerate(progress):
                # Apart: packages of one kind have files of the same names.
                unpack(package, Path(folder) / str(number))
        if not packages:
            _download(source, Path(folder))
        if source.convert:
            source.convert(Path(folder))
        arrays = {
            split: (read_idx(Path(folder), images, md5), read_idx(Path(folder), labels, labels_md5))
            for split, (images, md5, labels, labels_md5) in source.files.items()
        }
        tables = {table: read_checked(Path(folder), table, md5) for table, md5 in source.tables.items()}
    PACKS.mkdir(exist_ok=True)
    written = []
    for table, content in tables.items():
        written.append(PACKS / table)
        written[-1].write_bytes(content)
    for split, (pixels, labels) in arrays.items():
        written.append(PACKS / f"{name}-{split}.npz")
        np.savez_compressed(written[-1], pixels=pixels, labels=labels)
    return written


def _download(source: Source, folder: Path) -> None:
    if not source.torchvision:
        raise ValueError("torchvision does not have it")
    library = torch.library.Library("torchvision", "FRAGMENT")
    try:
        import torchvision
    except RuntimeError:
        # A CPU build of torch beside the registry's torchvision lacks two operators that nothing here needs.
        library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision
    getattr(torchvision.datasets, source.torchvision)(folder, train=True, download=True)


UNUSABLE = (ValueError, OSError, RuntimeError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
"""What `build` raises at packages, or a download, that are not what they should be."""


def remedy(name: str, packages: Sequence[Path], error: Exception) -> str:
    """Return in a sentence why the packs of `name` could not be remade, and what else would do."""
    reason = str(error).splitlines()[0].rstrip(":.") if str(error) else type(error).__name__
    if packages:
        given = (
            f"{packages[0]} is not a package"
            if len(packages) == 1
            else f"these are not {len(packages)} packages"
        )
        return f"{given} with the original files of {name!r} ({reason})"
    offline = f"{SOURCES[name].package}, then python -m gapviz data {name} --package FILE"
    return f"{name!r} could not be downloaded ({reason}); from a package registry: {offline}"
