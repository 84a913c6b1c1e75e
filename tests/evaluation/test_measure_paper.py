"""Digits on real paper are counted by set, step and model; here on paper made for it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from skimage.transform import ProjectiveTransform, warp
from torch.nn.functional import interpolate

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.data.folders import Sample, samples
from gapviz.evaluation.measure import paper
from gapviz.evaluation.measure.registry import TABLES, Run
from gapviz.imaging import photo
from tests.commands import refusal, run

CELL = 56
WRITTEN = {"0001_CH4M": 4, "0002_CH5M": 4, "0019_US5M": 10}
"""How many digits each writer has."""
CORNERS = np.array([[30.0, 20.0], [540.0, 40.0], [560.0, 550.0], [15.0, 530.0]])


def enlarged(index: int, scale: int) -> np.ndarray:
    image = data.load("mnist", "test").at(slice(index, index + 1))
    return interpolate(image, scale_factor=scale, mode="bilinear")[0, 0].numpy()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three writers with the first test digits, one file that is no picture, and a sudoku."""
    labels = data.load("mnist", "test").labels
    for writer, count in WRITTEN.items():
        for index in range(count):
            path = tmp_path / writer / str(int(labels[index])) / f"number-{index}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray((255 - 200 * enlarged(index, 4)).astype(np.uint8)).save(path)
    (tmp_path / "0001_CH4M" / "0" / "broken.png").write_bytes(b"text")
    (tmp_path / "0001_CH4M" / "0" / "notes.txt").write_bytes(b"text")
    sudoku(tmp_path / "photos")
    return tmp_path


def sudoku(folder: Path) -> None:
    """A photograph of a grid, seen askew, whose first row holds the first nine test digits."""
    grid = np.ones((9 * CELL, 9 * CELL))
    for line in range(10):
        at = slice(max(0, line * CELL - 2), line * CELL + 2)
        grid[at], grid[:, at] = 0.2, 0.2
    truth = np.zeros((9, 9), int)
    for column in range(9):
        truth[0, column] = int(data.load("mnist", "test").labels[column])
        left = column * CELL + 14
        grid[14 : 14 + 28, left : left + 28] = 1 - 0.8 * enlarged(column, 1)
    flat = np.array([[0, 0], [9, 0], [9, 9], [0, 9]]) * CELL
    seen = warp(
        grid, ProjectiveTransform.from_estimate(CORNERS, flat), output_shape=(570, 580), cval=1.0, order=1
    )
    (folder / "images").mkdir(parents=True)
    Image.fromarray((255 * seen).astype(np.uint8)).convert("RGB").save(
        folder / "images" / "image1.jpg", quality=95
    )
    rows = "\n".join(" ".join(map(str, row)) + " " for row in truth)
    (folder / "images" / "image1.dat").write_text(f"a camera\n640x480:24 JPG\n{rows}\n")
    corners = ",".join(f"{number:g}" for number in CORNERS.ravel())
    (folder / "outlines_sorted.csv").write_text(
        f'"filepath","p1_x"\n./images/image1.jpg,{corners}\n./images/image2.jpg,{corners}\n'
    )


def test_scans_and_sudokus_are_found_with_their_truth(folder: Path) -> None:
    found = list(samples(folder))
    written, printed = ([sample for sample in found if sample.printed == kind] for kind in (False, True))
    labels = data.load("mnist", "test").labels
    assert sorted(sample.label for sample in written if sample.source == "0019_US5M") == sorted(
        labels[:10].tolist()
    )
    assert [sample.label for sample in printed] == [label for label in labels[:9].tolist() if label]
    assert {sample.source for sample in printed} == {"image1"}
    for sample in printed:
        assert isinstance(sample.picture, np.ndarray)
        assert sample.picture.dtype == np.uint8
        assert abs(sample.picture.shape[0] - CELL) < 4
    with pytest.raises(ValueError, match="has neither folders named 0 to 9"):
        list(samples(folder / "0001_CH4M" / "0"))


def test_photos_are_counted_by_set_step_and_model(folder: Path) -> None:
    table = paper.photos(Run(("cnn-0", "softmax-0"), pictures=folder))
    assert set(table["off"]) == {"", *photo.STEPS, *photo.BASELINE_PREPARATIONS}
    assert list(table["set"].unique())[:4] == ["american", "others", "others 1 7 9", "printed"]
    assert table["set"].iloc[-1] == "written"
    assert (
        len(table) == table["set"].nunique() * (1 + len(photo.STEPS) + len(photo.BASELINE_PREPARATIONS)) * 2
    )
    best = table[(table["off"] == "") & (table["model"] == "cnn-0")].set_index("set")
    assert best.loc["american", ["right", "n"]].tolist() == [10, 10]
    assert best.loc["others", "n"] + best.loc["others 1 7 9", "n"] == 8, (
        "the file that is no picture is left out"
    )
    assert best.loc["printed", "right"] >= best.loc["printed", "n"] - 1
    plain = table[(table["off"] == "otsu") & (table["model"] == "cnn-0")].set_index("set")
    assert plain.loc["printed", "right"] < best.loc["printed", "right"], "the grid's lines are in the way"


def test_halves_are_of_writers_and_photographs() -> None:
    names = ["0001_CH4M", "0002_CH5M", "0003_CH3M", "0019_US5M"]
    found = [Sample(name, label, Path(name), printed=False) for name in names for label in (0, 1)]
    found += [Sample(name, 5, Path(name), printed=True) for name in ("image1", "image2")]
    members = paper.sets(found)
    chosen = {
        name: [(found[at].source, found[at].label) for at in np.flatnonzero(where)]
        for name, where in members.items()
    }
    assert chosen["others, held out"] == [("0002_CH5M", 0)]
    assert chosen["others 1 7 9, held out"] == [("0002_CH5M", 1)]
    assert chosen["printed, held out"] == [("image2", 5)]
    assert chosen["american"] == [("0019_US5M", 0), ("0019_US5M", 1)]
    assert "american, held out" not in members
    assert chosen["written"] == [(name, label) for name in names for label in (0, 1)]


def test_intervals_on_paper_have_the_writer_as_the_draw() -> None:
    sources = np.repeat(["0001_CH4M", "0002_CH5M", "0003_CH3M", "0004_CH4M"], [50, 60, 60, 70])
    right = np.concatenate([np.arange(n) < read for n, read in ((50, 50), (60, 20), (60, 55), (70, 30))])
    shuffled = np.random.default_rng(0).permutation(240)
    found = paper.by_source(right[shuffled], sources[shuffled])
    assert found == evaluation.clustered_counts([50, 20, 55, 30], [50, 60, 60, 70])
    assert found.high - found.low > 4 * 0.12, "by digit it would be a quarter of that"
    alone = paper.by_source(right[:50], sources[:50])
    assert alone == evaluation.estimate(50, 50), "of one writer the digits are the draws"


def test_recorded_intervals_are_wider_than_by_digit_where_writers_are_pooled() -> None:
    table = tables.table("photos")
    for row in table.itertuples():
        by_digit = evaluation.estimate(row.right, row.n)
        assert row.high - row.low >= by_digit.high - by_digit.low - 2e-6
    swiss = table[table["set"].isin(["others 1 7 9", "printed"]) & (table["off"] == "")]
    width = {row.Index: evaluation.estimate(row.right, row.n) for row in swiss.itertuples()}
    by_digit = np.array([found.high - found.low for found in width.values()])
    assert ((swiss["high"] - swiss["low"]) > 1.5 * by_digit).mean() > 0.9


def test_where_no_digit_is_found_none_is_read(tmp_path: Path) -> None:
    for label in range(10):
        (tmp_path / str(label)).mkdir()
        Image.new("L", (40, 40), 255).save(tmp_path / str(label) / "empty.png")
    table = paper.photos(Run(("softmax-0",), pictures=tmp_path))
    assert table[table["off"] == ""]["right"].sum() == 0
    for path in tmp_path.glob("*/empty.png"):
        path.write_bytes(b"text")
    with pytest.raises(ValueError, match="none of the files is a picture"):
        paper.photos(Run(("softmax-0",), pictures=tmp_path))


def test_the_command_writes_that_table_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = tables.table("photos", None)

    def stand_in(run: Run) -> pd.DataFrame:
        assert run == Run(tuple(models.names()), pictures=tmp_path)
        return recorded

    def empty(run: Run) -> pd.DataFrame:
        raise ValueError(f"{run.pictures} has nothing")

    def counted_by(function: Callable[[Run], pd.DataFrame]) -> None:
        monkeypatch.setitem(TABLES, "photos", replace(TABLES["photos"], function=function))

    monkeypatch.setattr(tables, "TABLES", tmp_path / "tables")
    (tmp_path / "tables").mkdir()
    counted_by(stand_in)
    assert run("measure", "photos", tmp_path).exit_code == 0
    written = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert written == ["photos.csv", "photos.json", "schema.json"]
    pd.testing.assert_frame_equal(tables.read(tmp_path / "tables" / "photos.csv"), recorded)
    counted_by(empty)
    assert refusal("measure", "photos", tmp_path) == f"{tmp_path} has nothing"


def test_the_recorded_table_is_of_the_models_and_steps_of_today() -> None:
    table = tables.table("photos")
    remedy = f"out of date: run {TABLES['photos'].command}"
    assert table["model"].unique().tolist() == models.names(), remedy
    assert set(table["off"]) == {"", *photo.STEPS, *photo.BASELINE_PREPARATIONS}, remedy
    whole = table[(table["model"] == "cnn-0") & (table["off"] == "")].set_index("set")["value"]
    assert whole["american"] >= 0.98
    assert whole["others"] >= 0.97
    assert torch.tensor(table["right"].to_numpy() <= table["n"].to_numpy()).all()
