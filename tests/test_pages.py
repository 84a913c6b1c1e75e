"""Every chapter runs from the entry point, whole, with a guess, and as an address may ask for it.

What figures draw is tested on `FIGURES`; here it is what a page adds: one reader goes through all chapters.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from identifiers import identifiers, shown
from streamlit.testing.v1 import AppTest

from gapviz import models
from gapviz.core import log, tables
from gapviz.core.types import UnusableFileError
from gapviz.data import sets, swiss_scans
from gapviz.editions.app import figure_panel
from gapviz.editions.article import Figure, Section, read
from gapviz.editions.article.blocks import PAGES_FOLDER
from gapviz.figures import FIGURES
from gapviz.models import checkpoints
from gapviz.shifts import SHIFTS
from tests.forgetting import forgotten
from tests.readers import ASKING, arrived, asks, assert_no_command, assert_whole, markup, on_screen, opened

NOISELESS = "05_Noiseless_is_bad.py"


@pytest.fixture(scope="module")
def reader() -> AppTest:
    """One reader, who goes through all chapters."""
    return arrived()


@pytest.mark.parametrize("page", ASKING)
def test_a_chapter_draws_without_a_click_and_keeps_a_guess(reader: AppTest, page: str) -> None:
    app = reader.switch_page(f"pages/{page}").run()
    assert_whole(app)
    assert app.get("plotly_chart")
    assert "gv-gap" in markup(app), "the gap scale stands at the head of every chapter"
    sections = [block for block in read(PAGES_FOLDER / page) if isinstance(block, Section)]
    assert [(header.value, header.anchor) for header in app.header] == [
        (section.title, section.anchor) for section in sections
    ]
    figures = [block.name for block in read(PAGES_FOLDER / page) if isinstance(block, Figure)]
    assert {f"share-{name}" for name in figures} <= {button.key for button in app.button}
    assert "gv-takeaway" in markup(app)
    assert not any(".py" in text.value for text in app.markdown), "links go where the chapters live here"
    assert asks(app)
    app.slider(key=f"asked-{Path(page).stem}").set_value(70)
    app.button(key=f"guess-{Path(page).stem}").click().run()
    assert_whole(app)
    assert not asks(app)
    assert "your guess 70" in on_screen(app)
    assert "You said 70. It was " in on_screen(app)
    assert app.query_params[f"guess.{page[:2]}"] == "70"


@pytest.mark.parametrize(
    ("state", "shown"), [("nothing_fetched", "nobody has fetched them"), ("fetched", "page 2 of 2")]
)
def test_chapter_3_draws_with_and_without_the_scans(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture, state: str, shown: str
) -> None:
    request.getfixturevalue(state)
    log.tell.cache_clear()
    figure_panel.drawing.clear()
    app = opened("03_A_one_with_a_flag.py", **{"swiss_hands.page": "2"})
    figure_panel.drawing.clear()
    assert_whole(app)
    assert shown in markup(app)
    told = [message for message in caplog.messages if swiss_scans.COMMAND in message]
    assert len(told) == (state == "nothing_fetched")


def test_damaged_scans_are_named_with_their_remedy(fetched: Path) -> None:
    swiss_scans.path().write_bytes(b"no archive")
    with pytest.raises(
        UnusableFileError, match=r"^fetched/numbers.zip is damaged \(BadZipFile\); remake it with: "
    ):
        FIGURES["swiss_hands"]()


def test_presets_resets_and_pages_bring_a_state() -> None:
    app = opened(
        NOISELESS,
        **{
            "shifted_digits.shift": "border",
            "shifted_digits.border.sides": "all",
            "shifted_digits.severity": "2",
        },
    )
    next(button for button in app.button if "essay" in button.label).click().run()
    assert_whole(app)
    state = app.session_state
    assert (state["shifted_digits.border.sides"], state["shifted_digits.severity"]) == ("top_left", 5)
    assert state["shifted_digits.border.pixels"] == SHIFTS["border"].levels(5)["pixels"]
    app.button(key="reset-shifted_digits").click().run()
    assert_whole(app)
    published = FIGURES["shifted_digits"].parameters["shift"].default
    assert app.selectbox(key="shifted_digits.shift").value == published


def controls_alone(name: str) -> None:
    """A page with the controls of a figure and no picture."""
    import streamlit as st

    from gapviz.editions.app import controls
    from gapviz.editions.article import address
    from gapviz.figures import FIGURES

    figure = FIGURES[name]
    values = controls.state(figure)
    controls.draw(figure, list(figure.declared(values)), values)
    st.json(address.link(figure, controls.state(figure)))


def test_the_levels_of_every_shift_follow_the_severity() -> None:
    app = AppTest.from_function(controls_alone, args=("shifted_digits",), default_timeout=60).run()
    for shift, entry in SHIFTS.items():
        app.selectbox(key="shifted_digits.shift").set_value(shift).run()
        for severity in (0, 3, 5):
            app.slider(key="shifted_digits.severity").set_value(severity).run()
            assert_whole(app)
            for name, steps in entry.ladder.items():
                shown = app.session_state[f"shifted_digits.{shift}.{name}"]
                assert shown == pytest.approx(steps[(severity or 3) - 1]), f"{name} must follow the severity"


@pytest.mark.parametrize("shift", sorted(SHIFTS))
def test_every_shift_draws(shift: str) -> None:
    """With the model that counts the test set in the least time; which one it is makes no difference here."""
    for severity, label in ((0, "no shift"), (5, SHIFTS[shift].label)):
        drawn = FIGURES["shifted_digits"](shift=shift, severity=severity, model="softmax-0")
        assert SHIFTS[shift].caption in drawn.caption
        assert not identifiers(shown(drawn))
        assert drawn.gap is not None
        assert drawn.gap.label == label


def test_levels_rest_while_there_is_no_shift() -> None:
    app = AppTest.from_function(controls_alone, args=("shifted_digits",), default_timeout=60).run()
    app.slider(key="shifted_digits.severity").set_value(0).run()
    assert app.slider(key="shifted_digits.squared_paper.darkness").disabled


def test_another_category_begins_at_its_first_page() -> None:
    app = AppTest.from_function(controls_alone, args=("typeface_wall",), default_timeout=60)
    app.query_params["typeface_wall.page"] = "9"
    assert app.run().slider(key="typeface_wall.page").value == 9
    app.selectbox(key="typeface_wall.category").set_value("pixel").run()
    assert_whole(app)
    assert app.slider(key="typeface_wall.page").value == 1


ODD = {
    "00_The_99_percent.py": {
        "moved_digit.pixels": "3.25",
        "one_digit.digit": "3.7",
        "one_digit.std": "-0",
    },
    "04_Printed_digits.py": {"typed_digits.text": "2026"},
    NOISELESS: {"shifted_digits.severity": "2.5", "shifted_digits.squared_paper.spacing": "4.25"},
}
"""Addresses that can be read in two ways."""
NONSENSE = {
    "shifted_digits.shift": "<script>",
    "shifted_digits.model": "../../etc/passwd",
    "confusion.label": "-1",
    "failure_map.failure": "1e99",
    "guess.05": "soon",
    "unheard.of": "1",
    "figure": "nobody",
}


@pytest.mark.parametrize("page", ODD)
def test_figure_and_control_agree_on_what_an_address_says(page: str) -> None:
    app = opened(page, **ODD[page], **NONSENSE)
    assert_whole(app)
    widgets = {
        found.key: found.value for kind in (app.slider, app.number_input, app.text_input) for found in kind
    }
    for key in ODD[page]:
        name, _, parameter = key.partition(".")
        code = next(block.value for block in app.code if f'"{name}"' in block.value)
        value = repr(widgets[key])
        assert f"{parameter}={value}," in code or f"{parameter!r}: {value}" in code


@pytest.mark.parametrize("key", NONSENSE)
def test_what_a_link_says_and_nobody_knows_is_told_once_and_quietly(key: str) -> None:
    quiet = 'class="gv-note'
    assert quiet not in markup(arrived(**{"moved_digit.pixels": "3.25", "guess.00": "0"}))
    app = arrived(**{key: NONSENSE[key]})
    assert_whole(app)
    assert markup(app).count(quiet) == 1
    assert "<script" not in markup(app)
    del app.query_params[key]
    assert quiet in markup(app.run()), "it is read though the address is mended at once"
    assert quiet not in markup(app.switch_page(f"pages/{NOISELESS}").run())


def test_nonsense_in_the_address_is_the_default() -> None:
    app = AppTest.from_function(controls_alone, args=("shifted_digits",), default_timeout=60)
    for name, value in (NONSENSE | {"shifted_digits.severity": "ninety"}).items():
        app.query_params[name] = value
    assert_whole(app.run())
    assert app.json[0].value == "{}"


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[object, str], Path]]:
    """Return a function that gives a module an empty folder, and lets no cache remember the full one."""

    def empty(module: object, name: str) -> Path:
        monkeypatch.setattr(module, name, tmp_path)
        log.tell.cache_clear()
        return tmp_path

    figure_panel.drawing.clear()
    with forgotten():
        yield empty
    figure_panel.drawing.clear()
    log.tell.cache_clear()


@pytest.mark.parametrize(
    ("module", "folder", "command", "page"),
    [
        (checkpoints, "CHECKPOINTS", "remake it with: python -m gapviz train", "01_The_ritual.py"),
        (sets, "PACKS", "remake it with: python -m gapviz data", "07_Your_own_digit.py"),
        (tables, "TABLES", "remake it with: python -m gapviz measure", "01_The_ritual.py"),
    ],
)
def test_missing_files_are_named_with_their_remedy(  # type: ignore[no-untyped-def]
    forgetful, caplog: pytest.LogCaptureFixture, module: object, folder: str, command: str, page: str
) -> None:
    forgetful(module, folder)
    problems = []
    for figure in FIGURES.values():
        try:
            figure()
        except UnusableFileError as problem:
            problems.append(str(problem))
    assert problems
    assert any(command in problem for problem in problems)
    app = opened(page)
    assert not app.exception, app.exception[0].message
    assert app.error
    assert_no_command(app)
    told = [message for message in caplog.messages if command in message]
    assert told
    assert len(told) == len(set(told)), "once"


def test_a_damaged_checkpoint_is_named_with_its_remedy(forgetful) -> None:  # type: ignore[no-untyped-def]
    whole = checkpoints.CHECKPOINTS
    spoilt = forgetful(checkpoints, "CHECKPOINTS")
    for file in whole.iterdir():
        graph = file.name == f"{models.HERO}.onnx"
        (spoilt / file.name).write_bytes(b"not a graph" if graph else file.read_bytes())
    with pytest.raises(UnusableFileError, match=rf"{models.HERO}.onnx is damaged"):
        FIGURES["one_digit"]()
