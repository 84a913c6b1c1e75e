"""Rules that reject: on numbers solvable by hand, their thresholds, and the recorded table counted again."""

import math

import pytest
import torch
from torch import nn

from gapviz import data, models
from gapviz.core import tables
from gapviz.data.nondigits import NONDIGITS
from gapviz.evaluation import ood
from gapviz.evaluation.ood import HELD, REJECTED, RULES, TEST_DIGITS, Seen

TABLE = tables.table("rejections")


def seen(logits: list[list[float]]) -> Seen:
    return Seen(torch.zeros(len(logits), 2), torch.tensor(logits))


def test_rules_on_logits_by_hand() -> None:
    given = seen([[math.log(3), 0.0, 0.0], [0.0, 0.0, 0.0]])
    # Probabilities 3/5, 1/5, 1/5 and three thirds.
    for function, wanted in (
        (ood.maximum_softmax.function, [math.log(3 / 2), math.log(1 / 2)]),
        (ood.energy.function, [math.log(5), math.log(3)]),
        (ood.maximum_logit.function, [math.log(3), 0.0]),
    ):
        assert function(given).tolist() == pytest.approx(wanted, abs=1e-6)


def test_certainty_still_has_an_order() -> None:
    given = seen([[100.0, 0.0, 0.0], [0.0, 101.0, 0.0], [102.0, 50.0, 0.0]])
    assert given.logits.softmax(1).amax(1).tolist() == [1.0, 1.0, 1.0]
    low, high, between = ood.maximum_softmax.function(given).tolist()
    assert between < low < high


def test_rules_on_features_by_hand() -> None:
    given = Seen(torch.tensor([[3.0, 4.0], [-2.0, 0.0]]), torch.zeros(2, 3))
    known = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    assert ood.nearest_neighbour.function(given, known).tolist() == pytest.approx([0.8, 0.0])
    means, rounding = torch.tensor([[0.0, 0.0], [1.0, 4.0]]), torch.diag(torch.tensor([0.5, 1.0]))
    assert ood.mahalanobis.function(given, means, rounding).tolist() == pytest.approx([-0.5, -1.0])


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    assert ood.auroc(torch.tensor([3.0, 2.0]), torch.tensor([1.0, 2.0])) == 3.5 / 4
    assert ood.auroc(torch.tensor([1.0]), torch.tensor([2.0, 3.0])) == 0
    dice = torch.Generator().manual_seed(0)
    first, second = (torch.randint(0, 9, (size,), generator=dice).double() for size in (40, 70))
    pairs = (first[:, None] > second).double() + 0.5 * (first[:, None] == second)
    assert ood.auroc(first, second) == pytest.approx(pairs.mean().item())


@pytest.mark.parametrize("name", ["softmax-0", "mlp-0", "lenet-0", "alexnet-0", "cnn-0"])
def test_features_are_what_the_last_layer_is_given(name: str) -> None:
    images = data.load("mnist", "test").at(slice(20))
    network = models.load(name).torch()
    found = ood.see(network, images)
    assert torch.allclose(found.logits, network(images), atol=1e-5)
    assert found.features.shape == (20, network[-1].in_features)


def test_a_network_without_a_last_layer_is_refused() -> None:
    for network in (nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 2), nn.ReLU()), None):
        with pytest.raises(
            ValueError,
            match=f"must be a sequence of layers that ends in a linear one, got {type(network).__name__}",
        ):
            ood.see(network, torch.zeros(1, 2))


def test_fits_are_of_training_digits() -> None:
    features, labels = ood._fitted("lenet-0")
    means, rounding = ood.spread("lenet-0")
    around = features @ rounding - means[labels]
    spread = torch.linalg.eigvalsh(around.T @ around / len(around))
    assert 0.9 < spread[-1] <= 1 + 1e-3, "one in all directions but those that hardly vary"
    assert torch.allclose(around.mean(0), torch.zeros(around.shape[1]), atol=1e-3)
    (known,) = ood.directions("lenet-0")
    assert known.shape == features.shape
    assert torch.allclose(known.norm(dim=1), torch.ones(len(known)), atol=1e-5)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_it_goes_by(name: str) -> None:
    assert RULES[name].words
    assert len(RULES[name].caption) > 40


@pytest.mark.parametrize("name", ["mlp-0", "lenet-0"])
def test_the_table_is_counted_again(name: str) -> None:
    again = ood.rejections(name, ood.pictures()).set_index(["set", "rule"])
    recorded = TABLE[TABLE["model"] == name].set_index(["set", "rule"])
    assert again.index.tolist() == recorded.index.tolist()
    assert again["n"].tolist() == recorded["n"].tolist()
    # Another processor's last bits may move a score over its threshold.
    assert (again["sure"] - recorded["sure"]).abs().max() <= 3
    assert (again["right"] - recorded["right"]).abs().max() <= 5
    for column, close in (("threshold", 2e-4), ("auroc", 1e-4)):
        assert again[column].tolist() == pytest.approx(recorded[column].tolist(), rel=close)


def test_every_model_rule_and_set_is_recorded_once() -> None:
    found = set(zip(TABLE["model"], TABLE["rule"], TABLE["set"], strict=True))
    assert len(found) == len(TABLE)
    assert found == {
        (model, rule, name)
        for model in models.names()
        for rule in RULES
        for name in (TEST_DIGITS, *NONDIGITS)
    }
    sizes = {TEST_DIGITS: len(data.load("mnist", "test"))} | {
        name: entry.n for name, entry in NONDIGITS.items()
    }
    assert (TABLE["n"] == TABLE["set"].map(sizes)).all()
    assert (TABLE.loc[TABLE["set"] == TEST_DIGITS, "auroc"] == 0.5).all()


@pytest.mark.parametrize("rule", RULES)
def test_a_threshold_gives_up_its_share_of_training_digits(rule: str) -> None:
    held = data.load("mnist", "train").at(HELD)
    _, rejected = ood.verdict("lenet-0", held, rule)
    assert rejected.double().mean().item() == pytest.approx(REJECTED, abs=0.001)


def test_a_verdict_is_that_of_the_best_rule() -> None:
    digits, paper = data.load("mnist", "test").at(slice(300)), NONDIGITS["blanks"].at(torch.arange(40))
    scores, rejected = ood.verdict("lenet-0", torch.cat((digits, paper)))
    assert (scores.shape, rejected.dtype) == ((340,), torch.bool)
    assert rejected[:300].double().mean() < 0.15
    assert rejected[300:].all()
    assert torch.equal(scores, ood.RULES[ood.best("lenet-0")]("lenet-0", torch.cat((digits, paper))))
    alone = [ood.verdict("lenet-0", image[None])[0].item() for image in digits[:5]]
    assert alone == pytest.approx(scores[:5].tolist(), abs=1e-5)
    assert ood.verdict("lenet-0", digits[:0])[1].shape == (0,)


def test_unknown_rules_and_models_are_refused() -> None:
    images = data.load("mnist", "test").at(slice(2))
    with pytest.raises(ValueError, match=r"^rule must be one of maximum_softmax, .*, got 'gut_feeling'$"):
        ood.verdict("mlp-0", images, "gut_feeling")
    for which in ("", "energy"):
        with pytest.raises(ValueError, match=r"^no rejections are recorded of 'cnn-99'$"):
            ood.verdict("cnn-99", images, which)


def test_what_is_said_of_the_numbers_holds() -> None:
    found = TABLE.set_index(["model", "rule", "set"]).sort_index()
    paid = found.xs(TEST_DIGITS, level="set")["value"]
    assert paid.between(0.04, 0.09).all(), "test digits pay about what training digits do"
    cnns = [name for name in models.names() if name.startswith("cnn")]
    for name in cnns:
        noise = found.loc[(name, "maximum_softmax", "noise")]
        assert noise["sure"] == noise["n"], "noise is a digit beyond doubt"
        assert noise["value"] < 0.05, "and to the softmax no stranger than one"
        assert found.loc[(name, "nearest_neighbour", "noise"), "value"] == 1
        assert found.loc[(name, "nearest_neighbour", "faces"), "value"] < 0.25, (
            "the best rule has a hole: faces"
        )
        assert (
            found.loc[(name, "nearest_neighbour", "letters"), "value"]
            > found.loc[(name, "maximum_softmax", "letters"), "value"]
        )
    letters = TABLE[(TABLE["set"] == "letters") & (TABLE["model"] != "softmax-0")]
    assert (letters["sure"] > 0.5 * letters["n"]).all(), "half of the letters are a digit, at 90 % and more"
