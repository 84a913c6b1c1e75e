"""What CONTRIBUTING.md, ARCHITECTURE.md and README.md name is there, and the recipe for a shift is cooked."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from gapviz import data, shifts
from gapviz.core import log
from gapviz.figures import FIGURES
from gapviz.shifts import SHIFTS, Shift
from tests.forgetting import forgotten
from tests.shifts import test_shifts
from tests.test_architecture import DOORS

ROOT = Path(__file__).parents[1]
TEXTS = {name: (ROOT / name).read_text() for name in ("CONTRIBUTING.md", "ARCHITECTURE.md", "README.md")}
RECIPES = [
    "A shift",
    "An attribution method",
    "A model",
    "A figure",
    "A chapter",
    "An upload",
    "A format in which a chart is taken away",
    "A recorded table",
]
FENCED = re.compile(r"^ *```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PLACEHOLDER = re.compile(r"NN|NAME|FOLDER|FILE|DIR|WRITER|VERSION")
"""What a reader puts a name of their own for."""
ELSEWHERE = {"wichtounet/sudoku_dataset"}
"""Names of what others keep."""
MODULE = "as_in_the_recipe"


def named(text: str) -> list[str]:
    """The names that a text sets in backticks, less what is a command, a sentence or a placeholder."""
    spans = re.findall(r"`([^`]+)`", FENCED.sub("", text))
    names = [re.sub(r"^@|\(.*\)$", "", span, flags=re.DOTALL) for span in spans]
    return [name for name in names if re.fullmatch(r"[\w./:*<-]+", name) and not PLACEHOLDER.search(name)]


@cache
def defined(path: Path) -> frozenset[str]:
    """All names that a file of Python defines: functions, classes, arguments, variables and short strings."""
    found = {path.stem, *path.relative_to(ROOT).parts}
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.Constant(value=str(name)):
                found.add(name)
    return frozenset(found)


def below(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def has_path(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a file or a folder is there: from the root, from `gapviz`, or by its name below `folders`."""
    if "/" not in path:
        return any(list((ROOT / folder).rglob(path)) for folder in folders)
    places = (ROOT, ROOT / "gapviz", *(ROOT / folder for folder in folders))
    return any(list(place.glob(end)) for place in places for end in (path, f"{path}.py"))


def has_dotted(name: str) -> bool:
    """Whether a dotted name is a module or a package, or what one of these defines."""
    path = ROOT.joinpath(*name.split("."))
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    holders = (path.parent.with_suffix(".py"), path.parent / "__init__.py")
    return any(path.name in defined(file) for file in holders if file.is_file())


def is_there(name: str, folders: tuple[str, ...] = ("gapviz", "benchmarks")) -> bool:
    """Whether a path, a test, a dotted name or a plain one is to be found, the plain ones below `folders`."""
    file, _, test = name.partition("::")
    if test:
        return (ROOT / file).is_file() and test in defined(ROOT / file)
    if name in ELSEWHERE | DOORS.keys() or name.startswith("--") or (ROOT / name).exists():
        return True
    if "/" in name or re.search(r"\.(py|md|csv|json|css|toml)$", name):
        return has_path(name.rstrip("/"), folders)
    if name.startswith(("gapviz.", "benchmarks.")):
        return has_dotted(name)
    last = name.rpartition(".")[2]
    return any(last in defined(path) for folder in folders for path in below(folder))


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_text_names_is_there(text: str) -> None:
    names = sorted(set(named(TEXTS[text])))
    assert len(names) > 10, "the text was read"
    gone = [name for name in names if not is_there(name)]
    assert not gone, (
        f"{text} names {', '.join(gone)}, which the code does not know: rename or remove it there"
    )


@pytest.mark.parametrize(
    "name",
    [
        "gapviz/core/nowhere.py",
        "tests/test_results.py::test_nothing",
        "tests/nowhere.py::test_nothing",
        "gapviz.core.nowhere",
        "gapviz.core.draws.Dice",
        "no_such_function",
    ],
)
def test_what_is_not_there_is_noticed(name: str) -> None:
    assert named(f"See `{name}` and `{name}(x)`.") == [name, name]
    assert not is_there(name)


def test_a_row_of_the_table_of_rooms_names_what_is_in_the_room() -> None:
    rows = re.findall(r"^\| `(\w+/)` \| (.*) \|$", TEXTS["ARCHITECTURE.md"], re.MULTILINE)
    assert {room for room, _ in rows} == {
        f"{path.parent.name}/" for path in ROOT.glob("gapviz/*/__init__.py")
    }
    for room, words in rows:
        gone = [name for name in named(words) if not is_there(name, (f"gapviz/{room}",))]
        assert not gone, f"gapviz/{room} has no {', '.join(gone)}: correct its row in ARCHITECTURE.md"


def test_the_way_from_a_slider_to_a_chart_begins_at_a_figure_that_is_there() -> None:
    (name,) = re.findall(r'`article\.figure\("(\w+)"\)`', TEXTS["ARCHITECTURE.md"])
    assert name in FIGURES


def test_architecture_is_a_page() -> None:
    assert len(TEXTS["ARCHITECTURE.md"].splitlines()) <= 60


def sections() -> dict[str, str]:
    """The recipes, by their headings."""
    recipes = TEXTS["CONTRIBUTING.md"].split("## Recipes")[1].split("\n## ")[0]
    _, *parts = re.split(r"^### (.*)$", recipes, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_recipe_has_numbered_steps_and_ends_in_the_test_that_complains() -> None:
    assert list(sections()) == RECIPES
    for title, recipe in sections().items():
        steps, _, end = recipe.partition("What complains")
        numbers = [int(number) for number in re.findall(r"^(\d)\. ", steps, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1)), f"{title}: number the steps"
        assert numbers, f"{title} has no steps"
        assert re.search(r"`tests/[\w/]+\.py::test_\w+`", end), f"{title}: end in the test that complains"


def glossary() -> list[tuple[str, str]]:
    """Terms, and the file of each."""
    return re.findall(r"^\| (.+?) \| .* \| `(.+)` \|$", TEXTS["CONTRIBUTING.md"], re.MULTILINE)


def test_the_glossary_has_twenty_terms() -> None:
    terms = [term for term, _ in glossary()]
    assert len(terms) == len(set(terms)) >= 20


@pytest.mark.parametrize(("term", "file"), glossary())
def test_a_term_is_found_where_the_thing_is(term: str, file: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    said = [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    words = " ".join(" ".join(said).split()).lower()
    assert term.lower() in words, f"say {term!r} in a docstring of {file}, so that whoever searches finds it"


@contextmanager
def cooking(folder: Path) -> Iterator[Shift]:
    """The shift of the recipe: its block is a module of gapviz/shifts, kept in a `folder` aside."""
    (block,) = FENCED.findall(sections()["A shift"])
    (folder / f"{MODULE}.py").write_text(textwrap.dedent(block))
    before = set(SHIFTS)
    shifts.__path__.append(str(folder))
    try:
        exec(Path(shifts.__file__).read_text(), vars(shifts))
        (name,) = SHIFTS.keys() - before
        with forgotten():
            yield SHIFTS[name]
    finally:
        shifts.__path__.remove(str(folder))
        sys.modules.pop(f"{shifts.__name__}.{MODULE}", None)
        vars(shifts).pop(MODULE, None)
        for name in SHIFTS.keys() - before:
            del SHIFTS[name]


@pytest.fixture
def cooked(tmp_path: Path) -> Iterator[Shift]:
    with cooking(tmp_path) as shift:
        yield shift


def test_nothing_of_the_recipe_remains(tmp_path: Path) -> None:
    before = dict(SHIFTS), set(sys.modules), list(shifts.__path__), set(vars(shifts))
    with cooking(tmp_path) as shift:
        assert shift.name in SHIFTS
    assert (dict(SHIFTS), set(sys.modules), list(shifts.__path__), set(vars(shifts))) == before


def test_the_recipe_for_a_shift_makes_one_in_a_family_of_its_own(cooked: Shift) -> None:
    assert cooked.family == MODULE
    assert test_shifts.draws(cooked), "it shows how randomness is asked for"


def test_the_shift_of_the_recipe_keeps_what_every_shift_promises(cooked: Shift) -> None:
    digits, run = data.load("mnist", "test").images, set()
    for check, given in test_shifts.contract(cooked):
        fixtures = {"digits": digits} if "digits" in inspect.signature(check).parameters else {}
        check(**fixtures, **given)
        run.add(check.__name__)
    assert len(run) > 8, "checks that are run for every shift"


def test_a_shift_that_breaks_its_promises_is_caught(cooked: Shift) -> None:
    stuck = replace(cooked, function=lambda images, share, rng: images)
    check = test_shifts.test_the_mean_distance_to_the_clean_digits_never_falls_with_severity
    assert check in [one for one, _ in test_shifts.contract(stuck)]
    with pytest.raises(AssertionError, match=f"severity 1 of {cooked.name} changes nothing"):
        check(stuck, 10, data.load("mnist", "test").images)


def test_the_menus_offer_the_shift_of_the_recipe_and_what_follows_them_draws(
    cooked: Shift, caplog: pytest.LogCaptureFixture
) -> None:
    log.tell.cache_clear()
    for figure in FIGURES.values():
        if figure.name == "shifted_digits" or figure.follows == "shifted_digits":
            shift = figure.parameters["shift"].domain
            assert cooked.name in shift.options  # type: ignore[union-attr]
    drawn = FIGURES["shifted_digits"](shift=cooked.name, severity=3)
    assert cooked.label in str(drawn.headline) + drawn.caption + drawn.alt
    parameters = FIGURES["shifted_digits"].declared({"shift": cooked.name, "severity": 3, "model": "cnn-0"})
    assert f"{cooked.name}.share" in parameters, "its parameter has a slider"
    curve = FIGURES["severity_curve"](shift=cooked.name, severity=3)
    assert cooked.label in curve.caption
    assert any(
        cooked.label in told and "python -m gapviz measure --resume" in told for told in caplog.messages
    )
