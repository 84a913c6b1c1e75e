"""Chapter 4's figure with a typeface that was brought along, and with the sample."""

import contextlib
import io
from pathlib import Path

import pandas as pd
import pytest

from gapviz import models
from gapviz.editions.app.uploads import UPLOADS
from gapviz.editions.article import html as markup
from gapviz.editions.article import tiles
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c04_own_typeface
from gapviz.imaging.typefaces import glyphs, untrusted
from gapviz.imaging.typefaces.framing import PREPARATIONS
from tests import fonts

SERIF = (fonts.STATIC / "source-serif-4-latin-wght-normal.woff2").read_bytes()


def test_every_digit_is_read_by_every_network_in_both_preparations() -> None:
    drawn = FIGURES["own_typeface"](font=SERIF)
    table = drawn.table
    assert (
        table.groupby(["model", "preparation"])["digit"].apply(list).tolist()
        == [list(range(10))] * len(models.names()) * 2
    )
    assert drawn.listing is not None
    for name, line in drawn.listing.set_index(pd.Index(table["model"].unique())).iterrows():
        for way, words in c04_own_typeface.WORDS.items():
            rows = table[(table["model"] == name) & (table["preparation"] == way)]
            lost = rows[rows["answer"] != rows["digit"]]
            assert line[words].startswith(f"{10 - len(lost)} of 10")
            assert line[words].count("→") == len(lost)
            assert all(
                f"{digit}\u00a0→\u00a0{answer}" in line[words]
                for digit, answer in zip(lost["digit"], lost["answer"], strict=True)
            )


@pytest.mark.parametrize("model", ["cnn-0", "softmax-0"])
def test_what_is_shown_is_what_is_counted(model: str) -> None:
    drawn = FIGURES["own_typeface"](model=model, font=SERIF)
    own = drawn.table.query("model == @model").set_index(["preparation", "digit"])
    assert len(drawn.tiles) == 2 * len(glyphs.CHARACTERS)
    face = untrusted.read(SERIF)
    for place, digit in enumerate(drawn.tiles):
        number, way = place // 2, list(PREPARATIONS)[place % 2]
        assert digit.group == number + 1, "the two ways stand over each other"
        assert (digit.pixels == PREPARATIONS[way](face.digits[number])).all()
        assert digit.label.startswith(f"{own.loc[(way, number), 'answer']} · ")
        assert (digit.verdict == "right") == (own.loc[(way, number), "answer"] == number)
    right = [sum(digit.verdict == "right" for digit in drawn.tiles[start::2]) for start in (0, 1)]
    assert drawn.headline.values["first"] == right[0]
    assert f"and {right[1]} of 10 " in drawn.headline


def test_a_sample_stands_in_and_says_so() -> None:
    drawn, brought = (
        FIGURES["own_typeface"](),
        FIGURES["own_typeface"](font=c04_own_typeface.SAMPLE.read_bytes()),
    )
    assert "stands in until you bring a font" in drawn.caption
    assert "stands in" not in brought.caption
    assert drawn.table.equals(brought.table), "bytes are drawn by a child, and the sample by us"
    assert FIGURES["own_typeface"](font=untrusted.read(SERIF)).table.equals(
        FIGURES["own_typeface"](font=SERIF).table
    )


def test_a_broken_file_is_a_sentence() -> None:
    with pytest.raises(untrusted.UnreadableFont, match=r"^This is a text file: choose"):
        FIGURES["own_typeface"](font=b"no font at all")


def test_a_hostile_name_is_never_markup() -> None:
    content = fonts.saved(fonts.crafted(names={"familyName": "<b>Bad</b>", "styleName": '"><script>'}))
    drawn = FIGURES["own_typeface"](font=content)
    shown = markup.caption("4.1", drawn.caption, "?") + tiles.tiles(drawn.tiles)
    assert "&lt;b&gt;Bad" in shown
    assert "<b>" not in shown
    assert "<script>" not in shown
    assert "<" not in drawn.headline, "it is set as it is"


def test_the_code_reads_the_typeface_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "font.ttf").write_bytes(SERIF)
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(FIGURES["own_typeface"].code({"font": "font.ttf"}, model="cnn-1"), space)
    assert space["drawing"].table.equals(FIGURES["own_typeface"](model="cnn-1", font=SERIF).table)  # type: ignore[attr-defined]


def test_what_a_figure_takes_a_reader_can_bring() -> None:
    assert all(upload.file.startswith(f"{name}.") for name, upload in UPLOADS.items())
    assert all(name == upload.name for name, upload in UPLOADS.items())
    moments = set().union(*(entry.moments for entry in FIGURES.values()))
    assert moments == {"guess", "records", *UPLOADS}
