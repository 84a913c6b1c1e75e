"""Figures of a variable typeface: what the choice of one brings along, and what is said of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gapviz import models
from gapviz.core.types import UnusableFileError
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c04_bent as bent
from gapviz.figures.chapters.c04_variable_typeface import EXPLAINED, spanned, spread_of
from gapviz.imaging.typefaces import framing, variable
from gapviz.imaging.typefaces.variable import LIST, VARIABLE, Variable
from tests.forgetting import forgotten

FAMILY = (bent.Bent.leads, "bent_map", "bent_evidence")


def ends(axis: Any) -> tuple[int, int]:
    return int(axis.domain.low), int(axis.domain.high)


@pytest.mark.parametrize("name", FAMILY)
def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(variable, "FOLDER", tmp_path)
    with (
        forgotten(),
        pytest.raises(
            UnusableFileError,
            match=r"anybody-latin-standard-normal.woff2 is missing; remake it with: npm pack",
        ),
    ):
        FIGURES[name]()


@pytest.mark.parametrize("face", LIST, ids=lambda face: face.name)
def test_every_typeface_is_drawn_with_its_own_controls(face: Variable) -> None:
    figure = FIGURES[bent.Bent.leads]
    values = {name: parameter.default for name, parameter in figure.parameters.items()} | {
        "typeface": face.name
    }
    declared = figure.declared(values)
    assert declared.keys() - figure.parameters.keys() == {
        f"{face.name}.{axis.name}" for axis in face.axes
    } | {"as_mnist.size"}
    for end in (0, 1):
        at = {f"{face.name}.{axis.name}": ends(axis)[end] for axis in face.axes}
        drawn = figure(typeface=face.name, **at)
        assert len(drawn.tiles) == 10
        assert face.family in drawn.caption
        assert all(f"{axis.label} {ends(axis)[end]}" in drawn.caption for axis in face.axes)


def test_an_axis_of_another_typeface_is_refused() -> None:
    for name in FAMILY:
        with pytest.raises(ValueError, match=r"has no parameter 'anybody.weight'; it has .*inter.weight"):
            FIGURES[name](typeface="inter", **{"anybody.weight": 400})
        with pytest.raises(ValueError, match=r"has no parameter 'as_tutorial.size'"):
            FIGURES[name](**{"as_tutorial.size": 20})


def test_the_size_unasked_is_that_of_the_chosen_preparation() -> None:
    for preparation, size in framing.SIZES.items():
        assert f"{size} pixels long" in FIGURES[bent.Bent.leads](preparation=preparation).caption


def test_the_default_makes_its_point() -> None:
    drawn = FIGURES[bent.Bent.leads]()
    ours = drawn.table[drawn.table["model"] == models.HERO]
    wrong = ours[ours["answer"] != ours["digit"]]
    assert len(wrong) >= 2
    assert wrong["confidence"].max() > 0.95, "at least one of them is a sure mistake"
    regular = FIGURES[bent.Bent.leads](**{"anybody.weight": 400, "anybody.width": 100})
    plain = regular.table[regular.table["model"] == models.HERO]
    better = int((plain["answer"] == plain["digit"]).sum())
    assert better > 10 - len(wrong), "the regular one is read better"
    assert f"Of the regular Anybody it reads {better} of the ten." in drawn.headline
    assert f"reads {10 - len(wrong)} of the ten. It takes 1 for 2 (100" in drawn.headline
    assert "regular" not in regular.headline


@pytest.mark.parametrize("typeface", ["anybody", "league_gothic", "roboto_flex"])
def test_the_map_agrees_with_the_digits(typeface: str) -> None:
    axis = VARIABLE[typeface].axes[0]
    table = FIGURES["bent_map"](typeface=typeface).table
    places = sorted(set(table[axis.name]))
    assert (places[0], places[-1]) == ends(axis)
    assert len(places) <= bent.COLUMNS
    for place in (places[0], places[-1]):
        ten = FIGURES[bent.Bent.leads](typeface=typeface, **{f"{typeface}.{axis.name}": place}).table
        assert (
            table[table[axis.name] == place]["answer"].tolist()
            == ten[ten["model"] == models.HERO]["answer"].tolist()
        )


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        ([9, 10, 10], "at best all ten, at 2 of 3 places, and at worst 9, at weight 100"),
        ([10, 10, 10], "all ten everywhere"),
        ([0, 4, 4], "at best 4 of the ten, at 2 of 3 places, and at worst none, at weight 100"),
        ([0, 0, 0], "none of the ten everywhere"),
    ],
)
def test_an_axis_in_words(rights: list[int], said: str) -> None:
    assert spanned(VARIABLE["inter"].axes[0], [100, 500, 900], rights) == said


def test_evidence_is_shown_of_the_surest_mistakes() -> None:
    drawn = FIGURES["bent_evidence"]()
    ours = FIGURES[bent.Bent.leads]().table.query("model == @models.HERO")
    mistakes = int((ours["answer"] != ours["digit"]).sum())
    assert [digit.verdict for digit in drawn.tiles] == ["wrong", ""] * min(EXPLAINED, mistakes)
    sure = [float(digit.label.split(" · ")[1].split("\N{NO-BREAK SPACE}")[0]) for digit in drawn.tiles[::2]]
    assert sure == sorted(sure, reverse=True)
    most = FIGURES["bent_evidence"](**{"anybody.weight": 400, "anybody.width": 50})
    assert [digit.verdict for digit in most.tiles] == ["wrong", ""] * EXPLAINED
    assert f"{EXPLAINED} surest of 9 mistakes" in most.caption
    none = FIGURES["bent_evidence"](typeface="inter")
    assert "no mistake to explain" in none.caption
    assert "has none" in FIGURES["bent_evidence"](model="mlp-0", method="grad_cam").caption


def drawn_controls() -> None:
    import streamlit as st

    from gapviz.editions.app import controls
    from gapviz.editions.article import address
    from gapviz.figures import FIGURES

    figure = FIGURES["bent_typeface"]
    values = controls.state(figure)
    controls.draw(figure, list(figure.declared(values)), values)
    st.button("Reset", on_click=controls.publish, args=(figure.name,))
    st.json(address.link(figure, controls.state(figure)))


def sliders(app: AppTest) -> dict[str, Any]:
    assert not app.exception, app.exception[0].message
    return {str(slider.key).partition(".")[2]: slider.value for slider in app.slider}


def test_a_typeface_brings_its_sliders_and_takes_them_away() -> None:
    app = AppTest.from_function(drawn_controls, default_timeout=60).run()
    assert sliders(app) == {"anybody.weight": 900, "anybody.width": 150, "as_mnist.size": 20}
    app.selectbox(key="bent_typeface.typeface").set_value("roboto_flex").run()
    assert sliders(app) == {
        "roboto_flex.weight": 400,
        "roboto_flex.width": 100,
        "roboto_flex.slant": 0,
        "as_mnist.size": 20,
    }
    assert (
        app.slider(key="bent_typeface.roboto_flex.weight").max,
        app.slider(key="bent_typeface.roboto_flex.weight").step,
    ) == (1000, 10)
    app.slider(key="bent_typeface.roboto_flex.slant").set_value(7).run()
    app.button_group(key="bent_typeface.preparation").set_value("as_tutorial").run()
    assert sliders(app)["as_tutorial.size"] == 28
    link = {
        "bent_typeface.typeface": "roboto_flex",
        "bent_typeface.preparation": "as_tutorial",
        "bent_typeface.roboto_flex.slant": "7",
    }
    assert link.items() <= json.loads(app.json[0].value).items()
    app.button[0].click().run()
    assert sliders(app) == {"anybody.weight": 900, "anybody.width": 150, "as_mnist.size": 20}
    assert json.loads(app.json[0].value) == {}


@pytest.mark.parametrize("value", ["1e99", "heavy", "-1", "nan"])
def test_nonsense_in_the_address_leaves_an_axis_alone(value: str) -> None:
    app = AppTest.from_function(drawn_controls, default_timeout=60)
    app.query_params["bent_typeface.anybody.weight"] = value
    app.query_params["bent_typeface.inter.weight"] = "300"
    assert sliders(app.run())["anybody.weight"] == 900


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        ({"a": 10, "b": 10}, "All 2 networks read all ten."),
        (
            {"lenet-0": 3, "alexnet-0": 9, "softmax-0": 5},
            "Of the 3 networks LeNet reads the fewest digits, 3, and AlexNet the most, 9.",
        ),
        (
            {"a": 3, "b": 3, "c": 9, "d": 9},
            "Of the 4 networks 2 read the fewest digits, 3, and 2 the most, 9.",
        ),
    ],
)
def test_networks_that_read_alike_are_named_together(rights: dict[str, int], said: str) -> None:
    assert spread_of(rights) == said
