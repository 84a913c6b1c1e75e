"""The engine's kernel, run by wasmtime on a packed network, which is read here as networks.py has it."""

import struct
from functools import cache

import numpy as np
import wasmtime

from gapviz.editions.web.networks import BUILT
from gapviz.editions.web.plan import Head, Step

PAGE = 2**16
HEAD, STEP = len(Head.__annotations__), len(Step.__annotations__)


@cache
def kernel():
    """The compiled module and its engine."""
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(BUILT / "engine.wasm"))


def logits(packed, images):
    """What the kernel answers to images (n, 784), of a network out of its pack: float32 (n, classes)."""
    engine, module = kernel()
    store = wasmtime.Store(engine)
    exports = wasmtime.Instance(store, module, []).exports(store)
    head = Head(*struct.unpack_from("<7i2f2i", packed, 48))
    words = HEAD + STEP * head.layers
    plan = np.frombuffer(packed, "<i4", words, 48)
    steps = [Step(*row) for row in plan[HEAD:].reshape(-1, STEP).tolist()]
    weights = decoded(packed[48 + 4 * words :], steps)
    answers = np.zeros(len(images) * head.classes, "<f4")
    parts = plan, weights, np.zeros(head.pages, "<f4"), images.astype("<f4").ravel(), answers
    places = [PAGE, *(PAGE + 16 * (np.cumsum([part.nbytes for part in parts]) // 16 + 1)).tolist()]
    exports["memory"].grow(store, places[-1] // PAGE + 1)
    for part, place in zip(parts, places, strict=False):
        exports["memory"].write(store, part.tobytes(), place)
    exports["read"](store, *places[:4], len(images), places[4])
    found = exports["memory"].read(store, places[4], places[4] + answers.nbytes)
    return np.frombuffer(found, "<f4").reshape(len(images), head.classes)


def decoded(content, steps):
    """All weights as the kernel wants them, float32: eight biases, (kernel, kernel, inputs, 8), and so on."""
    blocks, at = [], 0
    for step in steps:
        taps = step.kernel * step.run
        biases, scales = np.frombuffer(content, "<f4", 2 * step.kept, at).reshape(2, -1)
        planes = np.frombuffer(content, "u1", step.bytes * step.kept * taps, at + 8 * step.kept)
        at += 4 * (2 * step.kept + -(-len(planes) // 4))
        words = np.zeros((step.kept * taps, 4), "u1")
        words[:, 4 - step.bytes :] = planes.reshape(step.bytes, -1).T
        whole = words.view("<i4").reshape(step.kept, taps) >> 8 * (4 - step.bytes)
        rows = np.zeros((step.outputs, 1 + taps), "<f4")
        rows[: step.kept] = np.column_stack([biases, whole * scales[:, None]])
        blocks.append(rows.reshape(-1, 8, 1 + taps).transpose(0, 2, 1).ravel())
    return np.concatenate(blocks)
