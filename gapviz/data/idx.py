"""Packages and idx files as arrays: archives unpacked, originals found and checked by md5.

The idx format is that of the MNIST page (LeCun et al., "file formats for the MNIST database").
"""

import gzip
import hashlib
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np


def find(folder: Path, *names: str) -> Path:
    """Return the first file below `folder` with one of these names; raises ValueError naming the first."""
    found = sorted(path for path in folder.rglob("*") if path.name in names)
    if not found:
        raise ValueError(f"the source has no file {names[0]!r}")
    return found[0]


def unpack(package: Path, folder: Path) -> None:
    """Write the files of a tarball, a wheel or a Debian package into `folder`, and nothing beside it.

    Raises OSError, tarfile.TarError, zipfile.BadZipFile, EOFError or zlib.error where it is none of them, or
    damaged.
    """
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as wheel:
            wheel.extractall(folder)
        return
    content = package.read_bytes()
    with tarfile.open(
        fileobj=io.BytesIO(_debian_data(content) if content.startswith(AR) else content)
    ) as tarball:
        tarball.extractall(folder, filter="data")


AR = b"!<arch>\n"


def _debian_data(content: bytes) -> bytes:
    """Return the tarball of the files in a Debian package, which is an ar archive (ar(5), deb(5)).

    Raises EOFError where there is none.
    """
    place = len(AR)
    while header := content[place : place + 60]:
        size = int(header[48:58] or 0)
        if header.startswith(b"data.tar"):
            return content[place + 60 : place + 60 + size]
        place += 60 + size + size % 2
    raise EOFError("no data.tar in the Debian package")


def read_checked(folder: Path, name: str, md5: str) -> bytes:
    """Return the content of the file `name` below `folder`, gzipped or not.

    Raises ValueError where it is missing or its md5 differs.
    """
    path = find(folder, name, name.replace("-idx", ".idx"), f"{name}.gz")
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    got = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if got != md5:
        raise ValueError(f"md5 of {name!r} must be {md5}, got {got}")
    return content


def read_idx(folder: Path, name: str, md5: str) -> np.ndarray:
    """Return the array in the idx file `name` below `folder`, gzipped or not.

    Raises ValueError where it is missing or its md5 differs.
    """
    content = read_checked(folder, name, md5)
    sizes = struct.unpack_from(f">{content[3]}I", content, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(sizes)).reshape(sizes)


def idx_header(array: np.ndarray) -> bytes:
    """Return what stands before the bytes of `array`, uint8, in an idx file."""
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)


def idx_md5(array: np.ndarray) -> str:
    """Return the md5 of the idx file that holds `array`, uint8."""
    digest = hashlib.md5(idx_header(array), usedforsecurity=False)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
