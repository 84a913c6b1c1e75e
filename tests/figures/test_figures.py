"""Every registered figure: default state, alt text, caption, table and the code that remakes it."""

import contextlib
import dataclasses
import io
import re
import shutil
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from conftest import EACH
from identifiers import identifiers, shown

from gapviz import evaluation, models
from gapviz.core import tables, wording
from gapviz.data import swiss_scans
from gapviz.data.sources import DIGITS
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c03_flagged, c03_habits, c03_writers
from gapviz.figures.shared import live_counts, records
from gapviz.models import checkpoints


def test_every_figure_has_a_title_of_its_own() -> None:
    titles = [figure.title for figure in FIGURES.values()]
    assert len(set(titles)) == len(titles)
    for figure in FIGURES.values():
        said = f"the docstring of {figure.name} begins with a short title, a colon, and what is shown"
        assert 4 < len(figure.title) <= 50, said
        assert figure.about.startswith(f"{figure.title}: "), said
        assert figure.about.endswith("."), said
        assert not identifiers(figure.about), said


@pytest.mark.parametrize("name", FIGURES)
def test_default_state_says_something(name: str) -> None:
    drawn = FIGURES[name](**defaults(name))
    assert len(drawn.caption) > 40, "a caption says what to see"
    assert drawn.alt.endswith("."), "alt text is a sentence"
    assert drawn.chart is not None or drawn.tiles, "a figure shows something"
    assert not drawn.table.empty, "a figure has data"
    assert not identifiers(shown(drawn)), "a reader never meets an identifier: give it words"
    for said in (drawn.caption, drawn.headline, drawn.alt):
        assert not re.search(r"(^|[.?!] )[a-z]", said), "a sentence begins with a capital: {name:Aa}"
        assert not re.search(r"chapters? \d", said, re.IGNORECASE), "chapters are named by link"


@pytest.fixture(scope="module", params=["a module", "a graph alone", "a checkpoint"])
def unrecorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A network of which nobody has recorded anything, by the name under which this process knows it."""
    if request.param == "a checkpoint":
        with pytest.MonkeyPatch.context() as patch:
            folder = tmp_path_factory.mktemp("checkpoints")
            shutil.copytree(checkpoints.CHECKPOINTS, folder, dirs_exist_ok=True)
            dataclasses.replace(models.card("cnn-0"), name="robust-0").write(folder / "robust-0.json")
            for suffix in ("onnx", "safetensors"):
                shutil.copy(folder / f"cnn-0.{suffix}", folder / f"robust-0.{suffix}")
            patch.setattr(checkpoints, "CHECKPOINTS", folder)
            yield "robust-0"
        models.forget("robust-0")
        return
    torch.manual_seed(1)
    graph = (checkpoints.CHECKPOINTS / "cnn-0.onnx").read_bytes()
    module = models.build("mlp", mean=(0.13,), std=(0.31,))
    name = models.add(models.of_torch(module) if request.param == "a module" else models.of_onnx(graph))
    yield name
    models.forget(name)


@pytest.mark.parametrize("name", FIGURES)
def test_a_network_without_a_record_is_possible_in_every_figure(name: str, unrecorded: str) -> None:
    own = {"model": unrecorded} if "model" in FIGURES[name].parameters else {}
    drawn = FIGURES[name](**defaults(name) | own)
    assert len(drawn.caption) > 40
    assert drawn.alt.endswith(".")
    assert "nan" not in f"{drawn.caption} {drawn.headline} {drawn.alt}"
    if drawn.chart is None and not drawn.tiles:
        assert own, "what shows no network of the reader's has all that it shows"
        assert models.spoken(unrecorded) in drawn.caption, "it says of which network there is nothing to show"
    assert not identifiers(shown(drawn))


def test_the_first_chapter_shows_what_is_recorded_where_that_is_what_it_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As told in test_results, another processor may tip a digit on the fence."""
    noisy = evaluation.condition("gaussian_noise", 3)
    for where in (evaluation.CLEAN, noisy):
        recorded, counted = (
            count("cnn-0", where) for count in (live_counts.accuracy, live_counts.live_accuracy)
        )
        assert round(abs(recorded.value - counted.value) * counted.n) <= 3
        assert (recorded.n, recorded.high > recorded.value) == (counted.n, True)
    for changed in ({"seed": 1}, {"levels": (("std", 0.25),)}):
        other = dataclasses.replace(noisy, **changed)
        assert live_counts.severity_of(other) is None
        assert live_counts.accuracy("cnn-0", other) == live_counts.live_accuracy("cnn-0", other)

    def counts(*state: object) -> None:
        raise LookupError("counted")

    monkeypatch.setattr(evaluation, "logits_under", counts)
    for name, off in {
        "moved_digit": {"pixels": 3.5},
        "moved_curve": {"pixels": 3.5},
        "one_digit": {"std": 0.25},
        "noise_curve": {"std": 0.25},
    }.items():
        assert FIGURES[name]().table.shape[0], "no reader waits for ten thousand digits to see the first page"
        with pytest.raises(LookupError, match="counted"):
            FIGURES[name](**off)


@pytest.mark.parametrize("name", FIGURES)
def test_its_code_remakes_its_table(name: str) -> None:
    figure = FIGURES[name]
    values = defaults(name)
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(figure.code(**values), space)
    assert space["drawing"].table.equals(figure(**values).table)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FIGURES)
def test_no_parameter_is_called_like_what_a_moment_brings(name: str) -> None:
    moments = set().union(*(figure.moments for figure in FIGURES.values()))
    assert {"guess", "records"} < moments
    assert not set(FIGURES[name].parameters) & moments, "what one reader brings along would be taken for it"


@pytest.mark.parametrize("name", FIGURES)
def test_an_unknown_parameter_is_refused(name: str) -> None:
    for parameter in FIGURES[name].parameters:
        with pytest.raises(ValueError, match=parameter):
            FIGURES[name](**defaults(name) | {parameter: "nonsense"})


def defaults(name: str) -> dict[str, object]:
    figure = FIGURES[name]
    values = {key: parameter.default for key, parameter in figure.parameters.items()}
    return {key: parameter.default for key, parameter in figure.declared(values).items()}


@pytest.mark.parametrize("name", FIGURES)
def test_what_a_choice_brings_along_is_a_parameter_like_any_other(name: str) -> None:
    figure, values = FIGURES[name], defaults(name)
    choices = [
        key for key, parameter in figure.parameters.items() if getattr(parameter.domain, "brings", None)
    ]
    takes_levels = figure.state is not None and "levels" in figure.state.__annotations__
    assert bool(choices) == takes_levels, (
        "what is brought comes as the state's `levels`, and nothing else does"
    )
    for choice in choices:
        for option in figure.parameters[choice].domain.options:  # type: ignore[union-attr]
            found = figure.declared(values | {choice: option})
            for key in found.keys() - figure.parameters.keys():
                assert found[key].name == key
                assert key.split(".")[0] in {option} | {str(values[other]) for other in choices}, (
                    "its key begins with what was chosen"
                )
                assert found[key].domain.check(key, found[key].default) == found[key].default
                assert set(found[key].set_by) <= figure.parameters.keys(), (
                    "what sets it is a parameter of the same figure"
                )


@pytest.mark.parametrize("name", [name for name, figure in FIGURES.items() if figure.follows])
def test_a_follower_shares_its_leaders_defaults(name: str) -> None:
    figure, leader = FIGURES[name], FIGURES[FIGURES[name].follows]
    for parameter in figure.parameters.keys() & leader.parameters.keys():
        assert figure.parameters[parameter] == leader.parameters[parameter]
    assert leader.parameters.keys() <= figure.parameters.keys(), (
        "a follower takes all of its leader's parameters"
    )


def test_a_one_that_takes_no_flag_says_so() -> None:
    missed = (~c03_flagged.stems().found).nonzero().flatten().tolist()
    assert 0 < len(missed) < 0.01 * len(c03_flagged.ones())
    assert "No end of its stroke was found" in FIGURES["flag_digit"](digit=missed[0]).caption
    assert "No end" not in FIGURES["flag_digit"]().caption


@pytest.mark.parametrize("habit", c03_habits.HABITS)
def test_a_habit_is_shown_on_digits_with_room_for_it(habit: str) -> None:
    drawn = FIGURES["habit_digits"](shift=habit)
    for before, after in zip(drawn.tiles[::2], drawn.tiles[1::2], strict=True):
        assert not np.array_equal(before.pixels, after.pixels), f"{before.alt}"
    assert "with room for it" in drawn.headline
    assert "without room for it as they are" in drawn.caption
    last = FIGURES["habit_digits"](shift=habit, first=850)
    assert all(
        not np.array_equal(before.pixels, after.pixels)
        for before, after in zip(last.tiles[::2], last.tiles[1::2], strict=True)
    ), "beyond the last one that is changed stands the first"
    clean = FIGURES["habit_digits"](shift=habit, severity=0, first=850)
    assert len(clean.tiles) == 2 * c03_habits.SAMPLE
    assert "with room" not in clean.headline + clean.caption


def test_a_stroke_of_no_length_is_shown_on_all_digits_of_its_class() -> None:
    drawn = FIGURES["habit_digits"](shift="slash", **{"slash.length": 0.0})
    assert drawn.headline.startswith("All 980 0s of the test set: ")


def test_a_habit_is_counted_on_the_digits_that_it_changes() -> None:
    drawn = FIGURES["habit_digits"](shift="open_four")
    counted = drawn.table.set_index(["set", "how"])
    (row,) = records.rows("habits", shift="open_four", severity=4, model=models.HERO)
    so, before = counted.loc[("changed", "written so")], counted.loc[("changed", "as it is")]
    assert (so["value"] * so["n"], so["n"]) == (pytest.approx(row["right"]), row["n"])
    assert before["value"] * before["n"] == pytest.approx(row["before"])
    whole = counted.loc[("class", "written so")]
    assert (whole["value"] * whole["n"], whole["n"]) == (pytest.approx(row["whole"]), row["of"])
    assert row["n"] < 0.05 * row["of"], "most of MNIST's fours are open already"
    assert drawn.headline.startswith("The 41 of the test set’s 982 4s with room for it: ")
    assert "open four (4; 41)" in set(FIGURES["habits"]().table["row"])


@pytest.mark.parametrize("shift", ["open_four", "flag"])
def test_a_shift_for_one_class_says_how_few_digits_of_the_set_it_changes(shift: str) -> None:
    changed = len(evaluation.changed_under(evaluation.condition(shift, 4)))
    said = f"changes {changed:,} of the 10,000 digits; the others count as they are."
    assert said in FIGURES["shifted_digits"](shift=shift).caption
    assert said not in FIGURES["shifted_digits"](shift=shift, severity=0).caption
    assert "others count as they are" not in FIGURES["shifted_digits"]().caption


def test_swiss_writers_count_every_digit_once() -> None:
    totals = tables.table("writers").groupby("model")["n"].sum()
    assert totals.nunique() == 1
    for model, rows in FIGURES["swiss_writers"](digit="all").table.groupby("model"):
        assert rows["n"].sum() == totals[model]
    by_digit = sum(FIGURES["swiss_writers"](digit=digit).table["right"].sum() for digit in DIGITS)
    assert FIGURES["swiss_writers"](digit="all").table["right"].sum() == by_digit
    assert len({c03_writers.label(writer) for writer in swiss_scans.WRITERS}) == len(swiss_scans.WRITERS), (
        "a row of the chart is one writer"
    )


def test_where_writers_are_pooled_the_writer_is_the_draw() -> None:
    found = c03_writers.answers("1", swiss_scans.FLAGGING)
    for model, together in c03_writers.pooled(found).items():
        rows = found[found["model"] == model]
        by_digit = evaluation.estimate(int(rows["right"].sum()), int(rows["n"].sum()))
        assert (together.value, together.n) == (by_digit.value, by_digit.n)
        assert together.high - together.low > 2 * (by_digit.high - by_digit.low), "the eight differ widely"
    caption = FIGURES["swiss_writers"]().caption
    assert "with the digits of a writer as a cluster" in caption
    assert wording.interval(c03_writers.pooled(found)[c03_writers._best(found)]) in caption
    assert "each counts as a draw of its own" in FIGURES["real_hands"]().caption, "its writers are not known"


def test_what_ones_are_taken_for_is_said() -> None:
    found = c03_writers.answers("1", swiss_scans.FLAGGING).query("model == @models.HERO")
    wrong = found[found["prediction"] != 1].groupby("prediction")["n"].sum()
    assert c03_writers.taken_for(found).startswith(f"7 ({wrong[7]}), 4 ({wrong[4]})")
    assert c03_writers.taken_for(c03_writers.answers("1", [swiss_scans.CONTROL])) == ""
    assert "wrong answers are 7 (" in FIGURES["swiss_writers"]().caption
    assert "wrong answers" not in FIGURES["swiss_writers"](digit="all").caption


@pytest.mark.usefixtures("nothing_fetched")
def test_without_the_scans_the_recorded_answers_are_shown_and_how_to_get_them() -> None:
    for writer in swiss_scans.WRITERS:
        drawn = FIGURES["swiss_hands"](writer=writer, page=c03_writers.PAGES)
        assert drawn.chart is not None
        assert not drawn.tiles
        assert drawn.headline
        assert "python -m" not in drawn.headline, "a reader has no shell"
        theirs = FIGURES["swiss_writers"]().table.query("writer == @writer and model == @models.HERO")
        assert drawn.table["right"].sum() == theirs["right"].sum()


@pytest.mark.usefixtures("fetched")
def test_fetched_scans_are_shown_with_the_answers() -> None:
    pages = [FIGURES["swiss_hands"](digit="3", page=page) for page in (1, 2, c03_writers.PAGES)]
    assert [len(drawn.tiles) for drawn in pages] == [
        c03_writers.SHOWN,
        EACH - c03_writers.SHOWN,
        EACH - c03_writers.SHOWN,
    ]
    assert "page 2 of 2" in pages[-1].caption
    assert not pages[0].headline
    for digit, row in zip(pages[0].tiles, pages[0].table.to_dict("records"), strict=False):
        assert digit.label.startswith(f"{row['prediction']} · ")
        assert digit.verdict == ("right" if row["prediction"] == 3 else "wrong")
        assert digit.alt.startswith(f"Scan {row['number']}, a 3: ")
    assert f"reads {(pages[0].table['prediction'] == 3).sum()} of {EACH} as 3" in pages[0].caption


def test_every_recorded_pile_has_its_pages() -> None:
    piles = tables.table("writers").groupby(["writer", "digit", "model"])["n"].sum()
    assert piles.max() <= c03_writers.SHOWN * c03_writers.PAGES
