"""The recorded numbers are those that the checkpoints give."""

import random
from pathlib import Path

import pytest

from gapviz import data, evaluation, models, results
from gapviz.shifts import SHIFTS
from gapviz.types import UnusableFileError


def test_every_condition_is_recorded() -> None:
    table = results.table("accuracy")
    got = set(zip(table["shift"], table["severity"], table["model"], strict=True))
    wanted = {(shift, severity, model) for shift in SHIFTS for severity in range(1, 6) for model in models.names()}
    assert got == wanted | {("", 0, model) for model in models.names()}


def test_classes_add_up_to_the_whole() -> None:
    keys = ["shift", "severity", "model"]
    sums = results.table("per_class").groupby(keys)[["right", "n"]].sum()
    whole = results.table("accuracy").set_index(keys)[["right", "n"]]
    assert sums.sort_index().equals(whole.sort_index())


def test_a_sample_is_recomputed_exactly() -> None:
    table = results.table("accuracy")
    labels = data.load("mnist", "test").labels
    for row in random.Random(0).sample(list(table[table["severity"] > 0].itertuples()), 8):
        logits = evaluation.logits_under(row.model, evaluation.condition(row.shift, row.severity))
        right = int((logits.argmax(1) == labels).sum())
        # An operation of a shift may round its last bit otherwise on another processor; a digit on the fence then tips.
        assert abs(right - row.right) <= 3, f"{row.model} under {row.shift} {row.severity}: recorded {row.right}, got {right}"


def test_a_missing_or_damaged_table_names_file_and_command(tmp_path: Path) -> None:
    path = tmp_path / "accuracy.csv"
    for content in (None, "shift,severity\nfog,1\n", "\x00\x01"):
        if content is not None:
            path.write_text(content)
        with pytest.raises(UnusableFileError, match=r"accuracy\.csv.*python -m gapviz\.measure"):
            results.read(path)


def test_an_unknown_table_lists_the_known() -> None:
    with pytest.raises(ValueError, match="accuracy, per_class"):
        results.table("weather")
