"""Every chapter runs from the entry point, in every state that its controls allow."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapviz import caches, checkpoints, data, results, scans
from gapviz.figures import FIGURES
from gapviz.shifts import SHIFTS

figure = import_module("gapviz.ui.figure")  # the package gives this name to the function
ROOT = Path(__file__).parents[1]
PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
NOISELESS = "05_Noiseless_is_bad.py"


def opened(page: str, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    app.run()
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}").run()
    return app


def assert_whole(app: AppTest) -> None:
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    assert not app.warning, app.warning[0].value


@pytest.mark.parametrize("page", PAGES)
def test_a_chapter_draws_without_a_click(page: str) -> None:
    app = opened(page)
    assert_whole(app)
    assert app.get("plotly_chart")
    assert any("gv-gap" in block.proto.body for block in app.get("html")), "the gap scale stands at the head of every chapter"


@pytest.mark.parametrize(("state", "shown"), [("nothing_fetched", "run python -m gapviz.scans"), ("fetched", "page 2 of 2")])
def test_chapter_3_draws_with_and_without_the_scans(request: pytest.FixtureRequest, state: str, shown: str) -> None:
    request.getfixturevalue(state)
    figure.drawing.clear()
    app = opened("03_A_one_with_a_flag.py", **{"swiss_hands.page": "2"})
    figure.drawing.clear()
    assert_whole(app)
    assert shown in "".join(block.proto.body for block in app.get("html"))


def test_damaged_scans_are_named_with_their_remedy(fetched: Path) -> None:
    scans.path().write_bytes(b"no archive")
    figure.drawing.clear()
    app = opened("03_A_one_with_a_flag.py")
    assert not app.exception, app.exception[0].message
    assert [error.value for error in app.error] == ["fetched/numbers.zip is damaged (BadZipFile); remake it with: python -m gapviz.scans"]


@pytest.mark.parametrize("page", PAGES)
def test_a_guess_is_drawn_and_kept(page: str) -> None:
    app = opened(page)
    app.slider(key=f"guess.{page[:2]}").set_value(70).run()
    assert_whole(app)
    assert any("your guess 70" in block.proto.body for block in app.get("html"))


@pytest.fixture(scope="module")
def noiseless() -> AppTest:
    """One reader, who goes through all shifts."""
    return opened(NOISELESS)


@pytest.mark.parametrize("shift", sorted(SHIFTS))
def test_every_shift_draws_at_severities_0_3_and_5(noiseless: AppTest, shift: str) -> None:
    app = noiseless
    app.selectbox(key="shifted_digits.shift").set_value(shift).run()
    for severity in (0, 3, 5):
        app.slider(key="shifted_digits.severity").set_value(severity).run()
        assert_whole(app)
        entry = SHIFTS[shift]
        for name, steps in entry.ladder.items():
            shown = app.session_state[f"shifted_digits.{shift}.{name}"]
            assert shown == pytest.approx(steps[(severity or 3) - 1]), f"{name} must follow the severity"


@pytest.mark.parametrize("std", [0.0, 0.3, 1.0])
def test_the_hook_at_several_noises(std: float) -> None:
    app = opened("00_The_99_percent.py")
    app.slider(key="one_digit.std").set_value(std).run()
    assert_whole(app)
    assert f"noise {std:g}" in "".join(block.proto.body for block in app.get("html")) or not std


def test_nonsense_in_the_address_draws_the_default() -> None:
    nonsense = {
        "shifted_digits.shift": "<script>",
        "shifted_digits.severity": "ninety",
        "shifted_digits.model": "../../etc/passwd",
        "confusion.label": "-1",
        "failure_map.failure": "1e99",
        "guess.05": "soon",
        "unheard.of": "1",
    }
    assert_whole(opened(NOISELESS, **nonsense))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[object, str], Path]]:
    """Return a function that gives a module an empty folder for its files, and let no cache remember the full one."""

    def forget() -> None:
        figure.drawing.clear()
        caches.clear()
        for cache in (data._load, results._table):
            cache.cache_clear()

    def empty(module: object, name: str) -> Path:
        monkeypatch.setattr(module, name, tmp_path)
        forget()
        return tmp_path

    yield empty
    forget()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("module", "folder", "command"),
    [
        (checkpoints, "CHECKPOINTS", "remake it with: python -m gapviz.train"),
        (data, "PACKS", "remake it with: python -m gapviz.data mnist"),
        (results, "TABLES", "remake it with: python -m gapviz.measure"),
    ],
)
def test_missing_files_are_named_with_their_remedy(forgetful, page: str, module: object, folder: str, command: str) -> None:  # type: ignore[no-untyped-def]
    forgetful(module, folder)
    app = opened(page)
    assert not app.exception, app.exception[0].message
    assert any(command in error.value for error in app.error)


def test_a_damaged_checkpoint_is_named_with_its_remedy(forgetful) -> None:  # type: ignore[no-untyped-def]
    whole = checkpoints.CHECKPOINTS
    spoilt = forgetful(checkpoints, "CHECKPOINTS")
    for file in whole.iterdir():
        (spoilt / file.name).write_bytes(file.read_bytes() if file.name != "cnn-0.onnx" else b"not a graph")
    app = opened(PAGES[0])
    assert not app.exception
    assert "cnn-0.onnx is damaged" in app.error[0].value


@pytest.mark.parametrize(
    ("page", "key", "value"),
    [
        ("00_The_99_percent.py", "one_digit.digit", "3.7"),
        ("00_The_99_percent.py", "one_digit.std", "-0"),
        ("00_The_99_percent.py", "guess.00", "50.0"),
        ("04_Printed_digits.py", "typed_digits.text", "2026"),
        (NOISELESS, "shifted_digits.severity", "2.5"),
        (NOISELESS, "shifted_digits.squared_paper.spacing", "4.25"),
    ],
)
def test_figure_and_control_agree_on_what_an_address_says(page: str, key: str, value: str) -> None:
    app = opened(page, **{key: value})
    assert_whole(app)
    widget = next(found for kind in (app.slider, app.number_input, app.text_input) for found in kind if found.key == key)
    if key.startswith("guess"):
        drawn = "".join(block.proto.body for block in app.get("html"))
        assert ("your guess" in drawn) == bool(widget.value)
        assert f"your guess {widget.value}<" in drawn or not widget.value
    else:
        name, _, parameter = key.partition(".")
        code = next(block.value for block in app.code if f'"{name}"' in block.value)
        assert f"{parameter}={widget.value!r}," in code or f"{parameter!r}: {widget.value!r}" in code


def test_a_preset_gives_what_its_name_says() -> None:
    address = {"shifted_digits.shift": "border", "shifted_digits.border.sides": "all", "shifted_digits.severity": "5"}
    app = opened(NOISELESS, **address)
    next(button for button in app.button if "essay" in button.label).click().run()
    assert_whole(app)
    state = app.session_state
    assert (state["shifted_digits.border.sides"], state["shifted_digits.severity"]) == ("top_left", 3)
    assert state["shifted_digits.border.pixels"] == SHIFTS["border"].levels(3)["pixels"]


def test_levels_rest_while_there_is_no_shift() -> None:
    app = opened(NOISELESS)
    app.slider(key="shifted_digits.severity").set_value(0).run()
    assert app.slider(key="shifted_digits.squared_paper.darkness").disabled


def test_another_category_begins_at_its_first_page() -> None:
    app = opened("04_Printed_digits.py", **{"typeface_wall.page": "9"})
    app.selectbox(key="typeface_wall.category").set_value("pixel").run()
    assert_whole(app)
    assert app.slider(key="typeface_wall.page").value == 1


def test_reset_brings_back_the_published_state() -> None:
    app = opened(NOISELESS)
    app.selectbox(key="shifted_digits.shift").set_value("fog").run()
    app.button(key="reset-shifted_digits").click().run()
    assert_whole(app)
    assert app.selectbox(key="shifted_digits.shift").value == FIGURES["shifted_digits"].parameters["shift"].default


PUBLISHED = {
    "one_digit": {"std": 0.3, "digit": 2, "model": "cnn-0", "seed": 0},
    "training_curve": {"model": "cnn-0"},
    "mistakes": {"model": "cnn-0"},
    "shifted_digits": {"shift": "squared_paper", "severity": 4, "model": "cnn-0", "first": 0, "seed": 0},
    "flag_digit": {"angle": 55.0, "length": 9.0, "digit": 10, "model": "cnn-0", "frame": "mnist"},
    "flag_evidence": {"method": "integrated_gradients"},
    "swiss_writers": {"digit": "1"},
    "swiss_hands": {"writer": "0017_CH4M", "digit": "1", "model": "cnn-0", "page": 1},
    "flag_shares": {"whose": "grafted", "model": "cnn-0"},
    "habit_digits": {"shift": "crossbar", "severity": 4, "model": "cnn-0", "first": 0},
    "own_digit": {"sample": "flagged_one", "off": "nothing", "which": 1, "model": "cnn-0"},
    "own_typeface": {"model": "cnn-0"},
    "paper_steps": {"paper": "others", "model": "cnn-0"},
    "printed_digits": {"category": "all", "preparation": "as_tutorial", "model": "cnn-0", "families": "legible"},
    "printed_categories": {"preparation": "as_mnist", "model": "cnn-0", "families": "legible"},
    "printed_mistakes": {"category": "sans", "label": "worst", "prediction": "worst"},
    "typeface_wall": {"category": "all", "sort": "fewest_read", "misread": "any", "page": 1, "families": "legible"},
    "typeface": {"face": "orbitron-400-normal", "preparation": "as_mnist", "model": "cnn-0", "method": "integrated_gradients"},
    "typed_digits": {"text": "1969", "face": "open-sans-400-normal", "preparation": "as_tutorial", "model": "cnn-0"},
    "not_digits": {"kind": "letters", "model": "cnn-0", "rule": "nearest_neighbour"},
    "rejection_rates": {"model": "cnn-0"},
    "confusion": {"label": "worst", "prediction": "worst"},
    "failure_map": {"failure": 1, "method": "integrated_gradients"},
    "bent_typeface": {
        "typeface": "anybody",
        "anybody.weight": 900,
        "anybody.width": 150,
        "preparation": "as_mnist",
        "as_mnist.size": 20,
        "model": "cnn-0",
    },
    "bent_evidence": {"method": "integrated_gradients"},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_default_is_frozen(name: str) -> None:
    figure = FIGURES[name]
    values = {key: parameter.default for key, parameter in figure.parameters.items()}
    defaults = {key: parameter.default for key, parameter in figure.declared(values).items()}
    assert defaults.items() >= PUBLISHED[name].items(), "addresses leave defaults out: a changed default changes old links"
