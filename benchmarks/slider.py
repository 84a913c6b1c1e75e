"""What the release of a slider costs: `python -m benchmarks.slider` prints ratios of medians of one run.

A row a shift: shift, predict and count on all 10,000 test digits with the default network, against the bare
forward pass of the same digits, taken in turns; the forward pass beside torch and the machine's peak; the
usual way of writing five of the shifts; and the same release in a browser.
"""

import os
import statistics
from functools import partial

import onnx
import onnxruntime
import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import repaint, seconds
from benchmarks.yardstick import compare
from gapviz import data, evaluation, models
from gapviz.core.process import settle
from gapviz.models import checkpoints
from gapviz.shifts import SHIFTS

ROUNDS = 7
SIDE = 2048
MODEL = models.HERO
MEDIAN_LIMIT, WORST_LIMIT, YARDSTICK_LIMIT = 1.3, 2.5, 20


def released(shift: str) -> None:
    """Do what a slider's release does below the page, without the cache."""
    logits = evaluation.logits_under.__wrapped__(MODEL, evaluation.condition(shift, 3))
    evaluation.accuracy(logits, data.load("mnist", "test").labels)


def forward() -> None:
    """Run the bare forward pass on images that are floats already."""
    evaluation.predict(models.load(MODEL), IMAGES)


def forward_torch() -> None:
    """Run the same on torch in its quickest form: channels last, in small batches, one on each core."""

    def one(batch: torch.Tensor) -> torch.Tensor:
        with torch.inference_mode():
            logits: torch.Tensor = NETWORK(batch.contiguous(memory_format=torch.channels_last))
        return logits

    list(evaluation.POOL.map(one, IMAGES.split(100)))


def multiply_adds() -> float:
    """Return the floating point operations of one image's forward pass."""
    with FlopCounterMode(display=False) as counter:
        NETWORK(IMAGES[:1])
    return float(counter.get_total_flops())


def peak() -> float:
    """Return the most operations a second of a product of two fp32 matrices of SIDE, by either library."""
    shape, one = [SIDE, SIDE], onnx.TensorProto.FLOAT
    inputs = [onnx.helper.make_tensor_value_info(name, one, shape) for name in "ab"]
    output = onnx.helper.make_tensor_value_info("c", one, shape)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["a", "b"], ["c"])], "product", inputs, [output]
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    square = torch.rand(shape)
    ways = (
        (lambda: torch.mm(square, square)),
        (lambda: session.run(None, dict.fromkeys("ab", square.numpy()))),
    )
    torch.set_num_threads(os.cpu_count() or 1)
    quickest = min(seconds(way) for way in ways for _ in range(ROUNDS))
    torch.set_num_threads(1)
    return 2 * SIDE**3 / quickest


def main() -> None:
    """Print the table."""
    print(f"{'shift':16}{'x forward':>10}{'ms added':>10}")
    rows = {}
    for shift in SHIFTS:
        shifted = partial(released, shift)
        pairs = [(seconds(forward), seconds(shifted)) for _ in range(ROUNDS)]
        bare, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
        rows[shift] = whole / bare
        print(f"{shift:16}{whole / bare:10.2f}{1000 * (whole - bare):10.0f}", flush=True)
    worst = max(rows, key=rows.__getitem__)
    print(
        f"\nmedian {statistics.median(rows.values()):.2f} x (limit {MEDIAN_LIMIT}), worst {worst} "
        f"{rows[worst]:.2f} x (limit {WORST_LIMIT})"
    )
    bare, slow = (statistics.median(seconds(way) for _ in range(ROUNDS)) for way in (forward, forward_torch))
    most = peak()
    share = multiply_adds() * len(IMAGES) / bare / most
    print(f"10,000 digits in {1000 * bare:.0f} ms, {slow / bare:.1f} x as fast as torch, ", end="")
    print(f"{100 * share:.0f} % of the fp32 peak of {most / 1e9:.0f} GFLOP/s")
    print(f"\nplain numpy and scikit-image against ours, on one core and on all (limit {YARDSTICK_LIMIT} x)")
    for ratio in compare():
        print(f"{ratio.name:16}{ratio.on_one:10.0f}{ratio.on_all:10.0f}")
    repaint.main()


settle()
IMAGES = data.load("mnist", "test").images
NETWORK = checkpoints.network(MODEL)

if __name__ == "__main__":
    main()
