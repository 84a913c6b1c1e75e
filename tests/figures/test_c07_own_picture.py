"""Chapter 7's figures with a picture that was brought along, with each sample, with nothing to be read."""

import contextlib
import gc
import io
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gapviz import evaluation, models
from gapviz.core import tables
from gapviz.data import faces
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c07_own_picture, c07_paper
from gapviz.figures.chapters.c07_samples import MEANT, SAMPLES
from gapviz.imaging import photo
from tests.odd_pictures import TRAITS

FOLLOWERS = [name for name, figure in FIGURES.items() if c07_own_picture.Own.leads in (name, figure.follows)]


def png(page: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(page).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_made_alike_each_time_and_read(sample: str) -> None:
    page = SAMPLES[sample]()
    assert page.dtype == np.uint8
    assert np.array_equal(page, SAMPLES[sample]())
    drawn = FIGURES["own_digit"](sample=sample)
    assert "No digit" not in drawn.headline
    assert len(drawn.tiles) == len(photo.prepare(page).digits) + 2, "the page, its digits, and the squeeze"


def test_a_ringed_digit_on_a_note_needs_the_sheet_found_and_the_ring_taken_out() -> None:
    def answer(off: str) -> str:
        drawn = FIGURES["own_digit"](sample="note_on_a_desk", off=off)
        return str(drawn.table["answer"].iloc[0])

    steps = (c07_own_picture.NOTHING, "sheet", "surrounds")
    assert [answer(off) for off in steps] == ["7", "0", "0"], "as chapter 7 says"


def test_three_digits_are_read_in_order() -> None:
    answers = [
        FIGURES["own_digit"](sample="squared_paper", which=which).table["answer"].iloc[0]
        for which in (1, 2, 3, 40)
    ]
    assert answers == ["4", "3", "8", "8"], "a number beyond the last is the last"


def test_of_many_digits_the_alt_text_says_how_many_are_shown() -> None:
    row = np.concatenate([SAMPLES["squared_paper"]()] * 4, 1)
    drawn = FIGURES["own_digit"](picture=png(row), which=9)
    assert len(drawn.tiles) == 6, "the page, numbers 9 to 12, and the squeeze"
    assert "4 of 12 digits" in drawn.alt


def test_of_a_picture_with_further_pages_it_is_said_once_that_only_the_first_is_looked_at() -> None:
    for figure, told in (("own_digit", True), ("own_steps", False)):
        one, other = (
            str(FIGURES[figure](picture=TRAITS[name]()).caption) for name in ("GIF", "GIF animated")
        )
        assert (one != other) == told


@pytest.mark.parametrize("off", [c07_own_picture.NOTHING, "ink"])
def test_the_scale_counts_every_scan_by_hand_the_european_ones_and_sevens_as_well(off: str) -> None:
    drawn = FIGURES["own_digit"](off=off)
    assert drawn.gap is not None
    written = tables.table("writers").query("model == @models.HERO")["n"].sum()
    assert drawn.gap.here.n == written
    assert f"{written:,} scans" in drawn.caption


@pytest.mark.parametrize("off", photo.STEPS)
def test_a_step_that_is_off_is_named_and_the_others_stay(off: str) -> None:
    drawn = FIGURES["own_steps"](off=off)
    assert [digit.label for digit in drawn.tiles if digit.verdict == "other"] == [
        f"{photo.STEPS[off].label}, off"
    ]
    assert len(drawn.tiles) == len(photo.STEPS)
    assert drawn.table["what it does"].tolist() == [
        entry.instead if name == off else entry.sentence for name, entry in photo.STEPS.items()
    ]


@pytest.mark.parametrize("name", FOLLOWERS)
@pytest.mark.parametrize(
    "page", [np.full((60, 90), 255, np.uint8), np.zeros((1, 1), np.uint8)], ids=["white", "tiny"]
)
def test_a_picture_without_a_digit_draws_whole(name: str, page: np.ndarray) -> None:
    drawn = FIGURES[name](picture=png(page))
    assert drawn.caption
    assert drawn.tiles
    if name == c07_own_picture.Own.leads:
        assert "No digit was found" in drawn.headline


def test_a_picture_is_prepared_once_a_run_and_forgotten_with_it() -> None:
    content, kept = png(SAMPLES["blackboard"]()), []

    def run() -> None:
        found = c07_own_picture.Own().prepared(content)
        assert c07_own_picture.Own().prepared(bytes(bytearray(content))) is found
        kept.append(weakref.ref(found))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    gc.collect()
    (found,) = kept
    assert found() is None, "what the reader is told: nothing is stored"


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_caption_says_what_the_sample_is_and_which_way_reads_it(sample: str) -> None:
    digits, words = MEANT[sample]
    drawn = FIGURES["own_digit"](sample=sample)
    assert f"The sample is {words}" in drawn.caption
    judged = [tile.verdict for tile in drawn.tiles[1:-1]]
    assert len(judged) == len(digits)
    for verdict, digit, tile in zip(judged, digits, drawn.tiles[1:-1], strict=True):
        assert (verdict == "right") == (f"read as {digit}." in tile.alt)
    own = FIGURES["own_digit"](sample=sample, picture=png(SAMPLES[sample]()))
    assert "The sample is" not in own.caption
    assert {tile.verdict for tile in own.tiles} == {""}, "nobody knows what a reader meant"


def test_the_lead_sample_is_said_to_be_a_one_that_care_does_not_save() -> None:
    drawn = FIGURES["own_digit"]()
    assert "a 1 with a flag" in drawn.caption
    prepared, squeezed = drawn.table.set_index("way")["answer"][["prepared", "squeezed"]]
    assert (prepared, squeezed) == ("7", "1")
    assert "wrongly as prepared, however carefully, and rightly as squeezed" in drawn.caption


@pytest.mark.parametrize("name", FOLLOWERS)
def test_the_code_reads_the_picture_from_a_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = png(SAMPLES["blackboard"]())
    (tmp_path / "picture.png").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(FIGURES[name].code({"picture": "picture.png"}, which=2), space)
    assert space["drawing"].table.equals(FIGURES[name](which=2, picture=content).table)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", c07_paper.SETS)
def test_what_the_steps_were_tuned_on_is_told_from_what_they_were_not(name: str) -> None:
    unseen = tables.table("photos").query(
        "off == '' and model == @models.HERO and set == @name.replace('_', ' ') + ', held out'"
    )
    caption = FIGURES["paper_steps"](paper=name).caption
    assert ("tuned on half" in caption) == (len(unseen) == 1)
    assert all(f"n = {n:,})." in caption for n in unseen["n"])


def test_photographs_are_compared_with_the_same_digits_in_typefaces() -> None:
    wanted = (
        "model == @models.HERO and preparation == 'as_mnist' and families == 'legible'"
        " and category == 'sans' and `class` not in ('0', 'all')"
    )
    counts = tables.table("printed").query(wanted)[["right", "n"]].sum()
    assert counts["n"] == 9 * len(faces.counted("sans"))
    found = c07_paper.drawn(models.HERO)
    assert (found.value, found.n) == (counts["right"] / counts["n"], counts["n"])
    for name in (models.HERO, "cnn-0", "lenet-0", "softmax-0"):
        clustered = c07_paper.drawn(name)
        by_digit = evaluation.estimate(round(clustered.value * clustered.n), clustered.n)
        wider = (clustered.high - clustered.low) / (by_digit.high - by_digit.low)
        assert wider >= 1, "the typeface is the draw"
        assert wider > 1 or name != "softmax-0", "and where typefaces differ it tells"
    assert f"{100 * found.value:.1f}\N{NO-BREAK SPACE}%." in FIGURES["paper_steps"](paper="printed").caption
    assert c07_paper.TYPEFACES not in FIGURES["paper_steps"](paper="american").caption


@pytest.mark.parametrize("name", c07_paper.SETS)
def test_the_caption_says_what_the_draw_of_its_intervals_is(name: str) -> None:
    sources = {"printed": "of a photograph", "american": "that writer’s digits alone"}
    assert sources.get(name, "of a writer as a cluster") in FIGURES["paper_steps"](paper=name).caption


def test_a_digit_is_pushed_up_to_where_its_answer_turns() -> None:
    drawn = FIGURES["own_pushed"](sample="squared_paper")
    table = drawn.table
    assert set(table.groupby("shift")["severity"].max()) == {5}
    assert "flag" not in set(table["shift"]), "a flag is for what is read as 1"
    for digit, (_, rows) in zip(drawn.tiles, table.groupby("shift", sort=False), strict=True):
        turned = rows[rows["answer"] != "4"]
        assert (digit.verdict == "other") == (len(turned) > 0)
        rung = turned.iloc[0] if len(turned) else rows.iloc[-1]
        assert f" {rung['severity']}: " in digit.label
