"""The recorded numbers are those that the checkpoints give."""

import json
import random
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.core.types import UnusableFileError
from gapviz.data import swiss_scans
from gapviz.evaluation.measure.record import together
from gapviz.evaluation.measure.registry import TABLES, Run, circumstances
from gapviz.imaging import strokes
from gapviz.shifts import SHIFTS

READ = ("tutorial-0", "cnn-0", "softmax-0")
"""Networks whose answers to all digits are asked anew in every run; of the others by a long test."""
EVERY = [name if name in READ else pytest.param(name, marks=pytest.mark.long) for name in models.names()]


@pytest.mark.parametrize("name", tables.names())
def test_every_table_has_its_columns_and_no_holes(name: str) -> None:
    table, columns = tables.table(name, None), tables.schema(tables.TABLES)[name]["columns"]
    assert list(table.columns) == list(columns)
    assert not table.isna().any(axis=None)
    kinds = {
        str: pd.api.types.is_string_dtype,
        int: pd.api.types.is_integer_dtype,
        float: pd.api.types.is_float_dtype,
    }
    for column, kind in columns.items():
        assert kinds[kind](table[column].dtype), f"{name}.{column} must hold {kind.__name__}"


def test_the_tables_are_of_the_models_and_shifts_of_today() -> None:
    recorded = json.loads((tables.TABLES / "measured.json").read_text())
    now = circumstances(together(), Run(tuple(models.names()), tuple(SHIFTS)))
    remedy = "out of date: run python -m gapviz measure --resume"
    assert (recorded["n"], recorded["models"]) == (now["n"], now["models"]), remedy
    assert set(recorded["shifts"]) == set(now["shifts"]), remedy
    for shift, described in now["shifts"].items():
        levels, distances = described.split("; distance ")
        then, distances_then = recorded["shifts"][shift].split("; distance ")
        assert levels == then, f"{shift} is {remedy}"
        # The fourth decimal may be rounded otherwise on another processor.
        assert [float(one) for one in distances.split()] == pytest.approx(
            [float(one) for one in distances_then.split()], abs=2e-4
        ), f"{shift} is {remedy}"


@pytest.mark.parametrize("name", ["real_flags", "writers"])
def test_the_writers_are_read_by_the_models_of_today(name: str) -> None:
    entry = TABLES[name]
    recorded = json.loads((tables.TABLES / entry.sidecar).read_text())
    now = circumstances([entry], Run(tuple(models.names())))
    remedy = f"out of date: run {entry.command}"
    assert (recorded["scans"], recorded["models"]) == (now["scans"], now["models"]), remedy
    # The fourth decimal may be rounded otherwise on another processor.
    assert float(recorded["prepared"]) == pytest.approx(float(now["prepared"]), abs=2e-4), (
        f"the preparation is {remedy}"
    )


def test_every_writer_is_recorded_by_every_model_on_the_same_scans() -> None:
    table = tables.table("writers")
    piles = table.groupby(["writer", "digit", "model"])["n"].sum()
    assert set(piles.index) == {
        (writer, digit, name)
        for writer in swiss_scans.WRITERS
        for digit in range(10)
        for name in models.names()
    }
    assert (piles.groupby(["writer", "digit"]).nunique() == 1).all()
    assert table["prediction"].between(0, 9).all()
    assert table["n"].min() > 0
    assert not table.duplicated(["writer", "digit", "model", "prediction"]).any()


def test_every_condition_is_recorded() -> None:
    table = tables.table("accuracy")
    got = set(zip(table["shift"], table["severity"], table["model"], strict=True))
    wanted = {
        (shift, severity, model) for shift in SHIFTS for severity in range(1, 6) for model in models.names()
    }
    assert got == wanted | {("", 0, model) for model in models.names()}


def test_classes_add_up_to_the_whole() -> None:
    keys = ["shift", "severity", "model"]
    sums = tables.table("per_class").groupby(keys)[["right", "n"]].sum()
    whole = tables.table("accuracy").set_index(keys)[["right", "n"]]
    assert sums.sort_index().equals(whole.sort_index())


def test_a_sample_is_recomputed() -> None:
    table = tables.table("accuracy")
    labels = data.load("mnist", "test").labels
    for row in random.Random(0).sample(list(table[table["severity"] > 0].itertuples()), 8):
        logits = evaluation.logits_under(row.model, evaluation.condition(row.shift, row.severity))
        right = int((logits.argmax(1) == labels).sum())
        # An operation of a shift may round its last bit otherwise on another processor; a digit on the fence
        # then tips.
        assert abs(right - row.right) <= 3, (
            f"{row.model} under {row.shift} {row.severity}: recorded {row.right}, got {right}"
        )


def test_the_clean_rows_are_those_of_the_cards() -> None:
    table = tables.table("accuracy")
    clean = table[table["severity"] == 0]
    assert clean["model"].tolist() == models.names()
    assert clean["right"].tolist() == [models.card(name).test_right for name in models.names()]
    assert set(clean["shift"]) == {""}


def test_accuracy_is_the_row_of_the_table() -> None:
    for row in tables.table("accuracy").sample(50, random_state=0).itertuples():
        found = tables.accuracy(row.model, row.shift, row.severity)
        assert (found.value, found.low, found.high, found.n) == (row.value, row.low, row.high, row.n)
        exact = evaluation.estimate(row.right, row.n)
        assert (found.value, found.low, found.high) == pytest.approx(
            (exact.value, exact.low, exact.high), abs=1e-6
        )
    assert tables.accuracy("cnn-0", "border", 0) == tables.accuracy("cnn-0")
    for model, shift, severity in (("cnn-99", "border", 1), ("cnn-0", "snow", 1), ("cnn-0", "border", 6)):
        wanted = f"no accuracy is recorded of '{model}' under '{shift}' at severity {severity}"
        with pytest.raises(ValueError, match=wanted):
            tables.accuracy(model, shift, severity)


def test_mistakes_are_listed_for_every_network_most_confident_first() -> None:
    found = tables.table("mistakes").groupby("model")
    assert set(found.groups) == set(models.names())
    for name, rows in found:
        assert len(rows) == 10_000 - models.card(name).test_right, name
        assert rows["confidence"].is_monotonic_decreasing, name


@pytest.mark.parametrize("name", EVERY)
def test_mistakes_are_the_wrong_answers(name: str) -> None:
    rows, labels = tables.table("mistakes").query("model == @name"), data.load("mnist", "test").labels
    logits = evaluation.logits_under(name)
    assert sorted(rows["index"]) == sorted(evaluation.failures(logits, labels).tolist())
    assert rows["label"].tolist() == labels[rows["index"].tolist()].tolist()
    assert rows["prediction"].tolist() == logits[rows["index"].tolist()].argmax(1).tolist()
    sure = evaluation.confidence(logits[rows["index"].tolist()]).tolist()
    assert rows["confidence"].tolist() == pytest.approx(sure, abs=2e-4)


@pytest.mark.parametrize(("angle", "length"), [(0, 4), (40, 16), (150, 28)])
def test_flags_are_counted_again(angle: int, length: int) -> None:
    table, test = tables.table("flags"), data.load("mnist", "test")
    flagged = strokes.add_flag(test.at(test.labels == 1), angle, length).images
    rows = table[(table["angle"] == angle) & (table["length"] == length)]
    assert rows["model"].tolist() == models.names()
    for row in rows.itertuples():
        answers = evaluation.predict(models.load(row.model), flagged).argmax(1)
        assert (row.right, row.sevens, row.n) == (
            int((answers == 1).sum()),
            int((answers == 7).sum()),
            len(flagged),
        )


def test_every_habit_is_recorded_on_the_digits_that_it_changes() -> None:
    table = tables.table("habits")
    own = {name for name, entry in SHIFTS.items() if entry.classes}
    wanted = {
        (shift, severity, model) for shift in own for severity in range(1, 6) for model in models.names()
    }
    assert set(zip(table["shift"], table["severity"], table["model"], strict=True)) == wanted
    for row in random.Random(1).sample(list(table.itertuples()), 4):
        where = evaluation.condition(row.shift, row.severity)
        places, labels = evaluation.changed_under(where), data.load("mnist", "test").labels
        for at, counted in ((where, row.right), (evaluation.CLEAN, row.before)):
            right = evaluation.logits_under(row.model, at)[places].argmax(1) == labels[places]
            assert abs(int(right.sum()) - counted) <= 3
        assert len(places) == row.n


def test_a_class_is_what_a_habit_changes_and_what_it_leaves_alone() -> None:
    whole = tables.table("per_class").rename(columns={"right": "whole", "n": "of"})
    own = pd.DataFrame([(name, "".join(entry.classes)) for name, entry in SHIFTS.items() if entry.classes])
    beside = tables.table("habits").merge(own.set_axis(["shift", "class"], axis=1), on="shift")
    beside = beside.merge(whole, on=["shift", "severity", "model", "class"], suffixes=("", "_of_class"))
    assert not beside.empty
    assert (beside["of"] == beside["of_of_class"]).all()
    assert (beside["whole"] - beside["whole_of_class"]).abs().max() <= 3, "a digit on the fence may tip"


def test_pairs_are_all_pairs() -> None:
    table = tables.table("pairs")
    assert list(zip(table["first"], table["second"], strict=True)) == list(combinations(models.names(), 2))


@pytest.mark.parametrize(
    "names", [READ, pytest.param(tuple(models.names()), marks=pytest.mark.long)], ids=len
)
def test_pairs_are_counted_again(names: tuple[str, ...]) -> None:
    labels = data.load("mnist", "test").labels
    for row in tables.table("pairs").query("first in @names and second in @names").itertuples():
        first, second = evaluation.logits_under(row.first), evaluation.logits_under(row.second)
        only_first, only_second, p = evaluation.mcnemar(first, second, labels)
        assert (row.only_first, row.only_second) == (only_first, only_second)
        assert row.p == pytest.approx(p, rel=1e-5)


def test_the_photographs_are_read_by_the_models_of_today() -> None:
    entry = TABLES["photos"]
    recorded = json.loads((tables.TABLES / entry.sidecar).read_text())
    now = circumstances([entry], Run(tuple(models.names())))
    remedy = f"out of date: run {entry.command}"
    assert recorded["models"] == now["models"], remedy
    assert float(recorded["prepared"]) == pytest.approx(float(now["prepared"]), abs=2e-4), (
        f"the preparation is {remedy}"
    )


def test_a_table_is_read_once_and_belongs_to_its_reader() -> None:
    mine = tables.table("accuracy")
    mine["right"] = 0
    mine.loc[0, "model"] = "mine"
    assert tables.table("accuracy")["right"].min() > 0
    assert tables.table("accuracy").loc[0, "model"] == "softmax-0"


def test_a_missing_or_damaged_table_names_file_and_command(tmp_path: Path) -> None:
    path = tmp_path / "accuracy.csv"
    (tmp_path / tables.SCHEMA).write_bytes((tables.TABLES / tables.SCHEMA).read_bytes())
    whole = (tables.TABLES / "accuracy.csv").read_text()
    head, row = whole.splitlines()[:2]
    wrong = (
        None,
        "",
        "shift,severity\nfog,1\n",
        "\x00\x01",
        head,
        f"{head}\n{row[:20]}",
        whole.replace("mlp-0,9", "mlp-0,x"),
    )
    for content in wrong:
        if content is not None:
            path.write_text(content)
        with pytest.raises(UnusableFileError, match=r"accuracy\.csv.*python -m gapviz measure"):
            tables.read(path)


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{", '{"accuracy": {}}', '{"accuracy": {"columns": {"n": "nought"}}}']
)
def test_a_missing_or_damaged_schema_is_named_with_its_remedy(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / tables.SCHEMA).write_text(content)
    with pytest.raises(
        UnusableFileError, match=r"schema\.json is (missing|damaged).*: python -m gapviz measure$"
    ):
        tables.read(tmp_path / "accuracy.csv")


def test_an_unknown_table_lists_the_known() -> None:
    with pytest.raises(ValueError, match=r"^table must be one of accuracy, adapted, .*, detector, "):
        tables.table("weather")
