"""Shifts in JavaScript are those of Python, one image at a time, and those that are not say why."""

import random
from dataclasses import replace
from typing import Any

import pytest
import torch

from gapviz import data, models
from gapviz.core import tables
from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.editions.web.shifts import NOT_YET, ported, reason
from gapviz.evaluation import predict
from gapviz.models.checkpoints import HERO
from gapviz.shifts import FINDERS, SHIFTS, Shift
from gapviz.shifts.handwriting import FRAMES
from tests.node import needs_node, node

DIGITS = 200
CLOSE = {"zigzag": 1.5e-4}
"""Instead of 1e-4: a zigzag is drawn on over a twentieth of a column, and with it what float32 rounds off."""
ROUNDED = {"jpeg": 0.05, "glass_blur": 0.05}
"""Those that round to whole greys on their way: of up to so many digits a value may fall beyond a half, where
torch sums otherwise, as it does on processors without fused multiply-add. On others none does."""
DRAWN = [name for name, shift in ported().items() if not shift.finder]
"""The others graft strokes."""
GRAFT = """({ CHANGES }, { every, bytes, places }) => {
  const image = Float32Array.from(bytes, value => value / 255);
  const at = (index, levels) => CHANGES.shift(image, index, { name: "dot", levels, seed: 0, places });
  return every.map(levels => [at(0, levels), at(1, levels)]);
}"""
RUN = """({ shift }, { cases, pixels, area }) => {
  const images = Float32Array.from(pixels, value => value / 255);
  return cases.map(({ name, levels, seed, indices, places }) => {
    const shifted = new Float32Array(places.length * area);
    const changed = places.filter((place, number) => {
      const image = images.slice(area * place, area * (place + 1));
      shifted.set(shift(name, image, levels, seed, indices[number]), area * number);
      return image.some((ink, pixel) => ink !== images[area * place + pixel]);
    });
    return { shifted, changed };
  });
}"""


def shifted_in_node(cases: list[dict[str, Any]], images: torch.Tensor) -> list[torch.Tensor]:
    """What JavaScript makes of the images at the places that each case names; none is touched."""
    pixels, shape = (images * 255).round().byte().flatten().numpy(), images.shape[1:]
    answers = node("shifts/index.js", RUN, cases=cases, pixels=pixels, area=images[0].numel())
    for case, answer in zip(cases, answers, strict=True):
        assert not answer["changed"], f"{case['name']} wrote into its input"
    return [torch.tensor(answer["shifted"]).view(-1, *shape) for answer in answers]


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


def compare(each: int, border: int = 0) -> None:
    dice = random.Random(0)
    images = data.load("mnist", "test").at(torch.tensor(dice.sample(range(10_000), DIGITS)))
    images = images[:, :, border : 28 - border, border : 28 - border]
    asked = [case for name in DRAWN for case in cases(SHIFTS[name], each, dice)]
    far: dict[str, list[str]] = {name: [] for name in DRAWN}
    for case, found in zip(asked, shifted_in_node(asked, images), strict=True):
        name, levels, indices = case["name"], case["levels"], torch.tensor(case["indices"])
        expected = SHIFTS[name](images[case["places"]], seed=case["seed"], indices=indices, **levels)
        distances = (found - expected).abs().flatten(1).amax(1).tolist()
        far[name] += [
            f"{name} {levels}, seed {case['seed']}, index {index}: {distance}"
            for index, distance in zip(case["indices"], distances, strict=True)
            if not distance <= CLOSE.get(name, 1e-4)
        ]
    shares = {name: len(lines) / (10 * each) for name, lines in far.items()}
    wrong = [far[name][0] for name, share in shares.items() if share > ROUNDED.get(name, 0)]
    assert not wrong, "\n".join(wrong)


@needs_node
def test_shifted_digits_are_those_of_python() -> None:
    compare(4)


@needs_node
@pytest.mark.long
@pytest.mark.parametrize("border", [0, 4])
def test_hundreds_of_shifted_digits_of_both_sizes_are_those_of_python(border: int) -> None:
    compare(80, border)


@needs_node
def test_severity_0_is_the_identity_bit_for_bit() -> None:
    image = data.load("mnist", "test").at(torch.tensor([5]))
    asked = [{"name": name, "levels": None, "seed": 3, "indices": [5], "places": [0]} for name in ported()]
    for case, found in zip(asked, shifted_in_node(asked, image), strict=True):
        assert torch.equal(found, image), case["name"]


@needs_node
def test_a_graft_is_a_shift_at_the_place_of_its_digit_and_without_one_nothing() -> None:
    shift, digits = SHIFTS["dot"], data.load("mnist", "test")
    zero = digits.places(*shift.classes)[:1]
    image, ink, found = digits.at(zero), digits.pixels[zero], FINDERS[shift.finder](digits.at(zero))
    place = {name: getattr(found, name)[0].tolist() for name in ("found", "thickness", "darkness", "centre")}
    every = [shift.levels(3) | {"frame": frame} for frame in FRAMES]
    answers = node("index.js", GRAFT, every=every, bytes=ink.flatten().numpy(), places=[place])
    for levels, (dotted, plain) in zip(every, answers, strict=True):
        expected = shift(image, **levels).flatten()
        torch.testing.assert_close(torch.tensor(dotted), expected, rtol=0, atol=1e-4)
        assert torch.equal(torch.tensor(plain), image.flatten())


@needs_node
@pytest.mark.long
@pytest.mark.parametrize("name", DRAWN)
def test_the_recorded_count_comes_out(name: str) -> None:
    digits, levels = data.load("mnist", "test"), SHIFTS[name].levels(3)
    everyone = list(range(len(digits)))
    case = {"name": name, "levels": levels, "seed": 0, "indices": everyone, "places": everyone}
    logits = predict(models.load(HERO), shifted_in_node([case], digits.images)[0])
    right = int((logits.argmax(1) == digits.labels).sum())
    assert abs(right / len(digits) - tables.accuracy(HERO, name, 3).value) < 1.5e-4
