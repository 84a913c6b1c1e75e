"""Variable typefaces: one file each, in which weight, width or slant is a number to be set.

`python -m gapviz typefaces FILE...` takes the files out of their npm packages, as they are, with their
licences. Weights are those of CSS, 400 the regular one; widths are in percent of the usual one, slants in
degrees to the right.
"""

import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gapviz.core.caches import cached
from gapviz.core.parameters import Parameter, Range, check_all, look_up
from gapviz.core.types import UnusableFileError
from gapviz.imaging.mnist_frame import MNIST_SIDE
from gapviz.imaging.typefaces import framing, glyphs

ROOT = Path(__file__).parents[3]
FOLDER, STATIC = ROOT / "gapviz" / "packs" / "variable", ROOT / "static"
VERSION = "5.3.0"
"""Of all the packages."""
LEANING = "slant"
"""The axis that a file counts the other way round: to the left."""
SIZE = Range(8, MNIST_SIDE, step=1, unit="pixels")
"""What a digit's longer side may be; below the first nobody reads it."""


@dataclass(frozen=True)
class Variable:
    """A variable typeface: `family` in words, which file of its package, its md5, and its axes.

    A `static` one is a typeface of the page itself, and lies there.
    """

    family: str
    kind: str
    md5: str
    axes: tuple[Parameter, ...]
    static: bool = False

    @property
    def name(self) -> str:
        """The family as a plain identifier: `roboto_flex`."""
        return self.family.lower().replace(" ", "_")

    @property
    def package(self) -> str:
        """The npm package of the family."""
        return f"@fontsource-variable/{self.name.replace('_', '-')}@{VERSION}"

    @property
    def path(self) -> Path:
        """Where its file lies."""
        folder = STATIC if self.static else FOLDER
        return folder / f"{self.name.replace('_', '-')}-latin-{self.kind}-normal.woff2"

    @property
    def licence(self) -> Path:
        """Where the text of its licence lies."""
        return self.path.with_name(f"{self.name.replace('_', '-')}-LICENSE.txt")

    @property
    def command(self) -> str:
        """The command that brings its file back."""
        if self.static:
            return f"git checkout static/{self.path.name} (it comes with the repository)"
        return f"npm pack {self.package}, then python -m gapviz typefaces FILE"


def weight(low: int, high: int) -> Parameter:
    """Return the axis along which strokes grow thicker."""
    return Parameter("weight", Range(low, high, step=10), 400)


def width(low: int, high: int) -> Parameter:
    """Return the axis along which digits grow wider."""
    return Parameter("width", Range(low, high, step=1, unit="percent"), 100)


def slant(degrees: int) -> Parameter:
    """Return the axis along which digits lean to the right."""
    return Parameter(LEANING, Range(0, degrees, step=1, unit="degrees"), 0)


LIST = (
    Variable("Anybody", "standard", "0ec163d7322c53679ac997305221dc09", (weight(100, 900), width(50, 150))),
    Variable("Bitcount", "standard", "77b1f186595b2aee590ee95719839727", (weight(100, 900), slant(8))),
    Variable("Commissioner", "standard", "3e7ca9965ae3f630078c9168d6019042", (weight(100, 900), slant(12))),
    Variable("Dancing Script", "wght", "513b7c2b78b7091f6a63abb673ffc594", (weight(400, 700),)),
    Variable(
        "Encode Sans",
        "standard",
        "c342a2c9584c84d9ece40eada4fc4870",
        (weight(100, 900), width(75, 125)),
    ),
    Variable("Fraunces", "wght", "eb2486760f752e516255a61404d00f65", (weight(100, 900),), static=True),
    Variable("Grenze Gotisch", "wght", "c5bce5da047570d5afeda9075b065743", (weight(100, 900),)),
    Variable("Handjet", "wght", "6da7511275ff7dff262b230fdc6259f2", (weight(100, 900),)),
    Variable("Inter", "wght", "260c81a4759baf163c025001c4f27872", (weight(100, 900),), static=True),
    Variable("JetBrains Mono", "wght", "b058178d7f309414f8f856b99fd80d9b", (weight(100, 800),)),
    Variable("League Gothic", "standard", "92eb4e026133677d10b5bc2478992dfb", (width(75, 100),)),
    Variable(
        "Roboto Flex",
        "standard",
        "3760a1ea53298136d087381dfcb0304b",
        (weight(100, 1000), width(25, 151), slant(10)),
    ),
    Variable("Roboto Slab", "wght", "fee1dc1edf94921126077c4a0034eadc", (weight(100, 900),)),
    Variable("Source Serif 4", "wght", "fb34450b3254d74776bedd8ca1324aea", (weight(200, 900),), static=True),
)
NOT_OURS = (ValueError, OSError, EOFError, tarfile.TarError)
"""What `take` raises at a file that is none of their packages."""
VARIABLE = {face.name: face for face in LIST}
"""By name, a plain identifier."""


def drawn(name: str, preparation: str = "as_mnist", size: int | None = None, **axes: float) -> np.ndarray:
    """Return the ten digits of a variable typeface, uint8 (10, 28, 28), 0 to 9, brought into the image.

    `size` is a digit's longer side in pixels, unasked that of the preparation; an axis that is not given is
    the regular one. Raises ValueError naming what is unknown or out of range, and UnusableFileError where the
    file is missing or damaged.
    """
    face = look_up("variable typeface", name, VARIABLE)
    prepare = look_up("preparation", preparation, framing.PREPARATIONS)
    pixels = None if size is None else int(SIZE.check("size", size))
    given: dict[Any, Any] = {axis.name: axis.default for axis in face.axes} | check_all(name, axes, face.axes)
    if LEANING in given:
        given[LEANING] *= -1
    # One of its own: two threads must not set the axes of one font.
    font = glyphs.font(io.BytesIO(content(face)))
    # What cannot be set, an optical size, stays as the file has it.
    places = []
    for axis in font.get_variation_axes():
        places.append(given.get(axis["name"].decode().lower(), axis["default"] or 0))
    font.set_variation_by_axes(places)
    return np.stack([prepare(digit, size=pixels) for digit in glyphs.digits(font)])


@cached(len(LIST))
def content(face: Variable) -> bytes:
    """Return the bytes of a typeface's file, kept in memory.

    Raises UnusableFileError where it is missing or damaged.
    """
    try:
        found = face.path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problem = "is missing" if missing else f"is damaged ({type(error).__name__})"
        raise UnusableFileError(face.path, problem, face.command) from error
    if hashlib.md5(found, usedforsecurity=False).hexdigest() != face.md5:
        raise UnusableFileError(face.path, "does not hold the original bytes", face.command)
    return found


def take(package: Path) -> Variable:
    """Write the file and the licence of the typeface that an npm package holds, and return which it is.

    Raises ValueError where it holds none of ours, and what tarfile raises where it is no package.
    """
    with tarfile.open(package) as tarball:
        held = {Path(member.name).name: tarball.extractfile(member) for member in tarball}
        face = next((face for face in LIST if not face.static and face.path.name in held), None)
        file, text = held.get(face.path.name) if face else None, held.get("LICENSE")
        if face is None or file is None or text is None:
            raise ValueError("it holds none of the typefaces")
        found, licence = file.read(), text.read()
    if hashlib.md5(found, usedforsecurity=False).hexdigest() != face.md5:
        raise ValueError(f"its {face.path.name} is not that of {face.package}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    face.path.write_bytes(found)
    face.licence.write_bytes(licence)
    return face
