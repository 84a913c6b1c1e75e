"""Strokes are measured back from their pixels; grafts are held to their own masks, alone and in company."""

import math
import re

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gapviz import data
from gapviz.imaging import strokes
from gapviz.imaging.mnist_frame import placement
from gapviz.imaging.strokes.draw import Segment, draw, turned
from gapviz.imaging.strokes.graft import ADDED
from gapviz.imaging.strokes.grafts import TAPER

SIDE = 64
GRAFTS = {"flag": strokes.add_flag, "foot": strokes.add_foot}
every_graft = pytest.mark.parametrize("graft", GRAFTS.values(), ids=GRAFTS.keys())
drawn_often = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def ones() -> torch.Tensor:
    test = data.load("mnist", "test")
    return test.images[test.labels == 1]


def places(page: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """How far right and down each pixel lies of the middle of a square page."""
    line = torch.arange(page.shape[-1]) - (page.shape[-1] - 1) / 2
    return line.expand(page.shape[-2:]), line[:, None].expand(page.shape[-2:])


def slope(x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor) -> float:
    """The slope of y over x by least squares."""
    total = weights.sum()
    x, y = x - (weights * x).sum() / total, y - (weights * y).sum() / total
    return float((weights * x * y).sum() / (weights * x * x).sum())


def edge(profile: torch.Tensor) -> float:
    """Where a profile first rises through a half, between pixels interpolated."""
    first = int((profile >= 0.5).float().argmax())
    return first - float((profile[first] - 0.5) / (profile[first] - profile[first - 1]))


def width_of(area: float, length: float) -> float:
    """The width of a stroke with round ends, from its area and its whole length."""
    bulge = 1 - math.pi / 4
    return (length - math.sqrt(length * length - 4 * bulge * area)) / (2 * bulge)


PEN = 3.0
"""Pixels, MNIST's middle pen; of a wider one the round ends spoil what rows can tell of its height."""


@drawn_often
@given(height=st.floats(12, 28), slant=st.floats(-30, 30), thickness=st.floats(1, PEN))
def test_a_stem_has_the_height_slant_and_thickness_that_were_asked(
    height: float, slant: float, thickness: float
) -> None:
    page = strokes.draw_one(height, slant, thickness, side=SIDE)[0, 0]
    x, y = places(page)
    inner = page * (y.abs() < height / 2 - thickness)
    leaning = -math.degrees(math.atan(slope(y, x, inner)))
    assert leaning == pytest.approx(slant, abs=2)
    rows = page.sum(1) * math.cos(math.radians(slant)) / thickness
    tall = SIDE - 1 - edge(rows) - edge(rows.flip(0))
    assert tall == pytest.approx(height, abs=1), "half a pixel at each end"
    length = (height - thickness) / math.cos(math.radians(slant)) + thickness
    assert width_of(float(page.sum()), length) == pytest.approx(thickness, abs=0.25)


@drawn_often
@given(
    slant=st.floats(-25, 25),
    thickness=st.floats(1, 2.5),
    angle=st.floats(50, 130),
    length=st.floats(10, 14),
    seven=st.booleans(),
)
def test_a_flag_has_the_angle_length_and_thickness_that_were_asked(
    slant: float, thickness: float, angle: float, length: float, seven: bool
) -> None:
    def page(far: float) -> torch.Tensor:
        if seven:
            return strokes.draw_seven(20, slant, thickness, bar=far, angle=angle, side=SIDE)[0, 0]
        return strokes.draw_one(20, slant, thickness, flag_angle=angle, flag_length=far, side=SIDE)[0, 0]

    flag = page(length) - page(0)
    x, y = places(flag)
    lean, rise = math.radians(slant), (20 - thickness) / 2
    x, y = x - rise * math.tan(lean), y + rise
    left, down = -x * math.cos(lean) - y * math.sin(lean), y * math.cos(lean) - x * math.sin(lean)
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    near, far = thickness / 2 + 0.5, length * sine - (thickness / 2 + 0.5) * abs(cosine)
    # Cut parallel to the stem, the flag is a parallelogram: its middles lie on its axis.
    window = ((left - near) * (far - left)).clamp(min=0)
    assert math.degrees(math.atan2(1, slope(left, down, flag * window))) == pytest.approx(angle, abs=2)
    along = left * sine + down * cosine

    def beyond(far: float) -> float:
        return float((flag * (along - far + 0.5).clamp(0, 1)).sum())

    thick = (beyond(0.65 * length) - beyond(length - 0.5)) / (0.35 * length - 0.5)
    assert thick == pytest.approx(thickness, abs=0.5)
    cap = math.pi / 8 * thick**2
    assert 0.65 * length + (beyond(0.65 * length) - cap) / thick == pytest.approx(length, abs=0.5)


def test_parameters_may_be_one_for_each_image() -> None:
    angles = torch.tensor([30.0, 60.0, 90.0])
    pages = strokes.draw_one(20, 10, 2, flag_angle=angles, flag_length=8, foot=torch.tensor([0.0, 4.0, 8.0]))
    assert pages.shape == (3, 1, 28, 28)
    torch.testing.assert_close(pages[2:], strokes.draw_one(20, 10, 2, flag_angle=90, flag_length=8, foot=8))
    torch.testing.assert_close(
        strokes.draw_one(20, 20, 2.5, 70, 10), strokes.draw_seven(), msg="a one with a long flag is a seven"
    )
    with pytest.raises(
        ValueError, match="foot of 'draw_one' must be a number, or one for each of 3 images, got 2"
    ):
        strokes.draw_one(flag_angle=angles, foot=torch.ones(2))


@drawn_often
@given(slant=st.floats(-45, 45), thickness=st.floats(2, 5), darkness=st.floats(0.4, 1))
def test_the_stem_of_a_drawn_one_is_found_as_it_was_drawn(
    slant: float, thickness: float, darkness: float
) -> None:
    found = strokes.find_stem(strokes.draw_one(20, slant, thickness) * darkness)
    rise = (20 - thickness) / 2
    top = torch.tensor([[rise * math.tan(math.radians(slant)), -rise]])
    assert found.found.item()
    assert (found.top - 13.5 - top).norm() < 0.5
    assert (found.bottom - 13.5 + top).norm() < 0.5
    assert found.thickness.item() == pytest.approx(thickness, abs=0.5)
    assert found.darkness.item() == pytest.approx(darkness, rel=0.1)
    for direction, sign in ((found.downwards, 1), (found.upwards, -1)):
        x, y = (direction[0] * sign).tolist()
        assert math.degrees(math.atan2(-x, y)) == pytest.approx(slant, abs=2)


@drawn_often
@given(slant=st.floats(-30, 30), thickness=st.floats(2, 4), angle=st.floats(0, 150), length=st.floats(0, 28))
def test_a_grafted_flag_is_the_drawn_flag(
    slant: float, thickness: float, angle: float, length: float
) -> None:
    plain = strokes.draw_one(20, slant, thickness, side=56)
    grafted = strokes.add_flag(plain, angle, length, reframe=False).images
    drawn = strokes.draw_one(20, slant, thickness, angle, length, side=56)
    ink = strokes.draw_one(20, slant, thickness, angle, max(length, 1), side=56).sum()
    assert (grafted - drawn).abs().sum() / ink < 0.13, "the tip apart, which tapers"


@every_graft
def test_one_image_serves_all_lengths_and_a_stem_is_found_once(graft, ones: torch.Tensor) -> None:
    lengths = torch.tensor([0.0, 4.0, 8.0, 12.0])
    fan = graft(ones[:1], length=lengths)
    each = graft(ones[:1].expand(4, -1, -1, -1), length=lengths)
    known = graft(ones[:1], length=lengths, stem=strokes.find_stem(ones[:1]))
    for other in (each, known):
        assert torch.equal(fan.images, other.images)
        assert torch.equal(fan.mask, other.mask)
    assert fan.found.shape == (4,)
    with pytest.raises(
        ValueError, match=f"length of '{graft.__name__}' must be a number, or one for each of 3 images, got 4"
    ):
        graft(ones[:3], length=lengths)


def test_fewer_than_one_in_a_hundred_of_the_test_ones_has_no_end(ones: torch.Tensor) -> None:
    found = strokes.find_stem(ones)
    assert (~found.found).sum() < len(ones) / 100
    stems = found.thickness[found.found]
    assert 1 < stems.min() < stems.max() < 7
    assert found.darkness[found.found].min() > 0.5


def test_other_ink_than_one_stroke_has_no_stem() -> None:
    disc = strokes.draw_one(8, 0, 8)
    assert not strokes.find_stem(torch.cat((disc, torch.zeros_like(disc)))).found.any()


@every_graft
def test_length_0_is_the_identity(graft, ones: torch.Tensor) -> None:
    result = graft(ones[:50], length=0)
    assert torch.equal(result.images, ones[:50])
    assert result.images.data_ptr() != ones.data_ptr()
    assert not result.mask.any()
    some = graft(ones[:2], length=torch.tensor([0.0, 8.0]))
    assert torch.equal(some.images[0], ones[0])
    assert some.mask.flatten(1).any(1).tolist() == [False, True]


@every_graft
def test_an_image_without_a_stem_is_left_alone_and_counted(graft, ones: torch.Tensor) -> None:
    mixed = torch.cat((ones[:3], strokes.draw_one(8, 0, 8), torch.zeros(1, 1, 28, 28)))
    result = graft(mixed)
    assert result.found.tolist() == [True, True, True, False, False]
    assert torch.equal(result.images[3:], mixed[3:])
    assert result.mask.flatten(1).any(1).tolist() == result.found.tolist()
    assert graft(mixed[:0]).images.shape == (0, 1, 28, 28)


@every_graft
def test_the_mask_is_what_the_graft_added(graft, ones: torch.Tensor) -> None:
    untouched = ones.clone()
    bare, shown = graft(ones, reframe=False), graft(ones)
    assert torch.equal(ones, untouched), "the input is not changed"
    added = bare.images - ones
    assert added.min() >= 0, "a graft erases nothing"
    assert torch.equal(bare.mask, added > ADDED)
    inside = bare.found & ~(added[:, :, [0, -1]].flatten(1).any(1) | added[..., [0, -1]].flatten(1).any(1))
    assert inside.sum() > 0.8 * len(ones)
    place = placement(bare.images[inside])
    torch.testing.assert_close(shown.images[inside], place(bare.images[inside]), rtol=0, atol=1e-5)
    where = shown.images[inside] - place(ones[inside])
    clear = (where - ADDED).abs() > 1e-4
    assert torch.equal(shown.mask[inside] & clear, (where > ADDED) & clear)
    assert 0 <= shown.images.min() <= shown.images.max() <= 1 + 1e-6


def test_the_mask_of_a_flag_is_the_flag_and_the_joint_apart_nothing_else() -> None:
    plain = strokes.draw_one(20, 10, 2.5, side=56)
    for angle in (45, 60, 90, 120):
        result = strokes.add_flag(plain, angle, 10, reframe=False)
        alone = strokes.draw_one(20, 10, 2.5, angle, 10, side=56) - plain
        assert not (result.mask & (alone < 0.02)).any(), "no pixel that the flag does not touch"
        x, y = places(plain)
        stem = torch.hypot(x - 8.75 * math.tan(math.radians(10)), y + 8.75) < 2.5
        tip = torch.hypot(x - 8.75 * math.tan(math.radians(10)), y + 8.75) > 9.5
        assert not ((alone[0, 0] > 0.5) & ~result.mask[0, 0] & ~stem & ~tip).any(), (
            "and every pixel that it does"
        )


def test_a_flag_that_leaves_the_image_is_brought_back_whole(ones: torch.Tensor) -> None:
    high = strokes.add_flag(ones, 150, 14)
    stem = strokes.find_stem(ones)
    start, radius = stem.top + 14, stem.thickness / 2
    flag = Segment(
        start, start + 14 * turned(stem.downwards, torch.full((len(ones),), 150.0)), radius, TAPER * radius
    )
    large = torch.maximum(
        torch.nn.functional.pad(ones, (14, 14, 14, 14)), draw([(flag, stem.darkness)], range(56), range(56))
    )
    expected = placement(large, (28, 28))(large)
    torch.testing.assert_close(high.images[high.found], expected[high.found], rtol=0, atol=1e-4)


@every_graft
@pytest.mark.parametrize("size", [(28, 28), (32, 32), (40, 36), (56, 56)], ids=str)
def test_an_image_alone_is_grafted_as_it_is_in_company(
    graft, ones: torch.Tensor, size: tuple[int, int]
) -> None:
    right, down = size[1] - 28, size[0] - 28
    some = torch.nn.functional.pad(
        ones[300:340], (right // 2, right - right // 2, down // 2, down - down // 2)
    )
    for reframe in (True, False):
        together = graft(some, reframe=reframe)
        assert together.images.shape == some.shape
        assert together.images.dtype == torch.float32
        assert together.mask.dtype == together.found.dtype == torch.bool
        assert together.found.float().mean() > 0.9
        for index in range(0, len(some), 3):
            alone = graft(some[index : index + 1], reframe=reframe)
            torch.testing.assert_close(alone.images[0], together.images[index], rtol=0, atol=1e-6)
            assert torch.equal(alone.mask[0], together.mask[index])


@pytest.mark.parametrize(
    ("graft", "name", "value", "rule"),
    [
        (strokes.add_flag, "angle", 151, "a number from 0 to 150"),
        (strokes.add_flag, "angle", -1.0, "a number from 0 to 150"),
        (strokes.add_flag, "length", 28.5, "a number from 0 to 28"),
        (strokes.add_flag, "length", float("nan"), "a number from 0 to 28"),
        (strokes.add_flag, "length", "8", "a number from 0 to 28"),
        (strokes.add_foot, "length", -0.1, "a number from 0 to 14"),
        (strokes.add_foot, "tilt", 90, "a number from -30 to 30"),
    ],
)
def test_a_parameter_out_of_range_is_refused_by_name(graft, name: str, value: object, rule: str) -> None:
    page = strokes.draw_one()
    words = re.escape(f"{name} of '{graft.__name__}' must be {rule}, got {value!r}")
    with pytest.raises(ValueError, match=f"^{words}$"):
        graft(page, **{name: value})
    if not isinstance(value, str):
        with pytest.raises(ValueError, match=re.escape(f"{name} of '{graft.__name__}' must be {rule}, got ")):
            graft(page.expand(2, -1, -1, -1), **{name: torch.tensor([5.0, value])})


@pytest.mark.parametrize("draw", [strokes.draw_one, strokes.draw_seven])
def test_drawing_refuses_by_name_too(draw) -> None:
    rule = f"thickness of '{draw.__name__}' must be a number from 0.5 to 8, got 9"
    with pytest.raises(ValueError, match=rule):
        draw(thickness=9)
