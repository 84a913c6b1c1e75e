"""Figures asked of a network for another set than MNIST: its test set, and its classes by name."""

import itertools
from collections.abc import Iterator
from typing import get_args

import numpy as np
import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.data.sources import DIGITS
from gapviz.editions.article import address
from gapviz.figures import FIGURES
from gapviz.figures.shared import live_counts
from gapviz.figures.shared.choices import DigitModel


@pytest.fixture(scope="module")
def of_fashion() -> Iterator[str]:
    """A network for another set than MNIST, by name."""
    torch.manual_seed(1)
    name = models.add(models.of_torch(models.build("mlp"), data="fashion"))
    yield name
    models.forget(name)


ASKED = [name for name, figure in FIGURES.items() if "model" in figure.parameters]
OF_DIGITS = [name for name in ASKED if FIGURES[name].parameters["model"].domain in get_args(DigitModel)]
CONFUSIONS = [name for name in ASKED if {"label", "prediction"} <= FIGURES[name].parameters.keys()]


@pytest.mark.parametrize("name", ASKED)
def test_a_figure_about_digits_asks_no_network_for_anything_else(name: str, of_fashion: str) -> None:
    if name not in OF_DIGITS:
        assert FIGURES[name](model=of_fashion).caption
        return
    with pytest.raises(ValueError, match=rf"^model of '{name}' must be one of .*, got '{of_fashion}'$"):
        FIGURES[name](model=of_fashion)


def test_a_figure_about_digits_asks_a_network_that_somebody_brought_for_digits() -> None:
    torch.manual_seed(2)
    name = models.add(models.of_torch(models.build("softmax")))
    try:
        assert models.spoken(name) in FIGURES["printed_digits"](model=name).headline
    finally:
        models.forget(name)


def test_a_model_is_counted_on_its_own_test_set(of_fashion: str) -> None:
    classes = data.load("fashion", "test").classes
    assert set(FIGURES["class_accuracy"](model=of_fashion).table["class"]) == set(classes)
    for figure in ("one_digit", "shifted_digits", "confusion", "failure_map"):
        pictures = FIGURES[figure](model=of_fashion).tiles
        assert any(label in pictures[0].alt for label in classes), f"{figure} shows {pictures[0].alt}"
    assert set(FIGURES["own_digit"](model=of_fashion).table["answer"]) <= set(classes)
    assert set(FIGURES["own_pushed"](model=of_fashion).table["answer"]) <= set(classes)
    evidence = FIGURES["own_evidence"](model=of_fashion).tiles[1]
    assert evidence.sides is not None
    assert evidence.sides[0].removeprefix("evidence for ") in classes
    own = FIGURES["own_answers"](model=of_fashion)
    assert own.chart.data[0].y == classes  # type: ignore[union-attr]
    assert own.table.query("model == @of_fashion")["answer"].item() in classes
    found, clean = (
        FIGURES["shifted_digits"](model=of_fashion, severity=severity).table for severity in (4, 0)
    )
    labels = data.load("fashion", "test").labels
    right = evaluation.accuracy(
        evaluation.logits_under(of_fashion, evaluation.Condition(data="fashion")), labels
    )
    assert found["value"][0] == clean["value"][0] == clean["value"][1] == right.value
    assert FIGURES["severity_curve"](model=of_fashion).chart is not None


@pytest.mark.parametrize("name", CONFUSIONS)
def test_the_cell_of_a_confusion_map_is_chosen_by_the_names_of_its_classes(
    name: str, of_fashion: str
) -> None:
    for model in ("mlp-0",) if name in OF_DIGITS else ("mlp-0", of_fashion):
        drawn, classes = FIGURES[name](model=model), live_counts.test_set(model).classes
        assert drawn.chart is not None
        (clicked,) = {tuple(map(tuple, trace.customdata)) for trace in drawn.chart.data if trace.customdata}
        assert clicked == tuple(itertools.product(classes, classes)), "a row a label"
        cells = drawn.table["n"].to_numpy().reshape(len(classes), len(classes))
        for row, column in ((3, 5), (9, 0), (8, 8)):
            told = FIGURES[name](model=model, label=classes[row], prediction=classes[column]).alt
            holds = told.partition(f"{classes[row]} read as {classes[column]}, holds ")[2].split()[0]
            assert holds == str(cells[row, column]) or (holds, cells[row, column]) == ("none.", 0)
        off = cells - np.diag(cells.diagonal() + 1)
        for given, place in (
            ({}, np.unravel_index(off.argmax(), off.shape)),
            ({"label": classes[2]}, (2, off[2].argmax())),
            ({"prediction": classes[6]}, (off[:, 6].argmax(), 6)),
        ):
            told = FIGURES[name](model=model, **given).alt
            assert f"{classes[int(place[0])]} read as {classes[int(place[1])]}, holds" in told


def test_a_class_that_the_models_set_has_not_is_refused_and_counts_as_none_in_an_address(
    of_fashion: str,
) -> None:
    figure = FIGURES["confusion"]
    with pytest.raises(
        ValueError, match=r"^label of 'confusion' must be one of worst, T-shirt, .*, got '3'$"
    ):
        figure(model=of_fashion, label="3")
    with pytest.raises(ValueError, match=r"^label of 'confusion' must be one of worst, 0, .*, got 'bag'$"):
        figure(label="bag")
    assert figure.declared({name: one.default for name, one in figure.parameters.items()})[
        "label"
    ].domain.options == ("worst", *DIGITS)  # type: ignore[union-attr]
    for model, given, label in (
        ("cnn-0", "3", "3"),
        ("cnn-0", "bag", "worst"),
        (of_fashion, "3", "worst"),
        (of_fashion, "bag", "bag"),
    ):
        link = {"shifted_digits.model": model, "confusion.label": given}
        assert address.state(figure, link.get)["label"] == label


def test_mistakes_of_another_set_have_no_wrong_labels_of_mnist(of_fashion: str) -> None:
    drawn, classes = FIGURES["mistakes"](model=of_fashion), data.load("fashion", "test").classes
    assert "In ochre" not in drawn.caption
    assert all(tile.verdict == "wrong" for tile in drawn.tiles)
    first = drawn.table.iloc[0]
    assert (
        drawn.tiles[0].label == f"says {classes[int(first['prediction'])]}, is {classes[int(first['label'])]}"
    )
