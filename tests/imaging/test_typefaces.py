"""The pack of printed digits: what is in it, both preparations, and how it is drawn from packages."""

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from gapviz import data
from gapviz.data import faces
from gapviz.imaging.mnist_frame import BOX, MNIST_SIDE, reframe
from gapviz.imaging.typefaces import framing, glyphs, pack, packages

ROOT = Path(__file__).parents[2]
SERIF = ROOT / "static" / "source-serif-4-latin-wght-normal.woff2"
FACES = faces.typefaces()
LEAST = {
    "sans": 70,
    "serif": 70,
    "slab": 30,
    "monospace": 30,
    "typewriter": 5,
    "handwriting": 50,
    "blackletter": 12,
    "display": 60,
    "stencil": 10,
    "pixel": 18,
    "seven_segment": 6,
    "fourteen_segment": 4,
}
"""The families that each category has at least."""


def test_every_category_has_its_families():
    families = FACES.drop_duplicates("family").groupby("category")["family"].count()
    assert families.sum() >= 300
    assert set(families.index) == set(LEAST) == set(faces.CATEGORIES)
    assert all(families[name] >= least for name, least in LEAST.items()), families.to_dict()


def test_every_face_is_described():
    assert not FACES["face"].duplicated().any()
    assert set(FACES["licence"]) <= set(packages.ALLOWED)
    assert FACES["weight"].between(100, 900).all()
    assert set(FACES["style"]) == {"normal", "italic"}
    assert (FACES[["family", "foundry", "package"]].map(len) > 1).all(axis=None)
    wanted = packages.wanted()
    assert set(FACES["package"]) == set(wanted), "every package of the list has its faces, and none other"
    assert all(re.fullmatch(r"(@[\w-]+/)?[\w-]+@\d+\.\d+\.\d+", package) for package in wanted), (
        "a version is pinned"
    )
    apart = FACES["family"].str.startswith("DSEG14")
    assert (FACES["category"] == FACES["package"].map(wanted))[~apart].all()
    assert set(FACES["category"][apart]) == {packages.FOURTEEN}


def test_several_weights_and_italics_come_along():
    kinds = faces.table()["kind"].value_counts()
    assert kinds["regular"] == FACES["family"].nunique()
    assert min(kinds[name] for name in faces.FACE_KINDS[1:]) > 100


def test_every_family_and_licence_is_named_in_the_notice():
    notice = (ROOT / "NOTICE").read_text()
    joined = " ".join(notice.split())
    for licence, rows in FACES.drop_duplicates("family").groupby("licence"):
        assert licence in joined
        missing = [row.family for row in rows.itertuples() if f"{row.family} ({row.foundry})" not in joined]
        assert not missing, f"write them into NOTICE: {missing}"


@pytest.mark.parametrize("ending", ["", "_tutorial"])
def test_a_tenth_of_the_families_is_kept_from_training(ending):
    train, test = (data.load("printed", split + ending) for split in faces.SPLITS)
    of_split = {split: FACES[FACES["split"] == split] for split in faces.SPLITS}
    assert len(train) == 10 * len(of_split["train"])
    assert len(test) == 10 * len(of_split["test"])
    assert not set(of_split["train"]["family"]) & set(of_split["test"]["family"])
    share = of_split["test"]["family"].nunique() / FACES["family"].nunique()
    assert 0.08 < share < 0.12
    sizes = FACES.drop_duplicates("family")["category"].value_counts()
    assert set(of_split["test"]["category"]) >= set(sizes.index[sizes >= 10]), "a tenth of ten is one"
    assert all((split.labels.view(-1, 10) == torch.arange(10)).all() for split in (train, test))


def test_near_relatives_stay_in_one_split():
    words = FACES["face"].str.split("-").str[0]
    assert (FACES.groupby(words)["split"].nunique() == 1).all()


def test_digits_as_mnist_was_made_are_in_its_frame():
    images = torch.cat([data.load("printed", split).images for split in faces.SPLITS])
    legible = torch.tensor(
        FACES.sort_values("split", ascending=False, kind="stable")["legible"].tolist()
    ).repeat_interleave(10)
    assert (reframe(images) == images).flatten(1).all(1)[legible].float().mean() > 0.995, (
        "they come back bit for bit"
    )
    extent = torch.stack([last - first + 1 for first, last in ends(images)]).amax(0)
    assert (extent <= round(BOX * MNIST_SIDE)).all()
    assert (extent[legible] == round(BOX * MNIST_SIDE)).float().mean() > 0.999, (
        "the longer side fills the box"
    )


def test_digits_as_a_tutorial_would_fill_the_image():
    images = torch.cat([data.load("printed", f"{split}_tutorial").images for split in faces.SPLITS])
    inked = images.flatten(1).any(1)
    extent = torch.stack([last - first + 1 for first, last in ends(images)]).amax(0)
    assert (extent[inked] == MNIST_SIDE).float().mean() > 0.999, "from edge to edge"
    for first, last in ends(images):
        assert ((first + last - (MNIST_SIDE - 1)).abs() <= 1)[inked].float().mean() > 0.999, (
            "centred by the box"
        )


def ends(images):
    """The first and the last line of each image with ink, down and across."""
    for lines in ((images[:, 0] > 0).any(2), (images[:, 0] > 0).any(1)):
        yield lines.float().argmax(1), lines.shape[1] - 1 - lines.flip(1).float().argmax(1)


def test_an_aspect_is_kept_and_ink_is_not_lost():
    bar = Image.new("L", (40, 160), 255)
    for way in framing.PREPARATIONS.values():
        page = way(bar)
        rows, columns = page.any(1).sum(), page.any(0).sum()
        assert rows / columns == pytest.approx(4, rel=0.01)
        assert page.max() == 255
    assert framing.as_mnist(bar).any(1).sum() == 20
    assert framing.as_tutorial(bar).any(1).sum() == 28
    assert not framing.as_mnist(Image.new("L", (1, 1))).any(), "paper stays paper"


def test_families_that_are_not_legible_are_marked_and_still_there():
    families = FACES.drop_duplicates("family")
    marked = families[~families["legible"]]
    assert 0 < len(marked) < 0.05 * len(families)
    assert "Flow Rounded" in set(marked["family"]), "its digits are bars"
    asked = families["alike"] < pack.ALIKE
    assert (families["legible"] == (~asked | (families["named"] >= pack.LEGIBLE))).all()
    assert ((families["named"] >= 0) | ~asked).all(), "a reader was shown every family that needs one"
    assert set(pack.read_named()) <= {re.sub("[^a-z0-9]+", "-", name.lower()) for name in families["family"]}


def test_the_same_digits_are_found_again():
    three = [
        packages.Face(name, "sans", 400, "normal", "", "", "", Path())
        for name in ("Ant", "Bee", "Bee", "Cat", "Dog")
    ]
    digits = np.stack([np.full((10, 4, 4), shade, np.uint8) for shade in (1, 2, 1, 1, 3)])
    assert pack.twins(three, digits) == {"ant": "", "bee": "", "cat": "Ant", "dog": ""}, (
        "the first face of a family is asked"
    )
    twins = FACES.drop_duplicates("family")
    assert set(twins.loc[twins["twin"] != "", "twin"]) <= set(twins.loc[twins["twin"] == "", "family"])


def test_likeness_is_counted_by_hand():
    three = [packages.Face(name, "sans", 400, "normal", "", "", "", Path()) for name in ("Ant", "Bee", "Cat")]
    eyes = np.eye(10, 100, dtype=np.uint8).reshape(10, 10, 10) * 200
    digits = np.stack([eyes, eyes // 2, eyes[[1, 0, *range(2, 10)]]])
    assert pack.alike(three, digits) == {"ant": 10, "bee": 10, "cat": 8}
    kin = [
        packages.Face(name, "sans", 400, "normal", "", "", "", Path()) for name in ("Ant", "Ant Two", "Cat")
    ]
    assert pack.alike(kin, digits)["ant"] == 8, "a relative of the same first word does not count"


ALL = pytest.param("all", marks=pytest.mark.long)


@pytest.fixture(params=["a dozen", ALL])
def listed(request, tmp_path, monkeypatch):
    """The list of packages: the first of each split, and the odd one; in a long test all of them."""
    if request.param == "all":
        return
    split = FACES.drop_duplicates("package").set_index("package")["split"]
    chosen = [package for name in faces.SPLITS for package in split.index[split == name][:6]]
    rows = [f"{package},{packages.wanted()[package]}" for package in [*chosen[:-1], "dseg@0.46.0"]]
    monkeypatch.setattr(packages, "LIST", tmp_path / "typefaces.csv")
    packages.LIST.write_text("\n".join(["package,category", *rows]) + "\n")


def packed(folder: Path, font: bytes, licence: str = "OFL-1.1", leave_out: str = "") -> Path:
    """Unpacked packages for the list, in which every face is one and the same shipped typeface."""
    for number, package in enumerate(packages.wanted()):
        name, version = package.rsplit("@", 1)
        if package == leave_out:
            continue
        root = folder / str(number) / "package"
        (root / "files").mkdir(parents=True)
        (root / "package.json").write_text(json.dumps({"name": name, "version": version}))
        if name == "dseg":
            (root / "DSEG-LICENSE.txt").write_text(
                "Copyright (c) 2017, keshikan (http://www.keshikan.net),\nwith Reserved\n\n"
            )
            (root / "fonts" / "DSEG7-Classic").mkdir(parents=True)
            (root / "fonts" / "DSEG7-Classic" / "DSEG7Classic-Regular.woff").write_bytes(font)
            continue
        short = name.split("/")[1]
        described = {
            "family": short.replace("-", " ").title(),
            "license": {"type": licence, "attribution": "Copyright 2011 A B"},
        }
        (root / "metadata.json").write_text(json.dumps(described))
        for face in (
            ("400-normal",)
            if number % 40
            else ("100-normal", "400-normal", "400-italic", "500-normal", "900-normal")
        ):
            (root / "files" / f"{short}-latin-{face}.woff").write_bytes(font)
    return folder


def test_packages_give_the_same_bytes_each_time(tmp_path, listed):
    folder = packed(tmp_path / "packages", SERIF.read_bytes())
    (arrays, table), (again, same) = pack.pack(folder), pack.pack(folder)
    assert table == same
    assert all(np.array_equal(arrays[name], again[name]) for name in arrays)
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["package"] for row in rows} == set(packages.wanted())
    assert len(rows) * 10 == sum(len(arrays[split]) for split in faces.SPLITS)
    assert all(len(digits) for digits in arrays.values())
    abeezee = [row["face"] for row in rows if row["family"] == "Abeezee"]
    assert abeezee == [
        "abeezee-400-normal",
        "abeezee-100-normal",
        "abeezee-900-normal",
        "abeezee-400-italic",
    ], "500 is left out"
    assert all(
        np.array_equal(arrays["train"][:10], ten) for ten in arrays["train"].reshape(-1, 10, 28, 28)[:5]
    )


@pytest.mark.parametrize("listed", ["a dozen"], indirect=True)
def test_a_missing_package_or_licence_is_named(tmp_path, listed):
    first = next(iter(packages.wanted()))
    with pytest.raises(ValueError, match=f"^the package {re.escape(first)} is missing$"):
        packages.faces(packed(tmp_path / "short", b"", leave_out=first))
    with pytest.raises(
        ValueError, match=r"^the licence of .* must be one of OFL-1\.1, Apache-2\.0, UFL-1\.0$"
    ):
        packages.faces(packed(tmp_path / "closed", b"", licence="Proprietary"))


@pytest.mark.parametrize(
    ("line", "whom"),
    [
        (
            "Copyright 2011 The ABeeZee Project Authors (https://a.b/abeeze) with Reserved Font Name ABeeZee",
            "ABeeZee Project Authors",
        ),
        ('Copyright (c) 2011 by Open Window (a@b.com) with Reseved Font Name "X"', "Open Window"),
        (
            "Copyright 2018 The Besley Authors (https://a.b/c) Besley-Italic[wght].ttf: "
            "Copyright 2018 The Besley",
            "Besley Authors",
        ),
        ("Copyright (c) 2010, Kimberly Geswein (kimberlygeswein.com)", "Kimberly Geswein"),
        ("Google Inc.", "Google Inc"),
        ("Copyright (c) 2011-12, A B (a@b.c) Copyright 2011-13 C D", "A B C D"),
        ("Copyright (c) 2009, A Founders (www.a.com). A is a trademark of A Founders", "A Founders"),
    ],
)
def test_a_foundry_is_whom_the_copyright_names(line, whom):
    assert packages.foundry(line) == whom


def test_a_typeface_without_digits_lacks_them():
    assert glyphs.lacking(glyphs.font(SERIF)) == ""
    assert all(digit.getbbox() == (0, 0, *digit.size) for digit in glyphs.digits(glyphs.font(SERIF))), (
        "cut to their ink"
    )
