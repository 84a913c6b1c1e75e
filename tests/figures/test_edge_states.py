"""What a figure says at the ends of its sliders: of none, of one, of all, and before there is anything."""

import re
from typing import Any

import pytest
from identifiers import shown

from gapviz import evaluation
from gapviz.core.parameters import Choice
from gapviz.figures import FIGURES
from gapviz.figures.chapters import c03_flagged
from gapviz.figures.shared import live_counts
from gapviz.shifts import SHIFTS

FAULTS = re.compile(
    r"\bnan\b"
    r"|(?<![\d.,])1(?:\.0)? (?:pixels|degrees|digits|typefaces|networks)\b"
    r"|\b[01] of \d+ networks read\b"
    r"|\b(?:Of|The other) 0 "
    r"|(?<![\d.,])0 (?:pixels across|digits)"
    r"|\b[Uu]nder no (?:shift|noise)\b"
    r"|\bbecome a \d.*?, 0\.0"
)
"""What no sentence says: one of many, none as a number, nothing as something."""
STATES: list[tuple[str, dict[str, Any]]] = [
    ("moved_digit", {"pixels": 0.0}),
    ("moved_digit", {"pixels": 1.0}),
    ("moved_curve", {"pixels": 0.0}),
    ("moved_curve", {"pixels": 1.0}),
    ("one_digit", {"std": 0.0}),
    ("training_curve", {"records": [{"step": 1, "steps": 3744, "loss": 2.3}]}),
    ("flag_digit", {"length": 1.0}),
    ("flag_answers", {"length": 0.0, "model": "lenet-0"}),
    ("flag_seeds", {"length": 1.0}),
    ("printed_mistakes", {"category": "serif", "label": "2"}),
    ("typeface_wall", {"category": "seven_segment"}),
    ("shifted_digits", {"severity": 0}),
    ("class_accuracy", {"severity": 0}),
    ("confusion", {"severity": 0}),
    ("confusion", {"severity": 0, "label": "0", "prediction": "6"}),
    ("not_digits", {"kind": "noise", "model": "cnn-0", "rule": "energy"}),
    ("own_digit", {}),
]


@pytest.mark.parametrize(("name", "values"), STATES, ids=[f"{name}-{values}" for name, values in STATES])
def test_none_one_and_all_have_words_of_their_own(name: str, values: dict[str, Any]) -> None:
    said = shown(FIGURES[name](**values))
    assert not (fault := FAULTS.search(said)), f"{fault and fault.group()!r} in: {said}"


def test_the_curve_of_moves_speaks_of_a_move() -> None:
    lesson = FIGURES["moved_curve"](pixels=0.0).caption.values["lesson"].values  # type: ignore[attr-defined]
    assert lesson["most"] > lesson["least"] > 0, "nothing moved costs nothing, which is no lesson"


def test_a_one_without_an_end_to_set_a_flag_on_has_none() -> None:
    lost = int((~c03_flagged.stems().found).nonzero()[0])
    assert c03_flagged.Flagged(digit=lost).worn == c03_flagged.Flagged(length=0.0).described
    for values in ({"digit": lost}, {"length": 0.0}):
        assert not FIGURES["flag_evidence"](**values).tiles, "no flag has a share of nothing"


@pytest.mark.parametrize("name", [name for name, entry in SHIFTS.items() if entry.classes])
def test_a_chosen_option_is_called_by_its_words(name: str) -> None:
    at = evaluation.condition(name, 1)
    assert not FAULTS.search(live_counts.describe(at))
    for parameter in SHIFTS[name].parameters.values():
        if isinstance(domain := parameter.domain, Choice):
            assert domain.label(dict(at.levels)[parameter.name]) in live_counts.describe(at)
