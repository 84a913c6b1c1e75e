"""Images to logits, logits to numbers: against scipy, by hand, and one road against the other."""

import copy
import math

import pytest
import scipy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gapviz import data, evaluation, models
from gapviz.core.types import Estimate
from gapviz.models.model import BATCH
from gapviz.shifts import SHIFTS

CLASSES = ("a", "b", "c")


def answers(predictions, classes=10, sure=5.0):
    """Logits that say just this."""
    return sure * nn.functional.one_hot(torch.tensor(predictions, dtype=torch.int64), classes).float()


pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=60)


@given(st.integers(1, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_estimate_is_wilsons(counts):
    right, n = counts
    found = evaluation.estimate(right, n)
    wanted = scipy.stats.binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert found.value == right / n
    assert found.n == n
    assert math.isclose(found.low, wanted.low, abs_tol=1e-9)
    assert math.isclose(found.high, wanted.high, abs_tol=1e-9)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_estimate_of_nothing_knows_nothing():
    found = evaluation.estimate(0, 0)
    assert math.isnan(found.value)
    assert (found.low, found.high, found.n) == (0, 1, 0)


def test_accuracy_counts_right_answers():
    assert evaluation.accuracy(answers([0, 1, 2, 2]), torch.tensor([0, 1, 2, 3])) == evaluation.estimate(3, 4)
    assert isinstance(evaluation.accuracy(answers([0]), torch.tensor([0])), Estimate)
    with pytest.raises(ValueError, match="logits and labels must be equally many, got 2 and 1"):
        evaluation.accuracy(answers([0, 1]), torch.tensor([0]))


def test_confidence_is_the_largest_probability():
    logits = torch.tensor([[0.0, 0.0], [math.log(3), 0.0], [-50.0, 50.0]])
    torch.testing.assert_close(evaluation.confidence(logits), torch.tensor([0.5, 0.75, 1.0]))


@settings(deadline=None)
@given(pairs)
def test_per_class_adds_up_to_accuracy(found):
    labels, predictions = (
        torch.tensor([pair[place] for pair in found], dtype=torch.int64) for place in (0, 1)
    )
    table = evaluation.per_class(answers(predictions.tolist(), 3), labels, CLASSES)
    assert list(table.columns) == ["class", "right", "value", "low", "high", "n"]
    assert table["class"].tolist() == list(CLASSES)
    assert table["n"].sum() == len(labels)
    assert table["right"].sum() == int((labels == predictions).sum())
    for number, row in table.iterrows():
        assert row["n"] == int((labels == number).sum())
        assert row["right"] == int(((labels == number) & (predictions == number)).sum())


@settings(deadline=None)
@given(pairs)
def test_confusion_counts_every_pair(found):
    labels, predictions = ([pair[place] for pair in found] for place in (0, 1))
    table = evaluation.confusion(answers(predictions, 3), torch.tensor(labels, dtype=torch.int64), CLASSES)
    assert list(table.columns) == ["label", "prediction", "n", "share"]
    assert len(table) == 9
    for row in table.itertuples():
        assert row.n == found.count((row.label, row.prediction))
        assert math.isclose(row.share, row.n / max(1, labels.count(row.label)), abs_tol=1e-6)


def test_confusion_and_per_class_tell_the_same():
    labels, logits = data.load("mnist", "test").labels, evaluation.logits_under("softmax-0")
    cells = evaluation.confusion(logits, labels, tuple("0123456789"))
    table = evaluation.per_class(logits, labels, tuple("0123456789"))
    assert cells["n"].sum() == 10_000
    assert cells[cells["label"] == cells["prediction"]]["n"].tolist() == table["right"].tolist()
    assert cells.groupby("label")["n"].sum().tolist() == table["n"].tolist()


def test_failures_come_most_confident_first():
    logits = torch.tensor([[0.0, 1.0], [0.0, 3.0], [5.0, 0.0], [0.0, 2.0], [0.0, 3.0]])
    assert evaluation.failures(logits, torch.tensor([0, 0, 0, 0, 0])).tolist() == [1, 4, 3, 0]
    assert evaluation.failures(logits, torch.tensor([1, 1, 0, 1, 1])).tolist() == []


@settings(deadline=None)
@given(only_first=st.integers(0, 150), only_second=st.integers(0, 150), both=st.integers(0, 20))
def test_mcnemar_is_the_binomial_test(only_first, only_second, both):
    first = [0] * only_first + [1] * only_second + [0] * both
    second = [1] * only_first + [0] * only_second + [0] * both
    labels = torch.zeros(len(first), dtype=torch.int64)
    found = evaluation.mcnemar(answers(first), answers(second), labels)
    n = only_first + only_second
    wanted = scipy.stats.binomtest(only_first, n).pvalue if n else 1.0
    assert found[:2] == (only_first, only_second)
    assert math.isclose(found[2], wanted, rel_tol=1e-9)


def test_mcnemar_of_thousands_is_exact():
    first, second = answers([0] * 4000 + [1] * 4200), answers([1] * 4000 + [0] * 4200)
    found = evaluation.mcnemar(first, second, torch.zeros(8200, dtype=torch.int64))
    assert math.isclose(found[2], scipy.stats.binomtest(4000, 8200).pvalue, rel_tol=1e-9)
    assert (
        evaluation.mcnemar(first, answers([1] * 8200), torch.zeros(8200, dtype=torch.int64))[2] == 0.5**3999
    )


def test_predict_of_no_images_is_empty():
    for model in (
        models.load("softmax-0"),
        models.of_torch(models.build("softmax")),
        models.of_torch(models.build("cnn")),
    ):
        found = evaluation.predict(model, torch.empty(0, 1, 28, 28))
        assert (found.dtype, found.shape) == (torch.float32, (0, 10))


@pytest.mark.parametrize("n", [1, BATCH - 1, BATCH, BATCH + 1, 137])
def test_predict_does_not_mind_how_many_images_come(n):
    images = data.load("mnist", "test").at(slice(200))
    whole = evaluation.predict(models.load("cnn-0"), images)
    torch.testing.assert_close(
        evaluation.predict(models.load("cnn-0"), images[:n]), whole[:n], rtol=0, atol=1e-4
    )


def test_predict_takes_images_that_are_views():
    images = data.load("mnist", "test").at(slice(20))
    view = images.flip(3)[::2].transpose(2, 3)
    model = models.load("cnn-0")
    torch.testing.assert_close(evaluation.predict(model, view), model.torch()(view), rtol=0, atol=1e-4)


def test_predict_takes_a_module_that_is_no_checkpoint():
    images, test = data.load("mnist", "test").at(slice(30)), data.load("mnist", "test")
    changed = copy.deepcopy(models.load("softmax-0").torch())
    with torch.no_grad():
        changed[2].weight.neg_()
    weight, bias = changed[2].weight, changed[2].bias
    by_hand = ((images - test.mean[0]) / test.std[0]).flatten(1) @ weight.T + bias
    torch.testing.assert_close(evaluation.predict(models.of_torch(changed), images), by_hand)


@pytest.mark.parametrize("training", [True, False])
def test_dropout_is_off_while_predicting(training):
    model, images = (
        models.of_torch(models.build("mlp").train(training)),
        data.load("mnist", "test").at(slice(30)),
    )
    assert torch.equal(evaluation.predict(model, images), evaluation.predict(model, images))


def test_predict_gives_logits_that_autograd_can_use():
    weights = torch.ones(30, 10, requires_grad=True)
    images = data.load("mnist", "test").at(slice(30))
    for model in (models.of_torch(models.build("softmax")), models.load("softmax-0")):
        (evaluation.predict(model, images) * weights).sum().backward()
    assert weights.grad is not None


def test_severity_0_is_the_clean_set():
    assert all(evaluation.condition(shift, 0, seed=3) == evaluation.CLEAN for shift in SHIFTS)


def test_a_condition_is_of_the_set_that_it_is_asked_for():
    clean, fog = (evaluation.condition("fog", severity, data="fashion") for severity in (0, 3))
    assert clean == evaluation.Condition(data="fashion")
    fashion = data.load("fashion", "test")
    assert torch.equal(evaluation.images_under(clean, [3, 5]), fashion.at(torch.tensor([3, 5])))
    indices = torch.tensor([3, 5])
    assert torch.equal(
        evaluation.images_under(fog, [3, 5]), SHIFTS["fog"](fashion.at(indices), severity=3, indices=indices)
    )


@pytest.mark.parametrize("shift", SHIFTS)
def test_a_condition_says_all_levels(shift):
    for severity in (1, 5):
        where = evaluation.condition(shift, severity, seed=4)
        assert where == evaluation.Condition(shift, tuple(sorted(SHIFTS[shift].levels(severity).items())), 4)
        assert hash(where) == hash(evaluation.condition(shift, seed=4, levels=SHIFTS[shift].levels(severity)))
    assert evaluation.condition(shift) == evaluation.condition(shift, 3)


def test_a_condition_refuses_what_is_not_declared():
    with pytest.raises(ValueError, match=r"^shift must be one of .*border.*, got 'snow'$"):
        evaluation.condition("snow", 3)
    with pytest.raises(ValueError, match=r"^shift must be one of .*, got 'snow'$"):
        evaluation.condition("snow", 0)
    for severity in (-1, 6, 2.5):
        with pytest.raises(
            ValueError, match=rf"severity of 'border' must be an integer from 0 to 5, got {severity}"
        ):
            evaluation.condition("border", severity)
    with pytest.raises(ValueError, match="border has no parameter 'angle'"):
        evaluation.condition("border", levels={"angle": 3})
    with pytest.raises(ValueError, match="pixels of 'border' must be an integer"):
        evaluation.condition("border", levels={"pixels": 1000})


def test_logits_under_a_condition_are_those_of_the_shifted_set():
    test, where = data.load("mnist", "test"), evaluation.condition("gaussian_noise", 4, seed=2)
    shifted = SHIFTS["gaussian_noise"](test.images, severity=4, seed=2)
    model = models.load("softmax-0").torch()
    found = evaluation.logits_under("softmax-0", where)
    assert found.shape == (10_000, 10)
    torch.testing.assert_close(found, model(shifted), rtol=0, atol=1e-4)
    assert evaluation.logits_under("softmax-0", where) is found


def test_the_digit_shown_is_the_digit_counted():
    where, chosen = evaluation.condition("stain", 5, seed=1), [9999, 4, 4, 512]
    images = evaluation.images_under(where, chosen)
    counted = evaluation.logits_under("softmax-0", where)[chosen]
    torch.testing.assert_close(
        evaluation.predict(models.load("softmax-0"), images), counted, rtol=0, atol=1e-4
    )
    clean = evaluation.images_under(evaluation.CLEAN, chosen)
    assert torch.equal(clean, data.load("mnist", "test").at(torch.tensor(chosen)))
    assert evaluation.images_under(where, []).shape == (0, 1, 28, 28)


@pytest.mark.parametrize(
    "where", [evaluation.CLEAN, evaluation.condition("gaussian_noise", levels={"std": 0.25})]
)
def test_the_logits_of_one_digit_are_those_of_all(where):
    every = evaluation.logits_under("cnn-0", where)
    for index in (0, 49, 50, 2047, 9999):
        assert torch.equal(evaluation.logits_of("cnn-0", where, index), every[index])


@pytest.mark.parametrize("shift", ["open_four", "gaussian_noise"])
def test_changed_are_those_whose_pixels_change(shift):
    where, every = evaluation.condition(shift, 3), range(10_000)
    before, after = (evaluation.images_under(place, every) for place in (evaluation.CLEAN, where))
    changed = evaluation.changed_under(where)
    assert changed.tolist() == (before != after).flatten(1).any(1).nonzero().flatten().tolist()
    assert len(evaluation.changed_under(evaluation.CLEAN)) == 0
