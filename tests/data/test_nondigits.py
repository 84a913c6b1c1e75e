"""Pictures that are no digits: sets that can be counted, and each what its name says."""

import pytest
import torch

from gapviz import data
from gapviz.data.nondigits import LOOKALIKES, NONDIGITS
from gapviz.imaging.mnist_frame import MNIST_SIDE, reframe


def some(name: str, count: int = 150) -> torch.Tensor:
    return NONDIGITS[name].at(torch.arange(min(count, NONDIGITS[name].n)))


@pytest.mark.parametrize("name", NONDIGITS)
def test_pictures_are_images_and_no_two_alike(name: str) -> None:
    images = some(name)
    assert (images.dtype, images.shape[1:]) == (torch.float32, (1, MNIST_SIDE, MNIST_SIDE))
    assert (images >= 0).all()
    assert (images <= 1).all()
    assert len(images.flatten(1).unique(dim=0)) == len(images)
    assert NONDIGITS[name].at(torch.arange(0)).shape == (0, 1, MNIST_SIDE, MNIST_SIDE)


@pytest.mark.parametrize("name", NONDIGITS)
def test_a_picture_depends_on_its_index_alone(name: str) -> None:
    chosen = torch.tensor([140, 3, 77])
    assert torch.allclose(NONDIGITS[name].at(chosen), some(name)[chosen], atol=1e-6)
    assert torch.equal(some(name), some(name))


@pytest.mark.parametrize("name", NONDIGITS)
def test_an_index_beyond_its_set_is_refused(name: str) -> None:
    entry = NONDIGITS[name]
    assert len(entry.at(torch.tensor([entry.n - 1]))) == 1
    for index in (-1, entry.n):
        with pytest.raises(
            ValueError, match=rf"^indices of '{name}' must be from 0 to {entry.n - 1}, got {index}$"
        ):
            entry.at(torch.tensor([0, index]))


@pytest.mark.parametrize("name", NONDIGITS)
def test_it_is_described(name: str) -> None:
    assert NONDIGITS[name].caption.endswith("."), "a caption is a sentence"
    assert NONDIGITS[name].words


@pytest.mark.parametrize("name", ["letters", "lookalikes", "blobs", "scribbles", "faces"])
def test_what_a_pen_could_have_drawn_is_in_the_frame_of_digits(name: str) -> None:
    images = some(name, 1000)
    moved = (reframe(images) - images).abs().amax((1, 2, 3)) > 1e-4
    most = 0.05 if name == "blobs" else 0.0
    assert moved.double().mean() <= most, "but for a few blobs, which would be cut off and stop at the edge"


def test_letters_are_all_letters_once() -> None:
    found = data.load("letters", "test")
    assert NONDIGITS["letters"].n + NONDIGITS["lookalikes"].n == len(found)
    like = [found.classes[label] in LOOKALIKES for label in found.labels]
    assert sum(like) == NONDIGITS["lookalikes"].n
    framed = reframe(found.images).clamp(0, 1)
    every = torch.cat(
        [NONDIGITS[name].at(torch.arange(NONDIGITS[name].n)) for name in ("lookalikes", "letters")]
    )
    order = torch.tensor(like).long().argsort(descending=True, stable=True)
    assert torch.allclose(every, framed[order], atol=1e-6)


def test_clothes_are_the_test_split_of_fashion_mnist() -> None:
    assert torch.equal(some("clothes", 10_000), data.load("fashion", "test").images)


def test_paper_is_nearly_empty_and_the_first_quite() -> None:
    paper = some("blanks", 1000)
    assert paper[0].amax() == 0
    assert paper.mean((1, 2, 3)).max() < data.load("mnist", "test").images.mean((1, 2, 3)).median()
    lined = (paper[:, 0].mean(2).amax(1) > 0.15).float()
    assert lined[torch.arange(1000) % 4 < 2].mean() == 0
    assert lined[torch.arange(1000) % 4 >= 2].mean() > 0.9


def test_noise_is_even_and_unrelated() -> None:
    pixels = some("noise", 1000).flatten(1)
    assert pixels.mean().item() == pytest.approx(0.5, abs=0.01)
    assert pixels.std().item() == pytest.approx(12**-0.5, abs=0.01)
    assert (pixels[:, 1:] * pixels[:, :-1]).mean().item() == pytest.approx(0.25, abs=0.01)
