"""The training loop (fit), and the accuracy that is counted while it runs."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from gapviz import data, models
from gapviz.training.recipes import Recipe

Report = Callable[[dict[str, Any]], None]


def fit(
    model: nn.Module,
    train: data.Dataset,
    test: data.Dataset,
    recipe: Recipe,
    seed: int,
    report: Report,
    every: int = 20,
) -> None:
    """Train `model` in place on all of `train`.

    After the first batch and every `every` batches `report` gets a dict with `step`, `steps` and the mean
    batch `loss` since the last one; in the first epoch, and ten times in each later one, also `right` and
    `n` on the first 2,000 of `test`; at an epoch's end on all of `test`.
    """
    generator = torch.Generator().manual_seed(seed)
    per_epoch = len(train) // recipe.batch
    steps, losses = per_epoch * recipe.epochs, []
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.peak_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.peak_rate, total_steps=steps)
    criterion = nn.CrossEntropyLoss()
    for step, indices in enumerate(_batches(len(train), recipe.batch, recipe.epochs, generator), 1):
        model.train()
        images = train.at(indices).contiguous(memory_format=torch.channels_last)
        loss = criterion(model(images), train.labels[indices])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        ended = step % per_epoch == 0
        if step == 1 or step % every == 0 or ended:
            message = {"step": step, "steps": steps, "loss": sum(losses) / len(losses)}
            losses.clear()
            if step <= per_epoch or ended or step // every % max(1, per_epoch // every // 10) == 0:
                n = len(test) if ended else min(2000, len(test))
                message |= {"right": count_right(model, test, n), "n": n}
            report(message)


def _batches(n: int, batch: int, epochs: int, generator: torch.Generator) -> Iterator[torch.Tensor]:
    for _ in range(epochs):
        order = torch.randperm(n, generator=generator)
        yield from order[: n // batch * batch].split(batch)


def count_right(model: nn.Module, dataset: data.Dataset, n: int | None = None) -> int:
    """Return how many of the first `n` images (all unless told) `model` answers rightly."""
    model.eval()
    right = 0
    with torch.inference_mode():
        for indices, images in dataset.chunks():
            if n is not None and indices[0] >= n:
                break
            answers = model(images.contiguous(memory_format=torch.channels_last)).argmax(1)
            right += int((answers == dataset.labels[indices]).sum())
    return right


def new_model(architecture: str, seed: int, train: data.Dataset) -> nn.Module:
    """Return an untrained network for `train`, its weights drawn from `seed`."""
    torch.manual_seed(seed)
    channels, size = train.pixels.shape[1], train.pixels.shape[-1]
    model = models.build(architecture, channels, size, len(train.classes), train.mean, train.std)
    return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
