"""Every shift keeps the same promises; a new one is tested here without an edit."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.core.parameters import Choice, Parameter, Range
from gapviz.shifts import SHIFTS, Shift

MNIST_C = {
    *("shot_noise", "impulse_noise", "glass_blur", "motion_blur", "shear", "scale", "rotate", "brightness"),
    *("translate", "stripe", "fog", "spatter", "dotted_line", "zigzag", "canny_edges"),
}
ASKED = MNIST_C | {
    *("gaussian_noise", "salt_and_pepper", "stain", "smear", "ruled_lines", "squared_paper", "stray_strokes"),
    *(
        "border",
        "bad_crop",
        "gaussian_blur",
        "uneven_light",
        "low_contrast",
        "inverted",
        "jpeg",
        "perspective",
    ),
}
SHAPES = {
    "mnist": (1, 28, 28),
    "cifar10": (3, 32, 32),
    "oblong": (1, 20, 24),
    "one column": (1, 5, 1),
}
CHUNK = 500


def draws(shift: Shift) -> bool:
    """Whether a shift is random."""
    return "rng" in inspect.signature(shift.function).parameters


every_shift = pytest.mark.parametrize("shift", SHIFTS.values(), ids=SHIFTS.keys())
random = {name: shift for name, shift in SHIFTS.items() if draws(shift)}
every_random_shift = pytest.mark.parametrize("shift", random.values(), ids=random.keys())
every_parameter = pytest.mark.parametrize(
    ("shift", "parameter"),
    [
        pytest.param(shift, parameter, id=f"{shift.name}-{parameter.name}")
        for shift in SHIFTS.values()
        for parameter in shift.parameters.values()
    ],
)


def plain(cases: Iterable[Any]) -> list[Any]:
    """The cases of a parameter that are not for long tests."""
    return [case for case in cases if not getattr(case, "marks", ())]


def contract(shift: Shift) -> Iterator[tuple[Callable[..., None], dict[str, Any]]]:
    """All checks that are run for every shift, for this one: each with what it is given beside fixtures."""
    own: dict[object, list[Any]] = {
        "shift": [shift],
        ("shift", "parameter"): [(shift, one) for one in shift.parameters.values()],
    }
    kinds = [every_shift.mark, every_parameter.mark, *([every_random_shift.mark] if draws(shift) else [])]
    for check in globals().copy().values():
        marks = [mark for mark in getattr(check, "pytestmark", []) if mark.name == "parametrize"]
        if not any(mark is kind for mark in marks for kind in kinds):
            continue
        names = [mark.args[0] for mark in marks]
        for case in product(*(own.get(mark.args[0], plain(mark.args[1])) for mark in marks)):
            given: dict[str, Any] = {}
            for name, value in zip(names, case, strict=True):
                given |= {name: value} if isinstance(name, str) else dict(zip(name, value, strict=True))
            yield check, given


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Small operations on two threads wait for each other: beside a busy process, five times as long."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def digits() -> torch.Tensor:
    return data.load("mnist", "test").images


def pictures(count: int, shape: tuple[int, int, int]) -> torch.Tensor:
    """Soft blobs of every brightness on bare paper: no pixel grid of its own, no symmetry."""
    dice = torch.Generator().manual_seed(1)
    coarse = torch.rand(count, shape[0], 6, 6, generator=dice)
    return torch.nn.functional.interpolate(coarse, shape[1:], mode="bicubic").mul(2).sub(0.6).clamp(0, 1)


def test_every_shift_that_the_article_names_is_registered() -> None:
    assert set(SHIFTS) >= ASKED


def test_exactly_the_fifteen_of_mnist_c_say_which_severity_is_its() -> None:
    assert {shift.name: shift.mnist_c for shift in SHIFTS.values() if shift.mnist_c}.keys() == MNIST_C
    assert all(SHIFTS[name].mnist_c in range(1, 6) for name in MNIST_C)


def test_what_mnist_c_has_is_a_severity_and_for_two_shifts_a_switch_beside_it() -> None:
    """Blur that moves the digit as well, and glass that blurs along one axis, are no defaults of ours."""
    for name in MNIST_C:
        shift = SHIFTS[name]
        assert shift.mnist_c is not None
        switched = set(shift.as_mnist_c().items()) - set(shift.levels(shift.mnist_c).items())
        assert dict(switched) == dict(shift.mnist_c_with)
    assert {name for name in MNIST_C if SHIFTS[name].mnist_c_with} == {"motion_blur", "glass_blur"}
    with pytest.raises(ValueError, match=r"^MNIST-C has no 'flag'$"):
        SHIFTS["flag"].as_mnist_c()


@every_shift
def test_the_caption_is_one_sentence_that_the_article_could_print(shift: Shift) -> None:
    assert re.fullmatch(r"[A-Z][^.!?]*\.", shift.caption), (
        f"{shift.caption!r}: one sentence, a full stop at its end"
    )


@every_shift
def test_the_ladder_has_five_levels_inside_the_declared_range(shift: Shift) -> None:
    assert shift.ladder, f"{shift.name} has no severities"
    for name, levels in shift.ladder.items():
        assert len(levels) == 5, f"{name} needs a level for each of five severities"
        assert [shift.parameters[name].domain.check(name, level) for level in levels] == list(levels)
    for parameter in shift.parameters.values():
        parameter.domain.check(parameter.name, parameter.default)


@every_shift
def test_severity_0_is_the_identity_bit_for_bit(shift: Shift, digits: torch.Tensor) -> None:
    some = digits[:50]
    shifted = shift(some, severity=0, seed=3)
    assert torch.equal(shifted, some)
    assert shifted.data_ptr() != some.data_ptr(), (
        "the identity returns a copy, so that nobody writes into the set"
    )


@every_shift
@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.long)])
def test_the_mean_distance_to_the_clean_digits_never_falls_with_severity(
    shift: Shift, every: int, digits: torch.Tensor
) -> None:
    own = data.load("mnist", "test").places(*shift.classes) if shift.classes else torch.arange(len(digits))
    chunks = own[::every].split(CHUNK)
    distances = [
        sum(
            float((shift(digits[places], severity=severity, indices=places) - digits[places]).abs().sum())
            for places in chunks
        )
        for severity in range(1, 6)
    ]
    assert distances[0] > 0, f"severity 1 of {shift.name} changes nothing"
    assert distances == sorted(distances), f"{shift.name}: {distances}"


@every_shift
def test_a_shift_that_leaves_most_digits_alone_says_for_which_classes_it_is(
    shift: Shift, digits: torch.Tensor
) -> None:
    """Its curve would be one of the digits that it does not change; the captions tell these by `classes`."""
    some = digits[:200]
    changed = (shift(some, severity=1) != some).flatten(1).any(1).float().mean()
    assert shift.classes or changed > 0.95, f"{shift.name} changes {changed:.0%} of the digits"


@every_shift
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_shifting_a_slice_is_slicing_the_shifted_set(shift: Shift, shape: tuple[int, int, int]) -> None:
    images = pictures(230, shape)
    untouched = images.clone()
    some = torch.tensor([201, 3, 100, 99, 57, 229, 0])
    for severity in (2, 5):
        shifted = shift(images, severity=severity, seed=5)
        alone = shift(images[some], severity=severity, seed=5, indices=some)
        torch.testing.assert_close(alone, shifted[some], rtol=0, atol=1e-6)
        last = shift(images[-1:], severity=severity, seed=5, indices=torch.tensor([229]))
        torch.testing.assert_close(last, shifted[-1:], rtol=0, atol=1e-6)
        assert shifted.dtype == torch.float32
        assert shifted.shape == images.shape
        assert 0 <= shifted.min() <= shifted.max() <= 1
    assert torch.equal(images, untouched), f"{shift.name} wrote into its input"


@every_shift
def test_the_seed_alone_decides_what_is_drawn(shift: Shift, digits: torch.Tensor) -> None:
    some = digits[:120]
    torch.manual_seed(1)
    first = shift(some, severity=3, seed=7)
    torch.manual_seed(2)
    assert torch.equal(first, shift(some, severity=3, seed=7))
    assert torch.equal(first, shift(some, severity=3, seed=8)) is not draws(shift)


@every_random_shift
def test_a_nudged_level_moves_the_same_draw_and_not_the_dice(shift: Shift, digits: torch.Tensor) -> None:
    some = digits[:200]
    here = shift(some, severity=3, seed=0)
    other_dice = (shift(some, severity=3, seed=1) - here).abs().mean()
    for parameter in shift.ladder:
        domain, level = shift.parameters[parameter].domain, shift.levels(3)[parameter]
        if not isinstance(domain, Range) or isinstance(domain.step, int):
            continue  # from one whole number to the next there is no small step
        nudged = level + domain.step if level + domain.step <= domain.high else level - domain.step
        moved = (shift(some, seed=0, **{parameter: nudged}) - here).abs().mean()
        assert moved < 0.5 * other_dice, (
            f"{parameter} of {shift.name}: a step moves {moved:.4f}, new dice {other_dice:.4f}"
        )


@every_shift
def test_unasked_parameters_are_those_of_severity_3(shift: Shift) -> None:
    images = pictures(20, (1, 28, 28))
    middle = shift(images, severity=3, seed=2)
    assert torch.equal(shift(images, seed=2), middle)
    assert torch.equal(shift(images, seed=2, **shift.levels(3)), middle)


def values(parameter: Parameter) -> st.SearchStrategy[object]:
    domain = parameter.domain
    if isinstance(domain, Choice):
        return st.sampled_from(domain.options)
    if isinstance(domain.step, int):
        return st.integers(int(domain.low), int(domain.high))
    return st.floats(domain.low, domain.high, allow_nan=False)


@every_shift
@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(chosen=st.data())
def test_any_parameters_in_range_give_images(shift: Shift, chosen: st.DataObject) -> None:
    asked = {name: chosen.draw(values(parameter), label=name) for name, parameter in shift.parameters.items()}
    images = pictures(3, (3, 20, 24))
    shifted = shift(images, seed=1, **asked)
    assert shifted.shape == images.shape
    assert torch.isfinite(shifted).all()
    assert 0 <= shifted.min() <= shifted.max() <= 1


@every_parameter
@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(distance=st.floats(1e-3, 1e6), below=st.booleans())
def test_a_parameter_out_of_range_is_refused_by_name(
    shift: Shift, parameter: Parameter, distance: float, below: bool
) -> None:
    domain = parameter.domain
    value: object = "sideways"
    rule = "must be one of "
    if isinstance(domain, Range):
        value = domain.low - distance if below else domain.high + distance
        rule = (
            f"must be {'an integer' if isinstance(domain.step, int) else 'a number'} from {domain.low:g} to"
        )
    with pytest.raises(ValueError, match=re.escape(f"{parameter.name} of {shift.name!r} {rule}")) as refusal:
        shift(pictures(1, (1, 8, 8)), **{parameter.name: value})
    assert str(refusal.value).endswith(f", got {value!r}")


@every_parameter
@pytest.mark.parametrize("value", [float("nan"), None, True, "3"], ids=repr)
def test_a_parameter_of_another_kind_is_refused(shift: Shift, parameter: Parameter, value: object) -> None:
    with pytest.raises(ValueError, match=f"{parameter.name} of {shift.name!r} must be"):
        shift(pictures(1, (1, 8, 8)), **{parameter.name: value})


def test_a_severity_out_of_range_is_refused_in_these_words() -> None:
    with pytest.raises(ValueError, match=r"^severity of 'fog' must be an integer from 0 to 5, got 7$"):
        SHIFTS["fog"](pictures(1, (1, 28, 28)), severity=7)


@every_shift
def test_other_misuse_is_refused(shift: Shift) -> None:
    images = pictures(1, (1, 28, 28))
    with pytest.raises(
        ValueError, match=f"{shift.name} has no parameter 'colour'; it has {next(iter(shift.parameters))}"
    ):
        shift(images, colour=1)
    with pytest.raises(ValueError, match=f"{shift.name!r} takes a severity or parameters, got both"):
        shift(images, severity=1, **shift.levels(1))
    with pytest.raises(ValueError, match=f"seed of {shift.name!r} must be an integer from 0 to .*, got -1"):
        shift(images, severity=1, seed=-1)
    assert shift(images[:0], severity=3).shape == (0, 1, 28, 28)
