"""What is recorded of adapted networks is what is counted today."""

import pandas as pd
import pytest

from gapviz import models
from gapviz.core import tables
from gapviz.evaluation import adaptation, ood
from gapviz.evaluation.measure import adapted
from gapviz.evaluation.measure.registry import Run


def test_a_sample_is_counted_again() -> None:
    counted = adapted.adapted(Run(("lenet-0", "cnn-3"), ("flag", "fog")))
    assert list(zip(counted["shift"], counted["severity"], counted["model"], strict=True)) == [
        ("", 0, "cnn-3"),
        ("fog", 3, "cnn-3"),
        ("fog", 5, "cnn-3"),
    ], "networks with batch normalisation, and shifts of all digits"
    recorded = tables.table("adapted").merge(counted, on=["shift", "severity", "model"])
    assert len(recorded) == 3
    # On another processor a digit on the fence may tip.
    assert (recorded["right_x"] - recorded["right_y"]).abs().max() <= 3


def test_energy_is_that_of_the_rule_with_statistics_of_the_set(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = [(name, images[:300]) for name, images in ood.pictures() if name in ("digits", "noise")]
    monkeypatch.setattr(ood, "pictures", lambda: iter(sets))
    counted = adapted.adapted_energy(Run(("tutorial-0", "cnn-3"))).set_index("set")
    network = models.load("cnn-3").torch()
    assert network is not None
    digits, noise = (
        ood.RULES["energy"].function(ood.see(adaptation.re_estimated(network, images), images))
        for _, images in sets
    )
    wanted = pd.Series({"digits": 0.5, "noise": ood.auroc(digits, noise)})
    pd.testing.assert_series_equal(counted["auroc"], wanted, check_names=False, atol=1e-4)
    assert (counted["n"] == 300).all()
    assert (counted["model"] == "cnn-3").all()


def test_on_clean_digits_it_changes_next_to_nothing() -> None:
    anew = tables.table("adapted").query("severity == 0").set_index("model")["value"]
    plain = pd.Series({name: tables.accuracy(name).value for name in anew.index})
    assert (anew - plain).abs().max() < 0.002


def test_it_opens_no_hole_beside_the_one_that_it_closes() -> None:
    keys = ["model", "set"]
    plain = tables.table("rejections").query("rule == 'energy'").set_index(keys)["auroc"]
    anew = tables.table("adapted_energy").set_index(keys)["auroc"]
    assert (plain[anew.index] - anew).max() < 0.05
