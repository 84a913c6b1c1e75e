"""Printed digits, counted: rows find their digits, families count once, the record is counted again."""

import numpy as np
import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.core.types import UnusableFileError
from gapviz.data import faces, sets
from gapviz.data.sources import DIGITS
from gapviz.evaluation import face_answers
from gapviz.evaluation.face_answers import right
from gapviz.evaluation.measure.record import TABLES
from gapviz.evaluation.measure.registry import Run
from gapviz.figures import FIGURES, charts
from gapviz.figures.chapters import c04_typeface_closely, c04_typeface_wall

FACES = faces.table()


@pytest.mark.parametrize("preparation", faces.PREPARATIONS)
def test_a_row_finds_its_digits_in_either_split(preparation):
    ending = faces.PREPARATIONS[preparation]
    for split in faces.SPLITS:
        place = 7
        row = int(np.flatnonzero(FACES["split"] == split)[place])
        whole = data.load("printed", split + ending).images
        assert torch.equal(faces.images(np.array([row]), preparation), whole[10 * place : 10 * place + 10])
        logits = face_answers.logits("mlp-0", preparation)[faces.digits(np.array([row]))]
        assert torch.allclose(
            logits, evaluation.predict(models.load("mlp-0"), whole[10 * place : 10 * place + 10]), atol=1e-5
        )
    assert len(faces.images(np.array([], dtype=int), preparation)) == 0


def test_one_face_stands_for_a_family():
    regular = FACES.iloc[faces.counted(every=True)]
    assert len(regular) == FACES["family"].nunique() == regular["family"].nunique()
    assert (
        len(faces.counted())
        == (regular["legible"] & (regular["twin"] == "")).sum()
        < regular["legible"].sum()
        < len(regular)
    )
    ten = faces.images(faces.counted(), "as_mnist").view(len(faces.counted()), -1)
    assert len(torch.unique(ten, dim=0)) == len(ten), "no ten digits count twice"
    assert sum(len(faces.counted(name)) for name in faces.CATEGORIES) == len(faces.counted())
    for kind in faces.FACE_KINDS[1:]:
        assert not FACES.iloc[faces.counted(kind=kind)]["family"].duplicated().any(), (
            f"a family has one {kind} face"
        )
    by_family = FACES.groupby(["family", "kind"])["weight"].first().unstack()
    assert (by_family["light"].dropna() < by_family["regular"][by_family["light"].notna()]).all()
    assert (by_family["bold"].dropna() > by_family["regular"][by_family["bold"].notna()]).all()
    assert set(FACES[FACES["kind"] == "italic"]["style"]) == {"italic"}


def test_an_unknown_category_lists_the_known():
    with pytest.raises(ValueError, match=r"^category must be one of all, sans, .*, got 'comic'$"):
        faces.counted("comic")
    with pytest.raises(ValueError, match=r"^preparation must be one of as_tutorial, as_mnist, got 'neat'$"):
        face_answers.logits("cnn-0", "neat")


@pytest.mark.parametrize("model", ["softmax-0", "cnn-0"])
def test_the_recorded_counts_are_counted_again(model):
    keys = ["model", "preparation", "families", "category", "class"]
    assert set(tables.table("printed")["class"]) == {*DIGITS, faces.ALL}
    recorded = tables.table("printed").query("model == @model").set_index(keys).sort_index()
    again = TABLES["printed"].count(Run((model,))).set_index(keys).sort_index()
    assert recorded.index.equals(again.index)
    assert (recorded["n"] == again["n"]).all()
    # ONNX Runtime rounds otherwise on another processor: an answer on the edge may tip.
    assert (recorded["right"] - again["right"]).abs().sum() <= 4


def test_every_model_is_recorded():
    assert set(tables.table("printed")["model"]) == set(models.names())


def test_without_its_table_nothing_is_offered(monkeypatch):
    def unusable():
        raise UnusableFileError(sets.PACKS / "printed-faces.csv", "is missing", "")

    monkeypatch.setattr(faces, "table", unusable)
    assert faces.names() == ()


def test_the_wall_has_a_page_for_every_typeface():
    assert len(faces.counted(every=True)) <= c04_typeface_wall.SHOWN * c04_typeface_wall.MOST
    first, last = (
        FIGURES["typeface_wall"](families="every", page=page) for page in (1, c04_typeface_wall.MOST)
    )
    assert len(first.table) == len(last.table) == len(faces.counted(every=True))
    assert len(first.chart.layout.images) == c04_typeface_wall.SHOWN
    assert 0 < len(last.chart.layout.images) <= c04_typeface_wall.SHOWN
    assert "Flow Rounded, not legible" in {
        name for page in range(1, c04_typeface_wall.MOST + 1) for name in names(page)
    }


def names(page):
    return FIGURES["typeface_wall"](families="every", page=page).chart.data[0].text


def test_the_wall_sorts_and_filters():
    fewest, most = (
        FIGURES["typeface_wall"](sort=sort).table["right"] for sort in ("fewest_read", "most_read")
    )
    assert fewest.is_monotonic_increasing
    assert most.is_monotonic_decreasing
    assert FIGURES["typeface_wall"](sort="name").table["face"].is_monotonic_increasing
    sixes = FIGURES["typeface_wall"](misread="6", category="sans").table
    assert set(sixes["category"]) == {"sans"}
    assert (sixes["read_6"] != 6).all()
    assert len(sixes) == (~right(models.HERO, "as_mnist", faces.counted("sans"))[:, 6]).sum()
    nothing = FIGURES["typeface_wall"](misread="3", category="sans")
    assert nothing.table.empty
    assert "no sans typeface" in nothing.caption
    assert "it reads all ten" not in FIGURES["typeface_wall"](misread="6").caption, (
        "by construction it reads all ten of none"
    )


def test_a_click_on_the_wall_carries_the_typeface_of_the_digit():
    drawn = FIGURES["typeface_wall"]()
    strips, marks = drawn.chart.layout.images, drawn.chart.data[2]
    assert len(marks.customdata) == len(marks.x) == 10 * len(strips)
    for number, (face,) in enumerate(marks.customdata):
        strip = strips[number // 10]
        assert strip.x < marks.x[number] < strip.x + strip.sizex
        assert strip.y < marks.y[number] < strip.y + strip.sizey
        assert face == drawn.table["face"].iloc[number // 10]
    assert FIGURES["typeface_wall"].clicks == ("face",)


def test_colours_and_answers_of_the_wall_by_hand():
    pixels = np.full((2, 4, 4), 255, np.uint8)
    strip = charts.Strip("a-400-normal", "A", pixels, (True, False), ("0", "7"), (1.0, 0.5))
    chart = charts.wall([strip], "a-400-normal")
    said = chart.data[1]
    assert list(said.text) == ["7"], (
        "what a wrong digit is read as stands above it, for whoever cannot tell the colours"
    )
    assert chart.layout.images[0].x + 1 < said.x[0] < chart.layout.images[0].x + 2
    assert len(chart.layout.shapes) == 1, "the chosen typeface is framed"
    assert not charts.wall([strip], "another").layout.shapes
    assert charts.wall([], "another").layout.height > 0


def test_a_typeface_is_explained_where_it_fails():
    drawn = FIGURES["typeface"]()
    lost = [int(digit) for digit in drawn.table.query("not as_mnist")["digit"]]
    maps = [digit for digit in drawn.tiles if digit.evidence is not None]
    assert [one.group for one in maps] == [digit + 1 for digit in lost[: c04_typeface_closely.EXPLAINED]]
    assert len(drawn.tiles) == 2 * len(DIGITS) + len(maps)
    assert (
        drawn.listing["as MNIST was made"].tolist()[models.names().index(models.HERO)]
        == f"{10 - len(lost)} of 10"
    )
    whole = FIGURES["typeface"](face="courier-prime-400-normal")
    assert "nothing to explain" in whole.caption
    assert not [digit for digit in whole.tiles if digit.evidence is not None]
    assert "not legible" in FIGURES["typeface"](face="flow-rounded-400-normal").caption
    assert "needs a convolution" in FIGURES["typeface"](model="mlp-0", method="grad_cam").caption


def test_typed_digits_are_read_one_by_one():
    drawn = FIGURES["typed_digits"](text="20 26")
    assert [picture.alt[0] for picture in drawn.tiles] == list("2026")
    assert (drawn.table["typed"] == "2026").all()
    assert set(drawn.table["reads"].str.len()) == {4}
    digits = "".join(picture.label[0] for picture in drawn.tiles)
    assert drawn.table.set_index("model")["reads"][models.HERO] == digits
    for wrong in ("", "3.14", "1" * 13, "seven"):
        with pytest.raises(ValueError, match=r"^text of 'typed_digits' must be one to 12 digits, got"):
            FIGURES["typed_digits"](text=wrong)


def test_what_was_lost_to_the_framing_is_counted_by_hand():
    rows = faces.counted("slab")
    framed, squeezed = (right(models.HERO, way, rows) for way in ("as_mnist", "as_tutorial"))
    drawn = FIGURES["printed_framing"](category="slab")
    assert f"misreads {(~squeezed).sum():,} when" in drawn.caption
    assert f"Of these {(~squeezed & framed).sum():,} (" in drawn.caption
    assert f"Lost in the frame, of those that were right: {(squeezed & ~framed).sum():,}." in drawn.caption
    for before, after in zip(drawn.tiles[::2], drawn.tiles[1::2], strict=True):
        assert (before.verdict, after.verdict, before.group) == ("wrong", "right", after.group)
