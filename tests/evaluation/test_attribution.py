"""Attribution maps against models small enough to solve by hand, and what every method owes its callers."""

import copy
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn
from torch.nn.functional import interpolate

from gapviz import models
from gapviz.evaluation.attribution import METHODS, ROWS, Score
from gapviz.models import checkpoints

EVERY = pytest.mark.parametrize("name", METHODS)
CLASSES = torch.tensor([0, 1, 3])


@pytest.fixture(autouse=True)
def one_thread():
    """Tiny tensors gain nothing from more; on a busy machine more made these tests seven times as slow."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def random_images(n=3, channels=2, height=6, width=7):
    return torch.rand(n, channels, height, width, generator=torch.Generator().manual_seed(n))


def small_cnn():
    """A network that is told apart in training mode: batch norm with a history, and dropout."""
    torch.manual_seed(2)
    model = nn.Sequential(
        *(nn.Conv2d(2, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(5, 6, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Dropout(0.5)),
        nn.Linear(24, 4),
    )
    model(random_images(20))
    return model.eval()


def explain(name, module, *rest, **given):
    """What a method makes of a module that is no checkpoint."""
    return METHODS[name](models.of_torch(module), *rest, **given)


def linear_model():
    """Return a linear model of four classes, and its weights, a row a class, in the shape of an image."""
    torch.manual_seed(1)
    model = nn.Sequential(nn.Flatten(), nn.Linear(84, 4)).eval()
    return model, model[1].weight.detach().reshape(4, 2, 6, 7)


@pytest.mark.parametrize(
    ("name", "given"),
    [("gradient", {}), ("integrated_gradients", {}), ("integrated_gradients", {"steps": 1})],
)
def test_on_a_linear_model_the_maps_are_its_weights_or_its_weights_times_ink(name, given):
    (model, rows), images, against = linear_model(), random_images(), torch.tensor([1, 2, 0])
    ink = 1 if name == "gradient" else images
    torch.testing.assert_close(explain(name, model, images, CLASSES, **given), rows[CLASSES] * ink)
    difference = explain(name, model, images, CLASSES, against, **given)
    torch.testing.assert_close(difference, (rows[CLASSES] - rows[against]) * ink)


@pytest.mark.parametrize("window", [1, 3, 6])
def test_occlusion_is_the_mean_loss_under_the_windows_over_a_pixel(window):
    (model, rows), images = linear_model(), random_images()
    paid = rows[3] * images
    lost, covers = torch.zeros_like(paid), torch.zeros_like(paid)
    for top in range(6 - window + 1):
        for left in range(7 - window + 1):
            patch = (..., slice(top, top + window), slice(left, left + window))
            lost[patch] += paid[patch].sum((1, 2, 3), keepdim=True)
            covers[patch] += 1
    torch.testing.assert_close(explain("occlusion", model, images, 3, window=window), lost / covers)
    with pytest.raises(
        ValueError, match="window of 'occlusion' must be at most the images' smaller side, 6, got 7"
    ):
        explain("occlusion", model, images, 3, window=7)


@pytest.mark.parametrize(("classes", "weight"), [((0,), 1.0), ((1,), -0.25), ((0, 1), 1.25), ((1, 0), -1.25)])
def test_grad_cam_is_signed_and_reads_rectified_features(classes, weight):
    """The feature is the ink above 0.5; its four pools of four pixels weigh 4 each, or -2, -2, 0, 0."""
    images = random_images(channels=1, height=4, width=4)
    model = nn.Sequential(nn.Conv2d(1, 1, 1), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4, 2))
    model[0].weight.data, model[0].bias.data = torch.ones(1, 1, 1, 1), torch.tensor([-0.5])
    model[4].weight.data = torch.tensor([[4.0, 4.0, 4.0, 4.0], [-2.0, -2.0, 0.0, 0.0]])
    torch.testing.assert_close(explain("grad_cam", model, images, *classes), weight * (images - 0.5).relu())


def test_grad_cam_stretches_the_last_convolution_to_the_image():
    images, model = random_images(), small_cnn()
    features = model[:6](images).detach().requires_grad_()
    weights = torch.autograd.grad(model[6:](features)[:, 1].sum(), features)[0].mean((2, 3), keepdim=True)
    coarse = (weights * features.detach()).sum(1, keepdim=True)
    expected = interpolate(coarse, (6, 7), mode="bilinear", align_corners=False).expand(-1, 2, -1, -1)
    torch.testing.assert_close(explain("grad_cam", model, images, 1), expected)


def test_grad_cam_finds_a_convolution_outside_a_sequential():
    class Doubling(nn.Module):
        def forward(self, images):
            return self.convolution(images).sum((2, 3)) * torch.tensor([1, -1])

    images, model = random_images(channels=1), Doubling()
    model.convolution = nn.Conv2d(1, 1, 1, bias=False)
    nn.init.constant_(model.convolution.weight, 2.0)
    torch.testing.assert_close(explain("grad_cam", model, images, 1), -2 * images)


@pytest.mark.parametrize("architecture", models.ARCHITECTURES)
def test_integrated_gradients_add_up_to_the_score_above_that_of_blank_paper(architecture):
    torch.manual_seed(0)
    model, images = models.build(architecture).eval(), random_images(3, 1, 28, 28)
    with torch.no_grad():
        score = Score(model)
        gained = score(images, CLASSES, CLASSES + 1) - score(0 * images, CLASSES, CLASSES + 1)
    maps = explain("integrated_gradients", model, images, CLASSES, CLASSES + 1, steps=100).flatten(1)
    missing = (maps.sum(1) - gained).abs() / maps.abs().sum(1)
    assert missing.max() < 0.003, "gradient times ink is out by 0.01 and more of what is paid in all"


@EVERY
def test_maps_have_the_shape_of_the_images_and_say_something(name):
    maps = explain(name, small_cnn(), random_images(), CLASSES)
    assert (maps.shape, maps.dtype, maps.requires_grad) == ((3, 2, 6, 7), torch.float32, False)
    assert maps.isfinite().all()
    assert maps.min() < 0 < maps.max(), "maps are signed: some pixel of some image speaks against its class"
    none = explain(name, small_cnn(), torch.empty(0, 2, 6, 7), torch.empty(0, dtype=torch.int64))
    assert (none.shape, none.dtype) == ((0, 2, 6, 7), torch.float32)


@EVERY
def test_every_method_and_each_of_its_parameters_can_be_shown(name):
    method, images, model = METHODS[name], random_images(), models.of_torch(small_cnn())
    assert method.name == name
    assert method.label.lower().replace("-", " ") == name.replace("_", " ")
    assert method.label[0].isupper(), "a label may begin a sentence"
    assert method.caption.endswith("."), "the docstring's first line is a sentence that the article prints"
    with pytest.raises(ValueError, match=f"{name} has no parameter 'fog'"):
        method(model, images, 1, fog=1)
    for parameter in method.parameters.values():
        assert parameter.domain.check(parameter.name, parameter.default) == parameter.default
        low = method(model, images, 1, **{parameter.name: parameter.domain.low})
        assert not torch.equal(low, method(model, images, 1)), f"{parameter.name} of {name} does nothing"
        with pytest.raises(ValueError, match=f"{parameter.name} of '{name}' must be"):
            method(model, images, 1, **{parameter.name: parameter.domain.high + 1})


@EVERY
def test_swapping_the_two_classes_turns_the_sign(name):
    images, model, others = random_images(), small_cnn(), torch.tensor([1, 2, 2])
    there, back = explain(name, model, images, CLASSES, others), explain(name, model, images, others, CLASSES)
    torch.testing.assert_close(there, -back)
    apart = explain(name, model, images, CLASSES) - explain(name, model, images, others)
    torch.testing.assert_close(there, apart)


@EVERY
def test_images_are_explained_alone_in_bounded_batches_on_a_copy_of_the_model(name):
    seen = []

    class Watched(nn.Module):
        def forward(self, images):
            seen.append((self, len(images)))
            return images

    images, model = random_images(ROWS + 3), nn.Sequential(Watched(), small_cnn())
    together = explain(name, model, images, torch.arange(len(images)) % 4)
    assert max(size for _, size in seen) <= ROWS
    assert all(ran is not model[0] for ran, _ in seen), "Captum hooks what it runs, and the model is shared"
    for index in (0, ROWS - 1, ROWS, ROWS + 2):
        alone = explain(name, model, images[index : index + 1], index % 4)
        torch.testing.assert_close(together[index : index + 1], alone)


@EVERY
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("frozen", [False, True])
def test_the_model_is_explained_in_evaluation_and_left_as_it_was(name, training, frozen):
    images, model = (
        random_images().requires_grad_(frozen),
        small_cnn().train(training).requires_grad_(not frozen),
    )
    before, ours = copy.deepcopy(model), models.of_torch(model)
    maps = METHODS[name](ours, images, CLASSES, 2)
    assert torch.equal(maps, explain(name, small_cnn(), random_images(), CLASSES, 2))
    shared = ours.torch()
    assert not any(
        module.training or module._forward_hooks or module._backward_hooks for module in shared.modules()
    )
    assert all(map(torch.equal, shared.state_dict().values(), before.state_dict().values()))
    assert [module.training for module in model.modules()] == [module.training for module in before.modules()]
    assert all(
        parameter.requires_grad != frozen and parameter.grad is None for parameter in model.parameters()
    )
    assert all(map(torch.equal, model.state_dict().values(), before.state_dict().values()))
    assert not any(module._forward_hooks or module._backward_hooks for module in model.modules())
    assert torch.equal(images, random_images())
    assert (images.requires_grad, images.grad) == (frozen, None)


@EVERY
@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_callers_may_have_gradients_switched_off(name, mode):
    shared = models.of_torch(small_cnn())
    expected = METHODS[name](shared, random_images(), CLASSES)
    with mode():
        assert torch.equal(METHODS[name](shared, random_images(), CLASSES.clone()), expected)
        assert torch.equal(explain(name, small_cnn(), random_images(), CLASSES.clone()), expected)


def test_readers_do_not_disturb_each_other_on_a_shared_model():
    model, images = models.of_torch(small_cnn()), random_images()
    jobs = [(name, target) for name in METHODS for target in range(4)]
    alone = {job: METHODS[job[0]](model, images, job[1]) for job in jobs}

    def wrong(reader):
        turn = [*jobs[reader * 4 :], *jobs[: reader * 4]] * 2
        maps = [(job, METHODS[job[0]](model, images, job[1])) for job in turn]
        return [job for job, found in maps if not torch.allclose(found, alone[job], atol=1e-6)]

    with ThreadPoolExecutor(4) as readers:
        assert [job for jobs in readers.map(wrong, range(4)) for job in jobs] == []


@EVERY
@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("targets", 4, "must be from 0 to 3, got 4"),
        ("against", torch.tensor([0, -1, 9]), "must be from 0 to 3, got -1"),
        ("targets", torch.tensor([0, 1]), "must be one class, or torch.int64 (3,), got torch.int64 (2,)"),
        ("against", torch.zeros(3), "must be one class, or torch.int64 (3,), got torch.float32 (3,)"),
        ("images", torch.full((3, 2, 6, 7), float("nan")), "must be finite, got nan"),
        ("images", torch.zeros(2, 6, 7), "must be torch.float32 (N, C, H, W), got torch.float32 (2, 6, 7)"),
        (
            "images",
            torch.zeros(1, 2, 6, 7).byte(),
            "must be torch.float32 (N, C, H, W), got torch.uint8 (1, 2, 6, 7)",
        ),
    ],
)
def test_an_error_names_the_thing_the_rule_and_the_value(name, argument, value, rule):
    with pytest.raises(ValueError, match=re.escape(f"{argument} of '{name}' {rule}")):
        METHODS[name](
            **{
                "model": models.of_torch(small_cnn()),
                "images": random_images(),
                "targets": 0,
                argument: value,
            }
        )


@EVERY
def test_a_method_says_which_models_it_explains(name):
    method, dense = METHODS[name], models.of_torch(linear_model()[0])
    assert method.explains(models.of_torch(small_cnn()))
    assert method.explains(dense) != method.needs_convolution
    if not method.explains(dense):
        with pytest.raises(
            ValueError, match=f"model of '{name}' must have a convolution, {dense.name} has none"
        ):
            method(dense, random_images(), 0)


@EVERY
def test_a_graph_alone_is_not_explained(name):
    graph = models.of_onnx((checkpoints.CHECKPOINTS / "cnn-0.onnx").read_bytes())
    assert not METHODS[name].explains(graph)
    with pytest.raises(
        ValueError, match=f"model of '{name}' must have its weights, {graph.name} is a graph alone"
    ):
        METHODS[name](graph, random_images(3, 1, 28, 28), 0)


@EVERY
def test_maps_are_in_our_ink_whatever_the_network_takes(name):
    """Where ink is 0 and paper 255, a network that turns it back itself is the same network to us."""
    plain, theirs = small_cnn(), models.Convention(inverted=True, scale=255.0)
    turned = nn.Sequential(Turned(), *plain)
    expected = explain(name, plain, random_images(), CLASSES)
    found = METHODS[name](models.of_torch(turned, convention=theirs), random_images(), CLASSES)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-4)


class Turned(nn.Module):
    def forward(self, images):
        return 1 - images / 255
