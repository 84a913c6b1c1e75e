"""What chapter 3 says of flags, grafted and real, holds, and for which networks it says so."""

import numpy as np
import pandas as pd
import pytest
import torch

from gapviz import data, evaluation, models
from gapviz.core import tables
from gapviz.data import swiss_scans
from gapviz.evaluation import CLEAN, condition, images_under
from gapviz.evaluation.measure import real_flags
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c03_flagged, c03_real_flags, c03_turning_angle
from gapviz.imaging import strokes
from gapviz.imaging.strokes import flags as detector
from gapviz.shifts import SHIFTS, handwriting

DENSE = ("softmax", "mlp")
"""Families that know a pixel only by its place."""
STEEP, FLAT = 30, 50
"""Degrees: some one in eight Swiss flags is steeper than the first, one in twenty flatter than the second."""


def convolutional() -> list[str]:
    return [name for name in models.names(data="mnist") if models.family_of(name) not in DENSE]


def swiss(model: str = models.HERO) -> pd.DataFrame:
    return c03_real_flags.real(model).query("set == 'swiss'")


def foretold(model: str, flags: pd.DataFrame) -> np.ndarray:
    """Return which share of the test ones a model reads with each of some flags, between recorded ones."""
    recorded = tables.table("flags").query("model == @model").pivot(index="angle", columns="length")["value"]
    across, up = recorded.index.to_numpy(), recorded.columns.to_numpy()
    rows = [np.interp(flags["length"], up, row) for row in recorded.to_numpy()]
    return np.array(
        [np.interp(angle, across, row) for angle, row in zip(flags["angle"], np.transpose(rows), strict=True)]
    )


def test_the_table_has_every_flag_once_for_each_model() -> None:
    table = tables.table("real_flags")
    assert set(table["set"]) == set(real_flags.SETS) == set(c03_real_flags.SETS)
    assert not table.duplicated(["set", "writer", "number", "model"]).any()
    counts = table.groupby(["set", "writer"])["model"].value_counts().unstack()
    assert (counts.nunique(axis=1) == 1).all(), "all models were asked about the same flags"
    assert set(table["model"]) == set(models.names(data="mnist"))
    assert set(swiss()["writer"]) == set(swiss_scans.FLAGGING)
    assert (table.query("set != 'swiss'")["writer"] == "").all(), "of the others nobody knows who wrote them"
    assert table["angle"].between(-5, 180).all(), "along the stem at most, but for a bend of it"
    assert (table["length"] > 0).all()
    assert table["prediction"].between(0, 9).all()


def test_the_ladder_is_that_of_swiss_hands() -> None:
    flags = swiss()
    quantiles = flags["angle"].quantile([0.1, 0.25, 0.5, 0.75, 0.9])
    assert quantiles.tolist() == pytest.approx(handwriting.REAL_ANGLES, abs=1)
    assert flags["length"].median() == pytest.approx(handwriting.REAL_LENGTH, abs=0.75)
    state = c03_flagged.Flagged()
    assert (state.angle, state.length) == (handwriting.REAL_ANGLES[3], handwriting.REAL_LENGTH)
    flatter = (flags["angle"] > state.angle).mean()
    assert 0.2 < flatter < 0.3, "a quarter of the Swiss flags are flatter"


def test_the_map_reaches_to_the_real_ones() -> None:
    flags = tables.table("real_flags").drop_duplicates(["set", "writer", "number"])
    within = flags["angle"].le(float(c03_flagged.ANGLES.max())) & flags["length"].le(
        float(c03_flagged.LENGTHS.max())
    )
    assert within.mean() > 0.98
    beyond = int((flags["length"] > float(c03_flagged.LENGTHS.max())).sum())
    assert f"{beyond} flags are longer" in FIGURES["real_flags"]().caption, "the rest is told"


def test_the_ladder_moves_digits_away_from_themselves() -> None:
    ones = data.load("mnist", "test").places("1")
    clean = images_under(CLEAN, ones)
    away = [
        float((images_under(condition("flag", severity), ones) - clean).abs().mean())
        for severity in range(1, 6)
    ]
    assert away == sorted(away)
    assert len(set(SHIFTS["flag"].ladder["angle"])) == 5, "every step is another flag"


def test_where_the_flags_of_hands_lie() -> None:
    flags = dict(iter(c03_real_flags.real(models.HERO).groupby("set")))
    assert (flags["swiss"]["angle"] > 75).sum() == 0, "no Swiss flag stands square to its stem"
    assert (flags["swiss"]["angle"] > 60).mean() < 0.01, "hardly one in the right half of the map"
    right_half = {name: (rows["angle"] > c03_real_flags.FLATTEST / 2).mean() for name, rows in flags.items()}
    assert 1 / 9 < right_half["mnist"] < 1 / 7, "of MNIST's one in eight lies over there"
    stem = 17.56
    assert 0.85 < flags["swiss"]["length"].median() / stem < 1.1, "as long as the stem, or nearly"
    long = [flags[name]["length"].median() for name in ("swiss", "optdigits", "mnist")]
    assert long == sorted(long, reverse=True), "the Turkish are shorter, MNIST's shorter still"


@pytest.mark.parametrize("model", convolutional())
def test_along_the_angles_of_hands_networks_go_from_nearly_all_to_few(model: str) -> None:
    flags = swiss(model)
    steep = flags[flags["angle"] <= STEEP]["right"].mean()
    flat = flags[flags["angle"] > FLAT]["right"].mean()
    assert steep > 0.85, "they read nearly all of the steepest"
    assert flat < (0.7 if model.startswith("recognizer") else 0.51), "and lose half or more of the flattest"
    in_between = [flags[flags["angle"].between(low, low + 5)]["right"].mean() for low in (30, 35, 40, 45)]
    drops = np.diff([steep, *in_between, flat])
    assert drops.min() > -0.5, "nothing breaks at one degree"


def test_what_the_slider_foretells_hands_do() -> None:
    off = {
        name: float(swiss(name)["right"].mean() - foretold(name, swiss(name)).mean())
        for name in models.names(data="mnist")
    }
    assert max(map(abs, off.values())) < 0.16, off
    assert np.median(np.abs(list(off.values()))) < 0.11, "some ten in a hundred"
    kinder = [name for name, more in off.items() if more > 0]
    assert len(kinder) > 0.8 * len(off), f"mostly hands are kinder: {off}"


def test_every_network_loses_thirty_points_to_a_flag_that_a_quarter_of_the_swiss_outdo() -> None:
    ones = tables.table("per_class").query("`class` == '1'").set_index("model").eval("share = right / n")
    clean = ones.query("severity == 0")["share"]
    lost = clean - ones.query("shift == 'flag' and severity == 4")["share"]
    assert lost.min() > 0.3, lost.to_dict()


def test_the_border_is_much_the_same_for_convolutions_and_sooner_for_the_others() -> None:
    long = tables.table("flags").query("length >= 12 and length <= 24")
    turns = {key: c03_turning_angle.turning_angle(rows) for key, rows in long.groupby(["length", "model"])}
    assert None not in turns.values(), "all of them draw a border"
    found = pd.Series(turns).unstack(0)
    dense = found[found.index.map(models.family_of).isin(DENSE)]
    others = found.drop(dense.index)
    assert (others.median() - dense.median()).between(8, 17).all(), "some ten degrees sooner"
    assert (others - others.median()).abs().max(axis=None) < 9, "much the same one"
    assert dense.max(axis=None) < others.min(axis=None) + 2
    hero = found[found.index.map(models.family_of) == models.family_of(models.HERO)]
    assert (hero.max() - hero.min()).max() < 10, "seeds turn within a few degrees of each other"


def nines(writer: str, model: str) -> pd.Series:
    """Return which shares of a writer's nines a model reads as what."""
    rows = tables.table("writers").query("digit == 9 and writer == @writer and model == @model")
    return (rows.set_index("prediction")["n"] / rows["n"].sum()).reindex(range(10), fill_value=0)


@pytest.mark.parametrize("model", models.names(data="mnist"))
def test_the_nines_of_swiss_hands(model: str) -> None:
    pressed = nines(swiss_scans.PLAIN, model)
    assert pressed[7] >= 0.2, "a fifth of his or more are a 7 to every network"
    assert pressed[7] > 0.8 * (1 - pressed[9]), "and nothing else"
    assert nines(swiss_scans.CONTROL, model)[9] > 0.95, "the American's are read"


def test_the_hooked_nines_of_one_writer() -> None:
    hooked = pd.DataFrame({name: nines("0017_CH4M", name) for name in convolutional()})
    assert (hooked.loc[9] < 0.9).all()
    assert hooked.loc[9].median() < 0.75, "many"
    wrong = hooked.drop(9).sum(axis=1)
    assert wrong[[1, 3, 5, 8]].sum() > 0.8 * wrong.sum(), "1, 3, 5 or 8"
    opened = pd.DataFrame({name: nines("0006_CH4M", name) for name in convolutional()})
    assert (opened.loc[5].drop(9, errors="ignore") > 0.1).mean() > 0.6, "a 5 to many"
    assert (opened.loc[5] == opened.drop(9).max()).mean() > 0.8


def test_what_the_maps_and_the_eraser_say() -> None:
    explained = tables.table("evidence").set_index(["set", "model", "method"]).sort_index()
    evidence = explained.loc["grafted", models.HERO]
    ahead = evidence["of_evidence"] > evidence["of_ink"]
    assert ahead.to_dict() == {"integrated_gradients": True, "occlusion": False, "gradient": False}, (
        "the maps disagree"
    )
    assert (evidence["without"] > 0.75 * evidence["n"]).all(), "without it more than three in four are read"
    assert (evidence["kept"] / evidence["n"]).between(0.3, 0.36).all(), "with the flag one in three"
    assert (evidence["at_random"] < evidence["kept"]).all(), "rubbed out at random it makes matters worse"
    assert (evidence["next_strongest"] < evidence["kept"]).all(), "elsewhere it brings nobody back"
    turks = explained.loc["turkish", models.HERO]
    assert (turks["kept"] / turks["n"]).between(0.45, 0.55).all(), "half of the Turkish ones"
    assert (turks["without"] == turks["n"]).all(), "all of them once the flag is gone"
    for whose in ("turkish", "grafted"):
        dense = explained.loc[whose, "mlp-0"]
        assert (dense["kept"] < 0.3 * dense["n"]).all(), "the perceptron reads few"
        assert (dense["without"] > 0.5 * dense["n"]).all(), "and then most"
        others = explained.loc[whose][["at_random", "next_strongest"]].max(axis=1)
        assert (others < explained.loc[whose]["without"]).all(), "nowhere as many as the flag"


def test_how_many_of_mnist_s_and_of_turkish_flags_there_are_and_are_read() -> None:
    flags_found = tables.table("detector").set_index("kind").loc["flag"]
    assert 0.02 < flags_found["found"] / flags_found["n"] < 0.08, "a few dozen to every thousand"
    turkish = tables.table("hands").query("set == 'optdigits flag'").set_index("model")["value"]
    for family in ("cnn", "tutorial"):
        alike = turkish[turkish.index.str.startswith(family)]
        assert alike.max() - alike.min() > 0.2, "networks that no test tells apart come far apart"
    assert turkish.idxmin() == "softmax-0", "the softmax reads the fewest"
    met = tables.table("hands").query("set == 'mnist train flag'").set_index("model")["value"]
    assert met["softmax-0"] < 0.8, "all but the softmax have learnt those they met"
    assert met.drop("softmax-0").min() > 0.95, "all but the softmax have learnt those they met"
    square = tables.table("flags").query("angle >= 70 and angle <= 90 and length >= 8")["value"]
    assert square.max() < 0.15, "there is an angle beyond which nearly every 1 is lost"
    assert tables.table("flags").query("length == 4")["value"].min() > 0.5, "unless its flag is a mere tick"
    plain = tables.table("hands").query("set == 'optdigits plain'").set_index("model")["value"]
    assert 0.2 < plain["softmax-0"] < 0.3 < plain.drop("softmax-0").min(), "and but one in four plain ones"


def test_flag_and_lean_together_undo_a_network() -> None:
    ones = c03_flagged.test_set().at(c03_flagged.ones())
    flagged = strokes.add_flag(ones, **c03_flagged.USUAL, stem=c03_flagged.stems()).images
    upright = c03_flagged.upright()
    read = {}
    for name in models.names(data="mnist"):
        right = evaluation.predict(models.load(name), flagged).argmax(1) == c03_flagged.ONE
        read[name] = float(right[upright].float().mean()), float(right[~upright].float().mean())
    both = pd.DataFrame(read, index=["upright", "leaning"]).T
    dense = both.index.map(models.family_of).isin(DENSE)
    assert (both[dense]["upright"] < 0.1).all(), "the softmax and the perceptron have lost them all"
    upright = both[~dense]["upright"]
    assert upright.max() > 0.9, "some lose hardly any"
    assert upright.min() < 0.4, "others most"
    sisters = upright.groupby(upright.index.map(models.family_of))
    assert (sisters.max() - sisters.min()).max() > 0.4, "down to sisters that differ in their seed alone"
    assert (both["leaning"] < 0.6).all(), "flag and lean together undo every one"
    assert both[~dense]["leaning"].median() < 0.3, "those go first"


@pytest.mark.skipif(not swiss_scans.fetched(), reason=f"needs {swiss_scans.COMMAND}")
def test_three_of_the_eight_swiss_lean_their_flagged_ones() -> None:
    leans = {}
    for writer in swiss_scans.FLAGGING:
        ink = detector.without_dirt(swiss_scans.images(writer, "1")[1][:, 0])
        _, right, begin, inked = detector.edges(ink)
        slope = detector.stem_of(begin, right, inked).slope.median()
        leans[writer] = -float(torch.rad2deg(torch.atan(slope)))
    assert sum(lean > 12 for lean in leans.values()) == 3, leans
    assert sum(lean < 10 for lean in leans.values()) == 5, leans
