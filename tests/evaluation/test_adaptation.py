"""Batch normalisation with statistics of the images at hand."""

import copy

import pytest
import torch
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


def test_layer_by_layer_it_is_the_closed_form() -> None:
    images = 3 * torch.rand(40, 1, 8, 8) + 1
    plain = network()
    adapted = adaptation.re_estimated(plain, images.split(7))
    with torch.inference_mode():
        first = plain[0](images)
        mean, variance = first.mean((0, 2, 3)), first.var((0, 2, 3), unbiased=False)
        torch.testing.assert_close(adapted[1].running_mean, mean)
        torch.testing.assert_close(adapted[1].running_var, variance)
        second = plain[4](plain[3](plain[2](adapted[1](first))))
        torch.testing.assert_close(adapted[5].running_mean, second.mean(0))
        torch.testing.assert_close(
            adapted[5].running_var, second.var(0, unbiased=False), rtol=1e-4, atol=1e-6
        )
        # One batch in training mode is scaled by its own statistics, too.
        torch.testing.assert_close(
            adapted(images), copy.deepcopy(plain).train()(images), rtol=1e-4, atol=1e-4
        )


def test_chunks_do_not_matter_and_the_shared_module_stays_as_it_is() -> None:
    images, plain = torch.rand(50, 1, 8, 8), network()
    before = copy.deepcopy(plain.state_dict())
    one, many = (adaptation.re_estimated(plain, images.split(size)) for size in (50, 3))
    with torch.inference_mode():
        torch.testing.assert_close(one(images), many(images))
    assert all(torch.equal(before[name], values) for name, values in plain.state_dict().items())
    assert not plain[1]._forward_pre_hooks
    assert not many[1]._forward_pre_hooks


def test_on_digits_as_it_knows_them_hardly_an_answer_changes_and_under_noise_most_do() -> None:
    test, network = data.load("mnist", "test"), models.load("cnn-0").torch()
    some, labels = test.at(torch.arange(1000)), test.labels
    with torch.inference_mode():
        answers = adaptation.re_estimated(network, some.split(500))(some).argmax(1)
    assert int((answers != evaluation.logits_under("cnn-0")[:1000].argmax(1)).sum()) < 15
    noisy = evaluation.condition("gaussian_noise", 5)
    plain, adapted = evaluation.logits_under("cnn-0", noisy), adaptation.adapted_logits("cnn-0", noisy)
    assert (adapted.argmax(1) == labels).float().mean() > (plain.argmax(1) == labels).float().mean() + 0.5


def test_a_network_without_has_nothing_to_adapt() -> None:
    assert [name for name in models.names() if adaptation.has_batch_norm(name)] == models.names(family="cnn")
    with pytest.raises(ValueError, match=r"^model must have batch normalisation, got 'lenet-0'$"):
        adaptation.adapted_logits("lenet-0")
    assert adaptation.normalising_layers(None) == []


def test_a_layer_that_does_not_run_is_an_error() -> None:
    odd = network()
    odd[0].unused = nn.BatchNorm2d(1)
    with pytest.raises(ValueError, match="must run through all layers"):
        adaptation.re_estimated(odd, [torch.rand(5, 1, 8, 8)])
