"""Batch normalisation with statistics of the images at hand."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gapviz import data, evaluation, models
from gapviz.evaluation import adaptation


def network() -> nn.Sequential:
    """Two layers of batch normalisation, with statistics that fit nothing."""
    torch.manual_seed(0)
    layers = nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(108, 4), nn.BatchNorm1d(4)
    )
    return layers.eval()


def close(found: torch.Tensor, wanted: torch.Tensor) -> None:
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-5)


def test_one_layer_is_the_closed_form() -> None:
    images, layer = 3 * torch.rand(40, 2, 5, 5) + 1, nn.BatchNorm2d(2).eval()
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([2.0, -1.0]))
        layer.bias.copy_(torch.tensor([0.5, 3.0]))
    mean, variance = images.mean((0, 2, 3), keepdim=True), images.var((0, 2, 3), unbiased=False, keepdim=True)
    wanted = (images - mean) / (variance + layer.eps).sqrt() * torch.tensor([2.0, -1.0])[:, None, None]
    wanted += torch.tensor([0.5, 3.0])[:, None, None]
    with torch.inference_mode():
        close(adaptation.re_estimated(nn.Sequential(layer), images)(images), wanted)


def test_a_later_layer_sees_what_the_earlier_ones_make_of_their_new_statistics() -> None:
    images, plain = 3 * torch.rand(40, 1, 8, 8) + 1, network()
    adapted = adaptation.re_estimated(plain, images)
    with torch.inference_mode():
        first = plain[0](images)
        close(adapted[1].running_mean, first.mean((0, 2, 3)))
        close(adapted[1].running_var, first.var((0, 2, 3), unbiased=False))
        second = plain[4](plain[3](plain[2](adapted[1](first))))
        close(adapted[5].running_mean, second.mean(0))
        close(adapted[5].running_var, second.var(0, unbiased=False))
        # One batch in training mode is scaled by its own statistics, too.
        torch.testing.assert_close(
            adapted(images), copy.deepcopy(plain).train()(images), rtol=1e-3, atol=1e-4
        )


def test_layers_are_taken_as_they_run_and_not_as_they_are_held() -> None:
    class Backwards(nn.Module):
        """Holds its last layer first, and one that never runs."""

        def __init__(self) -> None:
            super().__init__()
            *first, self.last = network()
            self.first, self.idle = nn.Sequential(*first), nn.BatchNorm2d(1)

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = self.last(self.first(images))
            return found

    images = torch.rand(40, 1, 8, 8)
    with torch.inference_mode():
        wanted = adaptation.re_estimated(network(), images)(images)
        close(adaptation.re_estimated(Backwards().eval(), images)(images), wanted)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_chunks_do_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    images = torch.rand(250, 1, 8, 8)
    with torch.inference_mode():
        wanted = adaptation.re_estimated(network(), images)(images)
        monkeypatch.setattr(adaptation, "BATCH", size)
        close(adaptation.re_estimated(network(), images)(images), wanted)


def test_the_shared_module_stays_as_it_is() -> None:
    images, plain = torch.rand(50, 1, 8, 8), network()
    before = copy.deepcopy(plain.state_dict())
    adapted = adaptation.re_estimated(plain, images)
    assert all(torch.equal(before[name], values) for name, values in plain.state_dict().items())
    for net in (plain, adapted):
        assert not any(layer._forward_pre_hooks for layer in net.modules()), "no hook stays"


@settings(deadline=None, max_examples=20)
@given(contrast=st.floats(0.25, 4), brightness=st.floats(-2, 2))
def test_contrast_and_brightness_are_what_it_takes_out(contrast: float, brightness: float) -> None:
    """Behind a convolution without a margin they are a scale and a mean of each channel."""
    images = torch.rand(30, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        wanted, found = (
            adaptation.re_estimated(network(), some)(some)
            for some in (images, contrast * images + brightness)
        )
    torch.testing.assert_close(found, wanted, rtol=1e-2, atol=1e-2)


def test_on_digits_as_it_knows_them_hardly_an_answer_changes() -> None:
    changed = adaptation.adapted_logits("cnn-0").argmax(1) != evaluation.logits_under("cnn-0").argmax(1)
    assert int(changed.sum()) < 20


@pytest.mark.parametrize(
    ("shift", "severity"),
    [
        ("gaussian_noise", 5),
        pytest.param("gaussian_blur", 5, marks=pytest.mark.long),
        pytest.param("low_contrast", 3, marks=pytest.mark.long),
    ],
)
def test_under_noise_blur_and_light_most_answers_come_back_and_every_fifth_digit_tells_as_much_as_all(
    shift: str, severity: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels, where = data.load("mnist", "test").labels, evaluation.condition(shift, severity)
    plain, adapted = evaluation.logits_under("cnn-0", where), adaptation.adapted_logits("cnn-0", where)
    monkeypatch.setattr(adaptation, "EVERY", 1)
    of_all = adaptation.adapted_logits.__wrapped__("cnn-0", where)
    read, anew, whole = (int((one.argmax(1) == labels).sum()) for one in (plain, adapted, of_all))
    assert anew > read + 5000
    assert abs(anew - whole) < 20


def test_what_is_found_does_not_depend_on_the_thread() -> None:
    where = evaluation.condition("gaussian_noise", 3)
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda _: adaptation.adapted_logits.__wrapped__("cnn-1", where), range(2)))
    assert torch.equal(*found)
    assert torch.equal(found[0], adaptation.adapted_logits("cnn-1", where))


def test_a_network_without_has_nothing_to_adapt() -> None:
    layers = {name: len(adaptation.normalising_layers(models.build(name))) for name in models.ARCHITECTURES}
    assert {name: count for name, count in layers.items() if count} == {"cnn": 3}, (
        "chapter 5 says that it is cnn alone: who adds another writes that anew"
    )
    with pytest.raises(ValueError, match=r"^model must have batch normalisation, got 'lenet-0'$"):
        adaptation.adapted_logits("lenet-0")
    assert adaptation.normalising_layers(None) == []
