"""What the release of a slider costs: `python -m benchmarks.slider` prints ratios of medians of one run.

A row a shift: shift, predict and count on all 10,000 test digits with cnn-0, against the bare forward
pass of the same digits, taken in turns; the forward pass beside torch and the machine's peak; the usual
way of writing five of the shifts; and the same release in a browser.
"""

import statistics
import time
from collections.abc import Callable

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import repaint
from benchmarks.yardstick import compare
from gapviz import data, evaluation, models
from gapviz.shifts import SHIFTS

ROUNDS = 5
MODEL = "cnn-0"
MEDIAN_LIMIT, WORST_LIMIT, YARDSTICK_LIMIT = 1.3, 2.5, 20


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call of `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def released(shift: str) -> None:
    """Do what a slider's release does below the page, without the cache."""
    logits = evaluation.logits_under.__wrapped__(MODEL, evaluation.condition(shift, 3))
    evaluation.accuracy(logits, data.load("mnist", "test").labels)


def forward() -> None:
    """Run the bare forward pass, chunk by chunk, on images that are floats already."""
    for images in IMAGES:
        evaluation.predict(models.load(MODEL), images)


def forward_torch() -> None:
    """Run the same on torch in its quickest form: channels last, in small batches."""
    with torch.inference_mode():
        for images in IMAGES:
            for batch in images.split(100):
                models.load(MODEL)(batch.contiguous(memory_format=torch.channels_last))


def matrix_product() -> None:
    """Multiply two square fp32 matrices of 2,048: 17.2 GFLOP."""
    torch.mm(SQUARE, SQUARE)


def multiply_adds() -> float:
    """Return the floating point operations of one image's forward pass."""
    with FlopCounterMode(display=False) as counter:
        models.load(MODEL)(IMAGES[0][:1])
    return float(counter.get_total_flops())


def main() -> None:
    """Print the table."""
    print(f"{'shift':16}{'x forward':>10}{'ms added':>10}")
    rows = {}
    for shift in SHIFTS:
        pairs = [(seconds(forward), seconds(lambda shift=shift: released(shift))) for _ in range(ROUNDS)]  # type: ignore[misc]
        bare, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
        rows[shift] = whole / bare
        print(f"{shift:16}{whole / bare:10.2f}{1000 * (whole - bare):10.0f}", flush=True)
    worst = max(rows, key=rows.__getitem__)
    print(
        f"\nmedian {statistics.median(rows.values()):.2f} x (limit {MEDIAN_LIMIT}), worst {worst} {rows[worst]:.2f} x (limit {WORST_LIMIT})"
    )
    bare = statistics.median(seconds(forward) for _ in range(ROUNDS))
    torch.set_num_threads(2)
    slow = statistics.median(seconds(forward_torch) for _ in range(ROUNDS))
    peak = 2 * 2048**3 / min(seconds(matrix_product) for _ in range(ROUNDS))
    torch.set_num_threads(1)
    rate = multiply_adds() * sum(len(images) for images in IMAGES) / bare
    print(f"10,000 digits in {1000 * bare:.0f} ms, {slow / bare:.1f} x as fast as torch, {100 * rate / peak:.0f} % of the fp32 peak")
    print(f"\nplain numpy and scikit-image against ours (limit {YARDSTICK_LIMIT} x)")
    for ratio in compare():
        print(f"{ratio.name:16}{ratio.times:10.0f}")
    repaint.main()


torch.set_num_threads(1)
IMAGES = [images for _, images in data.load("mnist", "test").chunks()]
SQUARE = torch.rand(2048, 2048)

if __name__ == "__main__":
    main()
