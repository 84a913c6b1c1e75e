"""A picture of a digit comes into the frame, whatever paper, pen and light have done to it."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch.nn.functional import interpolate

from gapviz import data, evaluation, models
from gapviz.figures.chapters.c07_samples import SAMPLES
from gapviz.imaging import photo
from gapviz.imaging.photo import placing
from gapviz.imaging.photo.digits import _grouped
from gapviz.shifts import SHIFTS

PAPER, INK, SCALE, SIDE = 0.95, 0.15, 8, 320
SAMPLE = torch.arange(0, 10_000, 800)
HUNDRED = pytest.param(torch.arange(0, 10_000, 100), id="hundred", marks=pytest.mark.long)
counted = pytest.mark.parametrize("digits", [pytest.param(SAMPLE, id="13"), HUNDRED], indirect=True)
"""For what is counted: on an eighth of the digits in every run, on all when there is time."""
Change = Callable[[np.ndarray, int], np.ndarray]


def written(image: torch.Tensor, scale: int = SCALE) -> np.ndarray:
    """An MNIST digit enlarged, (H, W), 1 where there is ink."""
    return interpolate(image[None], scale_factor=scale, mode="bilinear")[0, 0].numpy()


def page_of(image: torch.Tensor, paper: float = PAPER, ink: float = INK) -> np.ndarray:
    """A sheet with one digit, away from its middle."""
    sheet = np.zeros((SIDE, SIDE), np.float32)
    sheet[30:254, 70:294] = written(image)
    return paper + (ink - paper) * sheet


def lamp(page: np.ndarray, _: int) -> np.ndarray:
    fall = np.linspace(0.35, 1, SIDE, dtype=np.float32)
    return page * fall[:, None] * (0.6 + 0.4 * fall)


def shadow(page: np.ndarray, _: int) -> np.ndarray:
    return page * (0.55 + 0.45 / (1 + np.exp((np.arange(SIDE, dtype=np.float32) - 160) / 20)))


def paper(shift: str) -> Change:
    def change(page: np.ndarray, seed: int) -> np.ndarray:
        sheet = torch.from_numpy((PAPER - page) / (PAPER - INK))[None, None]
        return (
            PAPER
            + (INK - PAPER)
            * SHIFTS[shift](sheet, seed=seed, darkness=0.65, spacing=28.0, width=3.0)[0, 0].numpy()
        )

    return change


def dusty(page: np.ndarray, seed: int) -> np.ndarray:
    dice, dusted = np.random.default_rng(seed), page.copy()
    for row, column in dice.integers(4, SIDE - 4, (40, 2)):
        dusted[row : row + 3, column : column + 3] = INK
    return dusted


def pencil(page: np.ndarray, seed: int) -> np.ndarray:
    grain = np.random.default_rng(seed).standard_normal(page.shape, dtype=np.float32)
    return 0.92 - 0.15 * (PAPER - page) / (PAPER - INK) + 0.015 * grain


CHANGES: dict[str, Change] = {
    "as it is": lambda page, _: page,
    "lamp": lamp,
    "shadow": shadow,
    "ruled": paper("ruled_lines"),
    "squared": paper("squared_paper"),
    "dusty": dusty,
    "chalk on a board": lambda page, _: 1 - page,
    "pencil": pencil,
}
WORTH = {
    "lamp": "light",
    "ruled": "lines",
    "squared": "lines",
    "dusty": "specks",
    "chalk on a board": "negative",
    "pencil": "ink",
}
"""The step that each of these needs."""


@pytest.fixture(scope="module")
def digits(request: pytest.FixtureRequest) -> torch.Tensor:
    return data.load("mnist", "test").at(getattr(request, "param", SAMPLE))


@pytest.fixture(scope="module")
def answers(digits: torch.Tensor) -> torch.Tensor:
    return evaluation.predict(models.load("cnn-0"), digits).argmax(1)


def prepared(pages: list[np.ndarray], without: tuple[str, ...] = ()) -> torch.Tensor:
    return torch.cat(list(evaluation.POOL.map(lambda page: photo.prepare(page, without).image, pages)))


def same(images: torch.Tensor, answers: torch.Tensor) -> float:
    return float((evaluation.predict(models.load("cnn-0"), images).argmax(1) == answers).float().mean())


@counted
@pytest.mark.parametrize("name", CHANGES)
def test_an_mnist_digit_on_paper_comes_back_near_itself(
    name: str, digits: torch.Tensor, answers: torch.Tensor
) -> None:
    pages = [CHANGES[name](page_of(digit), number).astype(np.float32) for number, digit in enumerate(digits)]
    back = prepared(pages)
    assert same(back, answers) >= 0.98
    assert float((back - digits).abs().mean()) < 0.045, (
        "about a third of what MNIST's digits are apart by a pixel's move"
    )
    if name in WORTH:
        assert same(prepared(pages, (WORTH[name],)), answers) < 0.95, (
            f"{name}: without {WORTH[name]!r} it is worse"
        )


@counted
def test_an_mnist_image_comes_back_near_itself_on_black_and_on_white(
    digits: torch.Tensor, answers: torch.Tensor
) -> None:
    black = prepared([digit[0].numpy() for digit in digits])
    assert same(black, answers) >= 0.98
    assert float((black - digits).abs().mean()) < 0.04
    torch.testing.assert_close(prepared([1 - digit[0].numpy() for digit in digits]), black, rtol=0, atol=0.02)


@counted
@pytest.mark.parametrize("grown", [-9, 14])
def test_thin_pens_and_thick_markers_are_matched(
    digits: torch.Tensor, answers: torch.Tensor, grown: int
) -> None:
    pages = []
    for digit in digits:
        solid = torch.from_numpy(written(digit))[None, None]
        change = torch.nn.functional.max_pool2d(
            solid if grown > 0 else -solid, abs(grown) | 1, 1, abs(grown) // 2
        )[0, 0].numpy()
        page = np.zeros((SIDE, SIDE), np.float32)
        page[30:254, 70:294] = change if grown > 0 else -change
        pages.append(PAPER + (INK - PAPER) * page)
    with_step, without = prepared(pages), prepared(pages, ("thickness",))
    assert float((with_step - digits).abs().mean()) < 0.95 * float((without - digits).abs().mean())
    assert same(with_step, answers) >= max(0.95, same(without, answers) - 0.02)
    widths = [placing.stroke_width(written(image, 4) > 0.5) / 4 for image in with_step]
    assert placing.STROKES[0] - 0.4 < np.median(widths) < placing.STROKES[1] + 0.4


def test_the_strokes_of_mnist_are_as_wide_as_said(digits: torch.Tensor) -> None:
    test = data.load("mnist", "test").at(slice(0, 10_000, 10))
    widths = [placing.stroke_width(written(image, 4) > 0.5) / 4 for image in test]
    assert np.quantile(widths, [0.1, 0.9]) == pytest.approx(placing.STROKES, abs=0.1)


def test_several_digits_are_read_line_by_line(digits: torch.Tensor) -> None:
    labels = data.load("mnist", "test").labels[SAMPLE][:8]
    page = np.zeros((560, 1000), np.float32)
    for number, digit in enumerate(digits[:8]):
        row, column = divmod(number, 4)
        top, left = 20 + 270 * row + 12 * (column % 2), 10 + 240 * column
        page[top : top + 224, left : left + 224] = np.maximum(
            page[top : top + 224, left : left + 224], written(digit)
        )
    found = photo.prepare(PAPER + (INK - PAPER) * page)
    assert len(found.digits) == len(found.boxes) == 8
    assert evaluation.predict(models.load("cnn-0"), found.digits).argmax(1).tolist() == labels.tolist()
    top, left, bottom, right = found.boxes.T
    assert (bottom > top).all()
    assert (right > left).all()
    assert (left[1:4] > left[:3]).all()
    assert (top[4:].min()) > bottom[:4].max()
    assert torch.equal(found.image, found.digits[found.main : found.main + 1])


def test_parts_of_one_digit_stay_together_and_neighbours_apart() -> None:
    five, bar, other = [0, 0, 100, 50], [0, 55, 12, 90], [2, 120, 98, 170]
    assert [group.tolist() for group in _grouped(np.array([five, bar, other]))] == [[0, 1], [2]]
    upper, lower = [0, 0, 50, 60], [60, 5, 100, 55]
    assert [group.tolist() for group in _grouped(np.array([upper, lower, other]))] == [[0, 1], [2]]
    close = [[0, 0, 100, 50], [0, 58, 100, 110]]
    assert len(_grouped(np.array(close))) == 2, "printed digits stand as close as that"


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_exif_turn_is_undone(turn: int) -> None:
    upright = np.arange(12, dtype=np.float32).reshape(3, 4)[..., None].repeat(3, 2) / 12
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: np.rot90(upright),
        7: upright[::-1, ::-1].swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }[turn]
    assert np.array_equal(photo.STEPS["upright"](photo.Page(stored, turn)).picture, upright)


@counted
def test_blue_and_red_pens_are_dark(digits: torch.Tensor, answers: torch.Tensor) -> None:
    for pen in ((0.35, 0.5, 0.95), (0.95, 0.45, 0.4)):
        pages = [
            0.95 + (np.array(pen, np.float32) - 0.95) * ((PAPER - page_of(digit)) / (PAPER - INK))[..., None]
            for digit in digits
        ]
        assert same(prepared(pages), answers) >= 0.98
        inked = photo.STEPS["grey"](photo.Page(pages[0].astype(np.float32))).picture
        assert (
            inked.min()
            < photo.STEPS["grey"](photo.Page(pages[0].astype(np.float32)), on=False).picture.min() - 0.1
        )


@pytest.mark.parametrize("level", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("grain", [0.0, 0.02])
@pytest.mark.parametrize("size", [(1, 1), (1, 90), (28, 28), (400, 300)])
def test_empty_paper_has_no_digits(level: float, grain: float, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).standard_normal(size) * grain
    found = photo.prepare(np.float32(level) + noise.astype(np.float32))
    assert (len(found.digits), found.boxes.shape) == (0, (0, 4))
    assert not found.image.any()
    assert found.image.shape == found.tutorial.shape == (1, 1, 28, 28)


def test_every_step_can_be_left_out_and_says_what_it_does(digits: torch.Tensor) -> None:
    page = page_of(digits[0])
    before = page.copy()
    whole = photo.prepare(page)
    assert [stage.step.name for stage in whole.steps] == list(photo.STEPS)
    assert np.array_equal(page, before)
    for name, step in photo.STEPS.items():
        assert step.sentence.endswith("."), name
        assert step.instead.endswith("."), name
        left_out = photo.prepare(page, [name])
        assert [stage.step.name for stage in left_out.steps if not stage.on] == [name]
        for stage in (*whole.steps, *left_out.steps):
            for picture in stage.pictures:
                assert picture.dtype == np.float32, stage.step.name
                assert 0 <= picture.min() <= picture.max() <= 1, stage.step.name
        assert left_out.image.shape == (1, 1, 28, 28)
        assert left_out.image.dtype == torch.float32
    nothing = photo.prepare(page, photo.STEPS)
    assert nothing.digits.shape[2:] == (28, 28)
    with pytest.raises(ValueError, match="step must be one of upright, sheet"):
        photo.prepare(page, ["blur"])


def test_the_last_two_steps_are_the_frame(digits: torch.Tensor) -> None:
    from gapviz.imaging.mnist_frame import reframe

    found = photo.prepare(page_of(digits[3]))
    drawn = torch.from_numpy(found.steps[list(photo.STEPS).index("thickness")].pictures[0])[None, None]
    torch.testing.assert_close(found.image, reframe(drawn, (28, 28)), rtol=0, atol=1e-6)


def test_other_ways_are_shown_beside_it(digits: torch.Tensor) -> None:
    pixels = photo.read(page_of(digits[0])).pixels
    for name, way in photo.BASELINE_PREPARATIONS.items():
        image = way(pixels)
        assert image.shape == (1, 1, 28, 28), name
        assert image.dtype == torch.float32
        assert 0 <= image.min() <= image.max() <= 1
    assert torch.equal(
        photo.prepare(page_of(digits[0])).tutorial, photo.BASELINE_PREPARATIONS["tutorial"](pixels)
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 2), (1500, 20)])
@pytest.mark.parametrize("seed", range(3))
def test_any_noise_at_any_shape_gives_images_and_nothing_else(shape: tuple[int, int], seed: int) -> None:
    noise = np.random.default_rng(seed).random((*shape, 3), dtype=np.float32)
    for without in ((), ("cut_out",), ("ink", "specks"), ("box", "thickness"), ("sharp",)):
        found = photo.prepare(noise, without)
        assert torch.isfinite(found.digits).all()
        assert len(found.digits) <= 100


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_step_off_at_once_is_each_step_off_alone(sample: str) -> None:
    picture = SAMPLES[sample]()
    found = photo.without_each(picture)
    assert list(found) == ["", *photo.STEPS]
    for step, image in found.items():
        assert torch.equal(image, photo.prepare(picture, without=[step] if step else []).image), step


def test_empty_paper_is_empty_with_each_step_off() -> None:
    found = photo.without_each(np.ones((40, 30), np.float32))
    assert not any(image.any() for image in found.values())
    assert {image.shape for image in found.values()} == {(1, 1, 28, 28)}
