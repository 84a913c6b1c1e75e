"""What chapter 5 says of batch normalisation's part holds, and what chapter 7 says of its hole."""

import pandas as pd

from gapviz import evaluation, models
from gapviz.core import tables
from gapviz.evaluation import adaptation
from gapviz.figures.chapters import c05_batch_norm
from gapviz.figures.chapters.c05_batch_norm import AS_TRAINED, RE_ESTIMATED, WITHOUT


def means() -> pd.DataFrame:
    """Mean accuracies by family of shifts and kind of network; the least of those without as well."""
    table = c05_batch_norm.family_means()
    found = table.groupby(["row", "kind"])["value"].mean().unstack()
    return found.assign(least=table[table["kind"] == WITHOUT].groupby("row")["value"].min())


def test_noise_blur_and_light_are_its_part() -> None:
    found = means()
    for family in ("noise", "optics", "light"):
        row = found.loc[family]
        assert row[AS_TRAINED] < row["least"], f"it falls before all others: {row}"
        assert row[RE_ESTIMATED] - row[AS_TRAINED] > 0.1, f"{family} comes back: {row}"
        assert row[RE_ESTIMATED] > row[WITHOUT] - 0.05, f"as far as the others are: {row}"


def test_turned_moved_and_cropped_are_mnists() -> None:
    found = means()
    for family in ("geometry", "borders"):
        row = found.loc[family]
        assert abs(row[RE_ESTIMATED] - row[AS_TRAINED]) < 0.05, f"{family} does not come back: {row}"
        assert abs(row[WITHOUT] - row[AS_TRAINED]) < 0.12, f"it is much the same for all of them: {row}"


def test_under_noise_most_of_the_loss_is_gone_for_every_seed() -> None:
    anew = tables.table("adapted").query("shift == 'gaussian_noise'")
    names = [name for name in models.names() if adaptation.has_batch_norm(name)]
    assert set(anew["model"]) == set(names)
    for name in names:
        clean = tables.accuracy(name).value
        for severity in c05_batch_norm.MEANT:
            row = anew.query("model == @name and severity == @severity")
            lost = clean - tables.accuracy(name, "gaussian_noise", severity).value
            assert clean - float(row["value"].iloc[0]) < lost / 2, (name, severity)


def test_it_is_as_sure_of_itself_as_ever() -> None:
    noisy = evaluation.condition("gaussian_noise", 5)
    sure = {
        name: float(evaluation.confidence(evaluation.logits_under(name, noisy)).mean())
        for name in ("cnn-0", "lenet-0", models.HERO)
    }
    assert sure["cnn-0"] > 0.9 > max(sure["lenet-0"], sure[models.HERO]), sure
    assert tables.accuracy("cnn-0", "gaussian_noise", 5).value < 0.2


def test_the_hole_in_the_rejection_is_its_part_too() -> None:
    rejections = tables.table("rejections").query("rule == 'energy' and set == 'noise'").set_index("model")
    anew = tables.table("adapted_energy").query("set == 'noise'").set_index("model")["auroc"]
    for name, row in rejections.iterrows():
        if adaptation.has_batch_norm(str(name)):
            assert row["auroc"] < 0.5, f"{name} finds the noise more like a digit than the digits are"
            assert anew[name] > 0.99, "estimated anew, it tells the two apart with hardly a slip"
        else:
            assert row["auroc"] > 0.5, f"no network without one does, not {name}"


def test_noise_costs_a_network_without_it_too() -> None:
    assert not adaptation.has_batch_norm(models.HERO)
    assert tables.accuracy(models.HERO, "gaussian_noise", 5).value < tables.accuracy(models.HERO).value / 2


def test_what_else_comes_back_and_what_does_not() -> None:
    found = means()
    for family in ("noise", "optics", "light"):
        assert found.loc[family, RE_ESTIMATED] > found.loc[family, WITHOUT] - 0.02, (
            "as far as the others or further"
        )
    clean = sum(tables.accuracy(name).value for name in models.names(family="cnn")) / 5
    for family, low, high in (("lines", 0.4, 0.65), ("paper", 0.25, 0.4)):
        row = found.loc[family]
        back = (row[RE_ESTIMATED] - row[AS_TRAINED]) / (clean - row[AS_TRAINED])
        assert low < back < high, "half of what lines cost, and a third of what stains do"
