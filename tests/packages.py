"""Packages made from the packs: what npm, pip, apt and a typeface foundry would bring."""

import gzip
import io
import struct
import tarfile
import zipfile

import numpy as np

from gapviz.data import sets
from gapviz.data.idx import AR
from gapviz.data.sources import SOURCES

SHIPPED = sets.PACKS / "mnist-test.npz"


def idx(array):
    """The idx file of an array of bytes."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def tarball(path, files):
    """Write a package as npm makes it: a gzipped tar with the folder `package`."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def wheel(path, rows):
    """Write a package as pip has it: a zip with scikit-learn's file of digits, a row a digit."""
    text = "\n".join(",".join(str(number) for number in row) for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sklearn/datasets/data/digits.csv.gz", gzip.compress(text.encode()))
    return path


def debian(path, files):
    """Write a package as Debian does: an ar archive with data.tar.xz of gzipped files, odd ones padded."""
    with tarfile.open(path, "w:xz", preset=0) as archive:
        for name, content in files.items():
            packed = gzip.compress(content, 1)
            entry = tarfile.TarInfo(f"./usr/share/{name}.gz")
            entry.size = len(packed)
            archive.addfile(entry, io.BytesIO(packed))
    members = {"debian-binary": b"2.0\n", "control.tar.xz": b"odd", "data.tar.xz": path.read_bytes()}
    parts = [
        f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(part):<10}`\n".encode()
        + part
        + b"\n" * (len(part) % 2)
        for name, part in members.items()
    ]
    path.write_bytes(AR + b"".join(parts))
    return path


def fashion_package(path):
    with np.load(SHIPPED.parent / "fashion-test.npz") as pack:
        pixels, _, labels, _ = SOURCES["fashion"].files["test"]
        return debian(path, {pixels: idx(pack["pixels"]), labels: idx(pack["labels"])})


def mnist_package(path):
    files = {}
    for split, (pixels, _, labels, _) in SOURCES["mnist"].files.items():
        with np.load(SHIPPED.parent / f"mnist-{split}.npz") as pack:
            files |= {
                f"package/data/{pixels}": idx(pack["pixels"]),
                f"package/data/{labels}": idx(pack["labels"]),
            }
    return tarball(path, files)


def digit_rows():
    """The rows of scikit-learn's file, worked back from the pack: inked pixels of 16, and the label."""
    with np.load(SHIPPED.parent / "optdigits-test.npz") as pack:
        counts = np.round(pack["pixels"].reshape(-1, 64) * (16 / 255)).astype(int)
        return np.hstack([counts, pack["labels"][:, None]]).tolist()


PACKAGES = {
    "mnist": mnist_package,
    "optdigits": lambda path: wheel(path, digit_rows()),
    "fashion": fashion_package,
}
"""By name: writes the package that a set comes from, made from its packs."""
DRAWN = {"letters", "printed"}
