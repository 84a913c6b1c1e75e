"""What each chapter's last sentence says holds; whoever writes another one says here what holds it."""

from collections.abc import Callable

import pandas as pd
import pytest

from gapviz import models
from gapviz.core import tables
from gapviz.editions import article
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c05_batch_norm
from gapviz.figures.chapters.c05_batch_norm import AS_TRAINED, RE_ESTIMATED, WITHOUT

MODERN = "cnn"


def lost(model: str, shift: str, severity: int) -> float:
    return tables.accuracy(model).value - tables.accuracy(model, shift, severity).value


def a_score_promises_more_of_the_same() -> None:
    assert min(lost(name, "translate", 4) for name in models.SHIPPED) > 1 / 3, "a third or more, each"


def a_high_score_is_easily_had() -> None:
    pairs = tables.table("pairs")
    for family in ("tutorial", MODERN):
        sisters = pairs[pairs["first"].str.startswith(family) & pairs["second"].str.startswith(family)]
        assert len(sisters) == 5 * 4 / 2
        assert sisters["p"].min() * len(sisters) > 0.05, "five seeds that cannot be told apart (Bonferroni)"


def they_learnt_the_ones_that_they_were_shown() -> None:
    ones = tables.table("per_class").query("`class` == '1'").set_index("model").eval("share = right / n")
    flagged = ones.query("shift == 'flag' and severity == 4")["share"]
    assert (ones.query("severity == 0")["share"] - flagged).min() >= 0.3, "thirty in a hundred or more"
    assert set(flagged.index) == set(models.SHIPPED)


def look_at_the_frame_before_the_typeface() -> None:
    printed = tables.table("printed").query(
        "families == 'legible' and category != 'all' and `class` != 'all'"
    )
    ours = printed[(printed["model"] == models.HERO)]
    framing = FIGURES["printed_framing"]().alt.values
    assert 0.8 < framing["mended"] / framing["lost"] < 0.9, "more than four in five of the lost ones"
    framed = ours.query("preparation == 'as_mnist' and category == 'sans'").set_index("class")
    assert framed.eval("n - right").idxmax() == "1", "a 1 before any other"


def ask_whose_a_loss_is() -> None:
    found = c05_batch_norm.family_means()
    means: pd.DataFrame = found.groupby(["row", "kind"])["value"].mean().unstack()
    clean = sum(tables.accuracy(name).value for name in models.names(family=MODERN)) / 5
    noise = means.loc["noise"]
    back = (noise[RE_ESTIMATED] - noise[AS_TRAINED]) / (clean - noise[AS_TRAINED])
    assert back > 0.5, "most of what noise costs it is gone"
    for family in ("geometry", "borders"):
        row = means.loc[family]
        assert abs(row[RE_ESTIMATED] - row[AS_TRAINED]) < 0.05, "this stays"
        assert abs(row[WITHOUT] - row[AS_TRAINED]) < 0.12, "and is everybody’s"


def a_network_sees_what_code_makes_of_a_picture() -> None:
    squeezed = tables.table("photos").query("set == 'written' and off == 'tutorial'").set_index("model")
    assert set(squeezed.index) == set(models.SHIPPED)
    assert (1 - squeezed["value"]).min() >= 0.2, "a fifth of clean scans or more"


def a_state_goes_with_the_picture() -> None:
    for figure in FIGURES.values():
        keys = [figure.key(name) for name in figure.parameters]
        assert len(set(keys)) == len(keys), "two parameters under one key could not both be taken along"


def who_chooses_the_questions_chooses_the_mark() -> None:
    asked = [("translate", 2), ("translate", 4), ("gaussian_noise", 3), ("squared_paper", 5)]
    marks = [tables.accuracy(models.HERO, *condition) for condition in asked]
    assert marks[1].high < marks[3].low < marks[3].high < marks[2].low < marks[0].high
    classes = tables.table("per_class").query("model == @models.HERO and shift == 'squared_paper'")
    worst = classes.query("severity == 5").eval("right / n").min()
    assert worst < marks[3].value / 2, "the lesson: an average hides the worst of it"


HOLDS: dict[str, Callable[[], None]] = {
    "00_The_99_percent": a_score_promises_more_of_the_same,
    "01_The_ritual": a_high_score_is_easily_had,
    "03_A_one_with_a_flag": they_learnt_the_ones_that_they_were_shown,
    "04_Printed_digits": look_at_the_frame_before_the_typeface,
    "05_Noiseless_is_bad": ask_whose_a_loss_is,
    "07_Your_own_digit": a_network_sees_what_code_makes_of_a_picture,
    "12_Embed_these_charts": a_state_goes_with_the_picture,
    "13_In_a_lesson": who_chooses_the_questions_chooses_the_mark,
}


@pytest.mark.parametrize("stem", [page.stem for page in article.pages()])
def test_the_sentence_to_take_away_holds(stem: str) -> None:
    assert stem in HOLDS, "what does the chapter's last sentence rest on?"
    HOLDS[stem]()
