"""The pack of printed digits: what is drawn with each face, which families are legible, and their table.

A family is legible where at least ALIKE of the ten digits of its regular face look most like the same digit
of some other family: the nearest by cosine in MNIST's frame, among families whose names begin with another
word. The digits of all other families were shown as the networks get them, 28 x 28, shuffled together and
without a name, to a reader who had no word from us of what they were: a general vision model that looked at
enlarged pictures, not a person. A family is legible, too, where it named at least LEGIBLE of ten rightly
(`packs/typefaces-named.csv`).
"""

import csv
import io
from pathlib import Path

import numpy as np

from gapviz.imaging.mnist_frame import MNIST_SIDE
from gapviz.imaging.typefaces import framing, glyphs, packages

ALIKE, LEGIBLE = 9, 8
ENDINGS = {"as_tutorial": "_tutorial", "as_mnist": ""}
"""How the splits of each preparation end."""
NAMED = packages.LIST.with_name("typefaces-named.csv")
COLUMNS = (
    *("face", "family", "category", "weight", "style", "split", "alike", "named", "legible", "twin"),
    *("foundry", "licence", "package"),
)
UNASKED = -1
"""What stands for the digits named of a family that no reader was asked about."""


def pack(folder: Path) -> tuple[dict[str, np.ndarray], str]:
    """Return the digits of all faces in the packages below `folder`, and their table, the text of a CSV.

    The digits, by `SPLIT` (as MNIST was made) and `SPLIT_tutorial`, are uint8 (N, 28, 28), ten a face, 0 to
    9, in the order of the table's rows of that split. Raises what `packages.faces` raises.
    """
    faces = packages.faces(folder)
    drawn = [glyphs.digits(glyphs.font(face.file)) for face in faces]
    prepared = {}
    for name, prepare in framing.PREPARATIONS.items():
        prepared[name] = np.stack([[prepare(digit) for digit in ten] for ten in drawn])
    arrays = {}
    for split in ("train", "test"):
        rows = [place for place, face in enumerate(faces) if face.split == split]
        for name, ending in ENDINGS.items():
            arrays[split + ending] = prepared[name][rows].reshape(-1, MNIST_SIDE, MNIST_SIDE)
    return arrays, table(faces, prepared["as_mnist"])


def table(faces: list[packages.Face], digits: np.ndarray) -> str:
    """Return the text of a CSV with a row a face, whose `digits` are uint8 (faces, 10, H, W)."""
    like, named, same = alike(faces, digits), read_named(), twins(faces, digits)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for face in faces:
        seen = named.get(face.key, UNASKED)
        described = face.name, face.family, face.category, face.weight, face.style
        legible = int(like[face.key] >= ALIKE or seen >= LEGIBLE)
        counted = face.split, like[face.key], seen, legible, same[face.key]
        writer.writerow((*described, *counted, face.foundry, face.licence, face.package))
    return file.getvalue()


def read_named() -> dict[str, int]:
    """Return how many of a family's ten digits a reader named rightly, of families with a reader."""
    with NAMED.open(newline="") as file:
        return {row["family"]: int(row["named"]) for row in csv.DictReader(file)}


def twins(faces: list[packages.Face], digits: np.ndarray) -> dict[str, str]:
    """Return, by family, which one before it has the same digits in its regular face, or an empty name."""
    first: dict[bytes, str] = {}
    found: dict[str, str] = {}
    for face, ten in zip(faces, digits, strict=True):
        if face.key not in found:
            holder = first.setdefault(ten.tobytes(), face.family)
            found[face.key] = "" if holder == face.family else holder
    return found


def alike(faces: list[packages.Face], digits: np.ndarray) -> dict[str, int]:
    """Return, by family, how many digits of its regular face look most like that of another family."""
    regular = list({face.key: place for place, face in reversed(list(enumerate(faces)))}.values())[::-1]
    flat = digits[regular].reshape(len(regular) * 10, -1).astype(np.float64)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    words = np.array([faces[place].key.split("-")[0] for place in regular])
    found = {}
    for number, place in enumerate(regular):
        likeness = flat[number * 10 : number * 10 + 10] @ flat.T
        likeness[:, np.repeat(words == words[number], 10)] = -1
        found[faces[place].key] = int((likeness.argmax(1) % 10 == np.arange(10)).sum())
    return found
