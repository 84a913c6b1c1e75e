"""Scans of digits by ten hands, nine Swiss and an American; `python -m gapviz scans` fetches them.

They are ten folders of a public archive (CC0), all ten digits, some sixty of each; gapviz carries none of the
pictures. A scan is called WRITER/DIGIT/number-N.png, and a WRITER has a number, a country, an age rounded to
tens and a sex, as in 0001_CH4M. They are PNG of several modes, some in colour or transparent, and are read
and prepared by `photo`, as any picture is: they are made grey in one way wherever they are counted.
"""

import hashlib
import io
import re
import tempfile
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from gapviz.core.parameters import Choice
from gapviz.core.types import Images, UnusableFileError
from gapviz.data.sources import DIGITS
from gapviz.imaging import photo

FETCHED, NAME = Path(__file__).parents[1] / "fetched", "numbers.zip"
COMMAND = "python -m gapviz scans"
ADDRESS = "https://github.com/kensanata/numbers/archive/refs/heads/master.zip"
SHA256 = "f22b94eb40ad233304fb41cb8b68162e0bc6b9705a2737c6398bbdb5385ae826"
"""Of the ten writers' scans, their names and bytes in order: GitHub packs its archives anew."""
FLAGGING = (
    "0001_CH4M",
    "0003_CH3M",
    "0004_CH4M",
    "0006_CH4M",
    "0008_CH3F",
    "0011_CH2F",
    "0014_CH3F",
    "0017_CH4M",
)
"""The writers who give their ones a flag."""
PLAIN, CONTROL = "0002_CH5M", "0019_US5M"
"""The two who do not, a Swiss and the American; the American alone does not cross his sevens."""
WRITERS = (*FLAGGING, PLAIN, CONTROL)
COUNTRIES, SEXES = {"CH": "Swiss", "US": "American"}, {"M": "man", "F": "woman"}
ENTRY = re.compile(rf"(?:numbers-[^/]+/)?((?:{'|'.join(WRITERS)})/[0-9]/number-[0-9]{{1,3}}\.png)", re.ASCII)
"""A scan in GitHub's archive, which has a folder around all, and in ours."""
MOST_BYTES, MOST_SCAN_BYTES, MOST_PIXELS = 400_000_000, 100_000, 1000
"""Of an archive, of a scan, and of a scan's sides.

The largest found have 29 MB (ten writers alone), 11 kB and 100.
"""
TIMEOUT_SECONDS, BLOCK = 30, 1 << 16
DAMAGE = (
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    Image.DecompressionBombError,
)
"""What zipfile and Pillow raise at a file that is not what it seems."""
UNUSABLE = (*DAMAGE, HTTPException)
"""What `fetch` raises at an archive, or a download, that it cannot keep."""


def path() -> Path:
    """Return where the fetched scans lie."""
    return FETCHED / NAME


def fetched() -> bool:
    """Return whether the scans have been fetched."""
    return path().is_file()


def words(writer: str) -> str:
    """Return who a writer is, as in "Swiss man, 40"; ages are rounded to tens."""
    country, age, sex = writer[5:7], writer[7], writer[8]
    return f"{COUNTRIES[country]} {SEXES[sex]}, {age}0"


@contextmanager
def _opened() -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path()) as archive:
            yield archive
    except FileNotFoundError:
        raise UnusableFileError(path(), "is missing", COMMAND) from None
    except DAMAGE as error:
        raise UnusableFileError(path(), f"is damaged ({type(error).__name__})", COMMAND) from error


def check() -> None:
    """Raise UnusableFileError unless the fetched scans are those that were counted."""
    with _opened() as archive:
        got = digest(archive)
    if got != SHA256:
        raise UnusableFileError(path(), "has other scans than those that were counted", COMMAND)


def pictures(writer: str, digit: str) -> dict[int, np.ndarray]:
    """Return a writer's scans of a digit as pictures, uint8 (H, W, 3), by number.

    Raises ValueError for an unknown writer or digit, and UnusableFileError where the scans are not fetched or
    damaged.
    """
    folder = f"{Choice(WRITERS).check('writer', writer)}/{Choice(DIGITS).check('digit', digit)}/"
    with _opened() as archive:
        names = {name: entry for name, entry in entries(archive).items() if name.startswith(folder)}
        found = {
            int(re.findall("[0-9]+", name)[-1]): picture(_content(archive, entry))
            for name, entry in names.items()
        }
    if not found:
        raise UnusableFileError(path(), f"has no scan in {folder}", COMMAND)
    return dict(sorted(found.items()))


def images(writer: str, digit: str) -> tuple[list[int], Images]:
    """Return the numbers of a writer's scans of a digit, and the scans in MNIST's frame.

    These are float32 (N, 1, 28, 28). Raises what `pictures` raises.
    """
    found = pictures(writer, digit)
    return list(found), torch.cat([framed(scan) for scan in found.values()])


def framed(scan: np.ndarray) -> Images:
    """Return a scan, uint8 (H, W, 3) or (H, W), in MNIST's frame, by all steps of `photo.prepare`."""
    return photo.prepare(scan).image


def picture(content: bytes) -> np.ndarray:
    """Return a PNG as `photo` reads it, uint8 (H, W, 3); raises one of DAMAGE."""
    with Image.open(io.BytesIO(content), formats=["PNG"]) as opened:
        if max(opened.size) > MOST_PIXELS:
            raise ValueError(
                f"sides of a scan must have at most {MOST_PIXELS} pixels, got {max(opened.size)}"
            )
    try:
        return photo.read(content).pixels
    except photo.UnreadableImage as error:
        raise ValueError(str(error)) from error


def entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the ten writers' scans in an archive, by name and in order; all else counts for nothing."""
    matches = ((ENTRY.fullmatch(entry.filename), entry) for entry in archive.infolist())
    return dict(sorted((match[1], entry) for match, entry in matches if match))


def digest(archive: zipfile.ZipFile) -> str:
    """Return the sha256 of the ten writers' scans in an archive; raises one of DAMAGE."""
    found = hashlib.sha256()
    for name, entry in entries(archive).items():
        content = _content(archive, entry)
        found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(MOST_SCAN_BYTES + 1)
    if len(content) > MOST_SCAN_BYTES:
        raise ValueError(f"{entry.filename!r} must have at most {MOST_SCAN_BYTES:,} bytes")
    return content


def fetch(archive: Path | None = None) -> Path:
    """Keep the ten writers' scans of `archive`, or else of a download, and return where they lie.

    Raises ValueError where they are not the scans that were counted, one of DAMAGE where the archive cannot
    be read, and OSError or HTTPException where nothing could be downloaded; then all is as before.
    """
    FETCHED.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=FETCHED) as folder:
            kept = Path(folder) / NAME
            got = _keep(archive or _download(Path(folder) / "download.zip"), kept)
            if got != SHA256:
                raise ValueError(f"sha256 of the ten writers' scans must be {SHA256}, got {got}")
            kept.replace(path())
    finally:
        with suppress(OSError):  # it is not empty
            FETCHED.rmdir()
    return path()


def _keep(archive: Path, kept: Path) -> str:
    """Write the ten writers' scans of `archive` to `kept`, and return their sha256."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(kept, "w") as target:
        for name, entry in entries(source).items():
            target.writestr(zipfile.ZipInfo(name), _content(source, entry))
    with zipfile.ZipFile(kept) as whole:
        return digest(whole)


def _download(place: Path) -> Path:
    try:
        answer = urllib.request.urlopen(ADDRESS, timeout=TIMEOUT_SECONDS)
    except HTTPError as error:
        error.close()
        raise
    with answer, place.open("wb") as file:
        length = int(answer.headers["Content-Length"] or 0)  # GitHub may send none
        with tqdm(total=length or None, desc="downloading", unit="B", unit_scale=True) as progress:
            while block := answer.read(BLOCK):
                progress.update(file.write(block))
                if file.tell() > MOST_BYTES:
                    raise ValueError(f"an archive must have at most {MOST_BYTES:,} bytes")
        if file.tell() < length:
            raise ConnectionError(f"it broke off after {file.tell():,} of {length:,} bytes")
    return place


def remedy(archive: Path | None, error: Exception) -> str:
    """Return in a sentence why nothing was kept of `archive`, or of a download, and what else would do."""
    reason = str(error).splitlines()[0].rstrip(":.") if str(error) else type(error).__name__
    if archive:
        return f"{archive} is not an archive with the ten writers' scans ({reason})"
    if isinstance(error, ValueError):
        return f"{ADDRESS} has other scans than those that were counted ({reason})"
    other = f"open {ADDRESS} in a browser, then run {COMMAND} --archive FILE"
    return f"the scans could not be downloaded ({reason}); {other}"
