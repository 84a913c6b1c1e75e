"""Shifts in JavaScript are those of Python, one image at a time, and those that are not say why."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from gapviz import data, models
from gapviz.core import tables
from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.editions.web.shifts import NOT_YET, ported, reason
from gapviz.evaluation import predict
from gapviz.shifts import SHIFTS, Shift
from tests.node import needs_node, node

DIGITS = 200
CLOSE = {"zigzag": 1.5e-4}
"""Instead of 1e-4: a zigzag is drawn on over a twentieth of a column, and with it what float32 rounds off."""
PROTAGONIST = "tutorial-0"
RUN = """({ shift }, { cases, pixels }) => {
  const images = Float32Array.from(pixels, value => value / 255);
  return cases.map(({ name, levels, seed, indices, places }) => {
    const shifted = new Float32Array(places.length * 784);
    const changed = places.some((place, number) => {
      const image = images.slice(784 * place, 784 * (place + 1));
      shifted.set(shift(name, image, levels, seed, indices[number]), 784 * number);
      return image.some((ink, pixel) => ink !== images[784 * place + pixel]);
    });
    return { shifted, changed };
  });
}"""


def test_every_shift_is_ported_or_says_why_not() -> None:
    for name, shift in SHIFTS.items():
        assert (name in ported()) is (reason(shift) == "")
        assert name in ported() or reason(shift).endswith("."), f"{name}: a sentence for the reader"
    assert reason(replace(SHIFTS["fog"], name="low_toner", family="toner")) == NOT_YET
    assert reason(replace(SHIFTS["fog"], name="mist")) == NOT_YET


@needs_node
def test_javascript_has_the_shifts_that_python_reads_off_it() -> None:
    names = node("shifts/index.js", "({ SHIFTS }) => Object.keys(SHIFTS)")
    assert sorted(names) == sorted(ported()), (
        "a module of src/shifts/ exports functions with the names of its family's shifts, and nothing else"
    )


def level(parameter: Parameter, dice: random.Random) -> Any:
    """A value that its slider can take."""
    domain = parameter.domain
    if isinstance(domain, Choice):
        return dice.choice(domain.options)
    assert isinstance(domain, Range)
    return domain.low + dice.randint(0, int((domain.high - domain.low) / domain.step + 1e-6)) * domain.step


def cases(shift: Shift, each: int, dice: random.Random) -> list[dict[str, Any]]:
    """Five severities and as many random levels, of `each` random digits with random seeds and indices."""
    random_levels = [
        {name: level(parameter, dice) for name, parameter in shift.parameters.items()} for _ in range(5)
    ]
    return [
        {
            "name": shift.name,
            "levels": levels,
            "seed": dice.choice((0, dice.randrange(2**31))),
            "indices": [dice.randrange(10_000) for _ in range(each)],
            "places": [dice.randrange(DIGITS) for _ in range(each)],
        }
        for levels in [*map(shift.levels, range(1, 6)), *random_levels]
    ]


def compare(each: int) -> None:
    dice = random.Random(0)
    some = torch.tensor(dice.sample(range(10_000), DIGITS))
    asked = [case for shift in ported().values() for case in cases(shift, each, dice)]
    pixels = data.load("mnist", "test").pixels[some].flatten().numpy()
    answers = node("shifts/index.js", RUN, cases=asked, pixels=pixels)
    images = data.load("mnist", "test").at(some)
    wrong = []
    for case, answer in zip(asked, answers, strict=True):
        indices = torch.tensor(case["indices"])
        given = images[case["places"]]
        expected = SHIFTS[case["name"]](given, seed=case["seed"], indices=indices, **case["levels"])
        distance = np.abs(answer["shifted"].reshape(expected.shape) - expected.numpy()).max()
        assert not answer["changed"], f"{case['name']} wrote into its input"
        if not distance <= CLOSE.get(case["name"], 1e-4):
            wrong.append(f"{case['name']} {case['levels']}, seed {case['seed']}: {distance}")
    assert not wrong, "\n".join(wrong)


@needs_node
def test_shifted_digits_are_those_of_python() -> None:
    compare(4)


@needs_node
@pytest.mark.long
def test_hundreds_of_shifted_digits_are_those_of_python() -> None:
    compare(80)


@needs_node
def test_severity_0_is_the_identity_bit_for_bit() -> None:
    asked = [{"name": name, "levels": None, "seed": 3, "indices": [5], "places": [0]} for name in ported()]
    pixels = data.load("mnist", "test").pixels[5].flatten().numpy()
    for case, answer in zip(asked, node("shifts/index.js", RUN, cases=asked, pixels=pixels), strict=True):
        np.testing.assert_array_equal(
            answer["shifted"], data.load("mnist", "test").at(5).flatten().numpy(), case["name"]
        )


@needs_node
@pytest.mark.long
@pytest.mark.parametrize("severity", [1, 3, 5])
@pytest.mark.parametrize("name", ported())
def test_the_recorded_count_comes_out(name: str, severity: int) -> None:
    digits = data.load("mnist", "test")
    everyone = list(range(len(digits)))
    case = {
        "name": name,
        "levels": SHIFTS[name].levels(severity),
        "seed": 0,
        "indices": everyone,
        "places": everyone,
    }
    answer = node("shifts/index.js", RUN, cases=[case], pixels=digits.pixels.flatten().numpy())[0]
    shifted = torch.tensor(answer["shifted"]).view(digits.images.shape)
    right = int((predict(models.load(PROTAGONIST), shifted).argmax(1) == digits.labels).sum())
    rows = tables.table("accuracy").query(
        "model == @PROTAGONIST and shift == @name and severity == @severity"
    )
    assert abs(right - rows["right"].item()) <= 1
