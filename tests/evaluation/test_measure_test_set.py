"""What is counted on the whole test set is what the networks answer, image by image."""

import dataclasses

import numpy as np

from gapviz import data, evaluation, models
from gapviz.evaluation.measure.test_set import sweep
from gapviz.shifts import SHIFTS


def test_sweep_is_the_tidy_table_of_all_models(monkeypatch):
    few = data.load("mnist", "test")
    few = dataclasses.replace(few, pixels=few.pixels[:700], labels=few.labels[:700])
    monkeypatch.setattr(data, "load", lambda name, split: few)
    tables = list(sweep(["softmax-0", "mlp-0"], ["border", "fog"], [0, 2]))
    assert len(tables) == 4
    for table, (shift, severity) in zip(tables, [("", 0), ("border", 2), ("", 0), ("fog", 2)], strict=True):
        assert list(table.columns) == ["shift", "severity", "model", "class", "right", "n"]
        assert set(table["shift"]) == {shift}
        assert set(table["severity"]) == {severity}
        assert table["model"].tolist() == ["softmax-0"] * 10 + ["mlp-0"] * 10
        assert table.groupby("model")["n"].sum().tolist() == [700, 700]
        images = SHIFTS[shift](few.images, severity=severity) if shift else few.images
        for name, rows in table.groupby("model"):
            right = evaluation.predict(models.load(name), images).argmax(1) == few.labels
            assert rows["right"].tolist() == [int(right[few.labels == number].sum()) for number in range(10)]
            assert np.issubdtype(rows["right"].dtype, np.integer)
