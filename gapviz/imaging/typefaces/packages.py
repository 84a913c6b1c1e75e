"""Which typefaces there are: families, a few faces of each, and what their packages say of them.

`packs/typefaces.csv`, written by hand, names the packages by version and the category of each. Of a family
come the upright face nearest to weight 400, its lightest of at most 300, its heaviest of at least 700, and
the first one's italic.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).parents[2] / "packs" / "typefaces.csv"
REGULAR, LIGHT, BOLD = 400, 300, 700
NORMAL, ITALIC = "normal", "italic"
ALLOWED = ("OFL-1.1", "Apache-2.0", "UFL-1.0")
"""Licences that let what is drawn with a typeface go free."""
WEIGHTS = {"Light": LIGHT, "Regular": REGULAR, "Bold": BOLD}
SALT, TENTH = 10, 10
"""The salt was chosen among others: with it every category of ten families or more has a share of the test
split, near to a tenth."""
NAMED = re.compile(r"-latin-(\d+)-(normal|italic)\.woff$")
FURTHER = re.compile(
    r"\s[\w-]+(\[[^]]*\])?\.ttf\b|,? with rese\w*ved font|,? (all|some) rights|[ .]*(licensed|released) under"
    r"|, based on|\. \w+ is a trademark| \. |\n",
    re.IGNORECASE,
)
"""Where a copyright line goes on to something else than whose it is."""
OVER = re.compile(
    r"\([^)]*[@/.][^)]*\)|<[^>]*>"
    r"|\(c\)|©|copyright|\b(19|20)\d\d(\s*[-–]\s*\d{2,4})?\b",
    re.IGNORECASE,
)
"""Addresses and years, and what says that this is a copyright line."""
FOURTEEN = "fourteen_segment"
"""The category of those families of `dseg` whose digits have not seven segments but fourteen."""
SEGMENTS = re.compile(r"(DSEG(?:7|14)[A-Za-z]*?)(Mini|MINI)?-(Light|Regular|Bold)?(Italic)?\.woff$")


@dataclass(frozen=True)
class Face:
    """A face of a family: `family` in words, `weight` from 100 to 900, `style` normal or italic, its file."""

    family: str
    category: str
    weight: int
    style: str
    foundry: str
    licence: str
    package: str
    file: Path

    @property
    def name(self) -> str:
        """A plain identifier: `roboto-700-normal`."""
        return f"{self.key}-{self.weight}-{self.style}"

    @property
    def key(self) -> str:
        """The family's name as a plain identifier."""
        return re.sub(r"[^a-z0-9]+", "-", self.family.lower()).strip("-")

    @property
    def split(self) -> str:
        """`test` for a tenth of the families, by a hash of the name's first word: relatives stay together."""
        word = self.key.split("-")[0]
        drawn = int(hashlib.md5(f"{SALT} {word}".encode(), usedforsecurity=False).hexdigest(), 16)
        return "test" if drawn % TENTH == 0 else "train"


def wanted() -> dict[str, str]:
    """Return the category of each package, which is named as npm names it: `@fontsource/roboto@5.3.0`."""
    with LIST.open(newline="") as file:
        return {row["package"]: row["category"] for row in csv.DictReader(file)}


def faces(folder: Path) -> list[Face]:
    """Return the chosen faces of all wanted packages, each unpacked into a folder of its own below `folder`.

    Raises ValueError where a package is missing, has no digits' file, or a licence that is not ALLOWED.
    """
    unpacked = {}
    for path in sorted(folder.glob("*/package/package.json")):
        described = json.loads(path.read_text())
        unpacked[f"{described['name']}@{described['version']}"] = path.parent
    found: list[Face] = []
    for package, category in wanted().items():
        if package not in unpacked:
            raise ValueError(f"the package {package} is missing")
        read = _segments if package.startswith("dseg@") else _family
        given = list(read(unpacked[package], package, category))
        families: dict[str, list[Face]] = {}
        for face in given:
            families.setdefault(face.family, []).append(face)
        if not families:
            raise ValueError(f"the package {package} has no typeface")
        found += [face for family in families.values() for face in _chosen(family)]
    if wrong := [face.package for face in found if face.licence not in ALLOWED]:
        raise ValueError(f"the licence of {wrong[0]} must be one of {', '.join(ALLOWED)}")
    return sorted(found, key=_place)


def _place(face: Face) -> tuple[str, bool, int, int]:
    """Return where in the order a face stands: by family, upright first, the regular weight first."""
    return face.key, face.style != NORMAL, abs(face.weight - REGULAR), face.weight


def _chosen(family: list[Face]) -> list[Face]:
    upright = sorted((face for face in family if face.style == NORMAL), key=lambda face: face.weight)
    regular = min(upright, key=lambda face: abs(face.weight - REGULAR))
    light = [face for face in upright[:1] if face.weight <= LIGHT]
    bold = [face for face in upright[-1:] if face.weight >= BOLD]
    italic = [face for face in family if (face.weight, face.style) == (regular.weight, ITALIC)]
    return list(dict.fromkeys((regular, *light, *bold, *italic)))


def _family(folder: Path, package: str, category: str) -> Iterator[Face]:
    """Yield the faces of a package of `@fontsource`."""
    described = json.loads((folder / "metadata.json").read_text())
    licence = described["license"]
    for path in sorted(folder.glob("files/*.woff")):
        if match := NAMED.search(path.name):
            weight, style = int(match[1]), match[2]
            whose = foundry(licence["attribution"])
            yield Face(described["family"], category, weight, style, whose, licence["type"], package, path)


def _segments(folder: Path, package: str, category: str) -> Iterator[Face]:
    """Yield the faces of the package `dseg`, which holds several families."""
    attribution = (folder / "DSEG-LICENSE.txt").read_text().split("\n\n")[0]
    for path in sorted(folder.glob("fonts/*/*.woff")):
        if match := SEGMENTS.fullmatch(path.name):
            family, weight = match[1] + (" Mini" if match[2] else ""), WEIGHTS[match[3] or "Regular"]
            style = ITALIC if match[4] else NORMAL
            kind = FOURTEEN if family.startswith("DSEG14") else category
            yield Face(family, kind, weight, style, foundry(attribution), "OFL-1.1", package, path)


def foundry(attribution: str) -> str:
    """Return whom a copyright line names, without years, addresses and what follows."""
    first = FURTHER.split(attribution.strip(), maxsplit=1)[0]
    first = OVER.sub(" ", first)
    parted = re.sub(r"[\s,.;:-]*,[\s,]*", ", ", first.replace(" . ", ", "))
    words = re.sub(r"\s+", " ", parted).strip(' ,.;:-–"')
    return re.sub(r"^(by|the) ", "", words, flags=re.IGNORECASE)
