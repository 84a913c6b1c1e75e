"""The commands: whatever a text of ours tells a reader to run is there, and what goes wrong is a sentence."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from gapviz.__main__ import main
from gapviz.core import tables
from gapviz.data import swiss_scans
from gapviz.data.sources import SOURCES
from gapviz.editions.app import live_training
from gapviz.evaluation.measure import record
from gapviz.imaging.typefaces.variable import VARIABLE
from tests.commands import refusal, run

ROOT = Path(__file__).parents[1]
TEXTS = [path for folder in ("gapviz", "pages", "benchmarks") for path in ROOT.glob(f"{folder}/**/*.py")]
TEXTS += [*ROOT.glob("*.md"), ROOT / "NOTICE", ROOT / "streamlit_app.py", tables.TABLES / tables.SCHEMA]
TEXTS += [ROOT / "Dockerfile", ROOT / ".ci/run", *ROOT.glob(".github/workflows/*.yml")]
TOLD = re.compile(r"python3? -m (gapviz[\w.]*)((?: +[^\s`\"'<>,;()|“”\\$]+)*)")
"""A command in a text: module, and the words up to a mark that none of them has."""


def told(text: str) -> list[tuple[str, list[str]]]:
    """The commands of ours that a text tells: module, and the words after it."""
    return [(module.rstrip("."), words.split()) for module, words in TOLD.findall(text)]


def complaint(module: str, words: list[str]) -> str:
    """What is wrong with a command, "" where nothing is."""
    if module != "gapviz":
        found = find_spec(module)
        runs = found and found.origin and '__name__ == "__main__"' in Path(found.origin).read_text()
        return "" if runs else f"python -m {module} does nothing"
    here: click.Command = main
    context = click.Context(here)
    words = [word.rstrip(".:") for word in words]
    while isinstance(here, click.Group) and words:
        inner = here.get_command(context, words[0])
        if inner is None:
            break
        here, words = inner, words[1:]
    if here is main and words not in ([], ["--help"]):
        return f"python -m gapviz has no command {' '.join(words[:1])!r}"
    known = {name for parameter in here.params for name in parameter.opts} | {"--help"}
    options = [word for word in words if word.startswith("--")]
    wrong = [word for word in options if word not in known]
    return f"{here.name} has no option {', '.join(wrong)}" if wrong else ""


def test_every_command_in_a_text_is_there() -> None:
    found = [(path, *command) for path in TEXTS for command in told(path.read_text())]
    assert len({path for path, *_ in found}) > 8, "the texts were read"
    wrong = [
        f"{path.relative_to(ROOT)}: {complaint(*command)}" for path, *command in found if complaint(*command)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_command_that_is_not_there_is_found() -> None:
    for text, wrong in {
        "run python -m gapviz.train cnn-0": "python -m gapviz.train does nothing",
        "`python -m gapviz trian cnn-0`": "python -m gapviz has no command 'trian'",
        "python -m gapviz measure --again": "measure has no option --again",
        "python -m gapviz measure photos DIR --resume": "photos has no option --resume",
        "python -m gapviz.nowhere": "python -m gapviz.nowhere does nothing",
    }.items():
        ((module, words),) = told(text)
        assert complaint(module, words) == wrong


REMEDIES = {
    **{f"data {name}": source.command(name) for name, source in SOURCES.items()},
    **{f"typeface {name}": face.command for name, face in VARIABLE.items() if not face.static},
    **{f"table {name}": entry.command for name, entry in record.TABLES.items()},
    "scans": swiss_scans.COMMAND,
    "results": tables.COMMAND,
}


@pytest.mark.parametrize("what", REMEDIES)
def test_a_remedy_is_a_command_that_takes_its_words(what: str) -> None:
    """Whether it would run: its words are parsed, and none is left over or missing."""
    commands = told(REMEDIES[what])
    assert commands
    for module, words in commands:
        assert module == "gapviz"
        here: click.Command = main
        rest = words
        while isinstance(here, click.Group) and rest:
            inner = here.get_command(click.Context(here), rest[0])
            assert inner is not None, words
            here, rest = inner, rest[1:]
        here.make_context(here.name, rest)


def test_the_app_spawns_a_command_that_is_there() -> None:
    _, dash_m, module, *words = live_training.COMMAND
    assert (dash_m, module) == ("-m", "gapviz")
    train = main.get_command(click.Context(main), words[0])
    assert train is not None
    assert train.make_context("train", words[1:]).params["rehearse"]


@pytest.mark.parametrize(
    "words",
    [(), ("train",), ("measure",), ("measure", "photos"), ("measure", "real_flags"), ("measure", "writers")],
)
def test_help_says_what_a_command_is_for(words: tuple[str, ...]) -> None:
    said = run(*words, "--help")
    assert said.exit_code == 0
    assert said.stdout.startswith("Usage: ")


def test_help_ends_with_what_may_be_asked_for() -> None:
    assert all(name in run("data", "--help").stdout for name in SOURCES)
    assert swiss_scans.ADDRESS in run("scans", "--help").stdout
    wanted = [face.package for face in VARIABLE.values() if not face.static]
    assert all(package in run("typefaces", "--help").stdout for package in wanted)


def test_a_wrong_command_or_a_missing_word_is_said_to_be_one() -> None:
    assert refusal("trian", code=2).startswith("No such command 'trian'.")
    for command in ("train", "data", "typefaces"):
        assert refusal(command, code=2).startswith("Missing argument")


def test_a_wrong_value_and_a_missing_folder_are_a_sentence(tmp_path: Path) -> None:
    assert "'none' is not a valid integer" in refusal("train", "softmax-0", "--threads", "none", code=2)
    assert "has neither folders named 0 to 9" in refusal("measure", "photos", tmp_path / "nowhere")


LIGHT = """
import os, sys
from gapviz.__main__ import main
heavy = ("torch", "pandas", "numpy")
assert not set(heavy) & set(sys.modules), "the commands themselves import nothing that is slow"
nice = getattr(os, "nice", lambda more: 0)
before = nice(0)
try:
    main(["train", "nosuch-0", "--rehearse", "--nice", "1"])
except SystemExit as end:
    assert end.code == 1
assert not hasattr(os, "nice") or nice(0) == min(19, before + 1), "it gives way"
slow = {"streamlit", "plotly", "captum", "skimage", "gapviz.shifts", "gapviz.evaluation.measure.record"}
found = slow & set(sys.modules)
assert not found, f"the live training waits for {found}"
"""


def test_the_live_training_imports_what_it_needs_alone_and_gives_way() -> None:
    child = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr
