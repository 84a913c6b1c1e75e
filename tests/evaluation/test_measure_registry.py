"""Recorded tables register themselves: columns, counter, what they depend on, and their data set."""

import dataclasses
import inspect
import json
from pathlib import Path

import pandas as pd
import pytest

from gapviz import models
from gapviz.core import tables
from gapviz.core.types import MNIST
from gapviz.data.sources import SOURCES
from gapviz.evaluation.measure import facts, record, registry
from gapviz.evaluation.measure.registry import DATA, MODEL_COLUMNS, TABLES, Run, schema
from gapviz.models import checkpoints
from tests.forgetting import forgotten


def test_the_recorded_schema_is_that_of_the_registry() -> None:
    recorded = json.loads((tables.TABLES / tables.SCHEMA).read_text())
    assert recorded == schema(), "a table is new or has changed: run its command, which is in the registry"
    assert {path.stem for path in tables.TABLES.glob("*.csv")} == set(TABLES)
    assert {path.name for path in tables.TABLES.glob("*.json")} - {tables.SCHEMA} == {
        entry.sidecar for entry in TABLES.values()
    }


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_says_what_it_holds_and_depends_on(name: str) -> None:
    entry = TABLES[name]
    assert entry.about.endswith("."), f"the first line of {name}'s docstring is a sentence: a reader sees it"
    assert inspect.signature(entry.function).parameters, f"{name} is counted for a Run"
    assert next(iter(entry.columns)) == DATA
    keys = {fact.key for fact in entry.depends}
    assert {"versions", "models"} <= keys, f"{name} is out of date when a library or a network changes"
    for fact in entry.depends:
        if entry.pieces and fact.column:
            assert fact.column in entry.columns, (
                f"{name} has no {fact.column} by which {fact.key} could be told"
            )


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_data_set_is_that_of_the_models(name: str) -> None:
    table, trained_for = tables.table(name, None), {one: models.card(one).data for one in models.names()}
    for column in set(MODEL_COLUMNS) & set(table):
        assert (table[DATA] == table[column].map(trained_for)).all()
    assert set(table[DATA]) <= set(SOURCES)
    rows = table[table[DATA] == MNIST].drop(columns=DATA).reset_index(drop=True)
    pd.testing.assert_frame_equal(tables.table(name), rows)
    assert list(tables.table(name, "nowhere").columns) == list(rows.columns)
    assert tables.table(name, "nowhere").empty


def test_a_table_of_models_for_another_set_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"mlp-0": dataclasses.replace(models.card("mlp-0"), data="fashion")}
    card = models.card
    monkeypatch.setattr(models, "card", lambda name: other.get(name) or card(name))
    rows = pd.DataFrame(
        {"model": ["cnn-0", "mlp-0"]} | dict.fromkeys(("set", "right", "n", "value", "low", "high"), 1)
    )
    assert TABLES["hands"].complete(rows)[DATA].tolist() == ["mnist", "fashion"]


def test_what_is_counted_is_counted_of_networks_for_digits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = models.card("mlp-0")
    monkeypatch.setattr(checkpoints, "CHECKPOINTS", tmp_path)
    for name, data in (("fashion-mlp-0", "fashion"), ("mlp-7", "mnist")):
        dataclasses.replace(card, name=name, data=data).write(tmp_path / f"{name}.json")
    with forgotten():
        assert "fashion-mlp-0" in models.names()
        assert "fashion-mlp-0" not in record.networks()
        assert "mlp-7" in record.networks()


def test_a_new_table_is_one_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gapviz.evaluation.measure.registry.TABLES", alone := {})
    monkeypatch.setattr(record, "TABLES", alone)

    @registry.table({"model": str, "half": float}, depends=facts.SHIPPED)
    def halves(run: Run) -> pd.DataFrame:
        """Half of everything."""
        return pd.DataFrame([{"half": 0.5, "model": name} for name in run.models])

    record.measure(tmp_path, ["softmax-0"], [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["halves.csv", "measured.json", "schema.json"]
    assert tables.read(tmp_path / "halves.csv").to_dict("records") == [
        {"data": "mnist", "model": "softmax-0", "half": 0.5}
    ]
