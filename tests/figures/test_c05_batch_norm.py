"""The switch between statistics as trained and anew, also for networks that have none."""

from collections.abc import Callable, Iterator

import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.evaluation import adaptation
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c05_batch_norm
from gapviz.models import checkpoints
from gapviz.shifts import SHIFTS

BOTH = tuple(c05_batch_norm.STATISTICS)


@pytest.fixture
def add() -> Iterator[Callable[..., str]]:
    """Add a network, which is forgotten after the test."""
    added: list[str] = []

    def one(model: models.Model) -> str:
        added.append(models.add(model))
        return added[-1]

    yield one
    for name in added:
        models.forget(name)


def test_the_switch_shows_either_count_and_the_dot_is_it() -> None:
    labels, where = data.load("mnist", "test").labels, evaluation.condition("fog", 3)
    plain, anew = (FIGURES["batch_norm"](shift="fog", statistics=chosen) for chosen in BOTH)
    for drawn, logits in (
        (plain, evaluation.logits_under("cnn-0", where)),
        (anew, adaptation.adapted_logits("cnn-0", where)),
    ):
        right = evaluation.accuracy(logits, labels).value
        assert drawn.table["value"][0] == right
        assert drawn.chart is not None
        dot = next(trace for trace in drawn.chart.data if trace.name == "here")
        assert (list(dot.x), list(dot.y)) == ([3.0], [right])
    assert list(plain.table["model"]) == ["cnn-0", *c05_batch_norm.BESIDE]
    assert anew.table["network"][0] != plain.table["network"][0]
    assert anew.chart is not None
    assert c05_batch_norm.ANEW in {note.text for note in anew.chart.layout.annotations}


def test_of_a_network_without_it_says_so_and_shows_its_numbers_as_they_are(add: Callable[..., str]) -> None:
    torch.manual_seed(3)
    name = add(models.of_torch(models.build("softmax")))
    plain, anew = (FIGURES["batch_norm"](model=name, statistics=chosen) for chosen in BOTH)
    assert plain.table.equals(anew.table)
    assert plain.table["model"][0] == name
    assert "no batch normalisation, so that there is nothing to estimate anew" in anew.caption


def test_of_a_graph_alone_it_says_so(add: Callable[..., str]) -> None:
    graph = (checkpoints.CHECKPOINTS / "cnn-0.onnx").read_bytes()
    name = add(models.of_onnx(graph))
    plain, anew = (FIGURES["batch_norm"](model=name, statistics=chosen) for chosen in BOTH)
    assert plain.table.equals(anew.table)
    assert "as a graph alone" in anew.caption


def test_a_network_that_nobody_recorded_is_estimated_anew_as_well(add: Callable[..., str]) -> None:
    module = models.load("cnn-1").torch()
    assert module is not None
    name = add(models.of_torch(module))
    drawn = FIGURES["batch_norm"](model=name, statistics="re_estimated")
    ours = FIGURES["batch_norm"](model="cnn-1", statistics="re_estimated")
    assert drawn.table["value"].equals(ours.table["value"])
    assert "lines are recorded, of networks without batch normalisation" in drawn.caption


def test_families_have_a_dot_a_network() -> None:
    table = c05_batch_norm.family_means()
    kinds = table.groupby(["row", "kind"])["model"].agg(["size", "nunique"])
    assert (kinds["size"] == kinds["nunique"]).all()
    sizes = kinds["size"].unstack()
    assert set(sizes.index) == {entry.family for entry in SHIFTS.values() if not entry.classes}
    assert (sizes[c05_batch_norm.AS_TRAINED] == len(c05_batch_norm.with_batch_norm())).all()
    assert (sizes[c05_batch_norm.AS_TRAINED] == sizes[c05_batch_norm.RE_ESTIMATED]).all()
