"""A stub of `python -m gapviz train NAME --rehearse`: the same JSON lines, and an untrained network.

    python tests/stub_training.py [LINES [STAYS]]

It says LINES and ends. With STAYS there would be one more, which never comes: it works on until it is ended.
"""

import base64
import json
import math
import random
import struct
import sys
import time

N = 10_000
SHAPES = {"2.bias": [10], "2.weight": [10, 784]}


def lines(steps: int) -> list[dict[str, float]]:
    """What a training of so many steps reports, tested after the first and every second from there."""
    said = []
    for step in range(1, steps + 1):
        tested = {"right": N - N // (step + 1), "n": N} if step % 2 else {}
        said.append({"step": step, "steps": steps, "loss": 2.3 / step} | tested)
    return said


def network(step: int, **told: str) -> bytes:
    """The file of a softmax with weights at random; no torch, so that the stub starts at once."""
    draw, tensors, size = random.Random(step), {}, 0
    values = [draw.gauss(0, 0.1) for shape in SHAPES.values() for _ in range(math.prod(shape))]
    for name, shape in SHAPES.items():
        end = size + 4 * math.prod(shape)
        tensors[name] = {"dtype": "F32", "shape": shape, "data_offsets": [size, end]}
        size = end
    facts = {"architecture": "softmax", "data": "mnist", "mean": [0.13], "std": [0.31]} | told
    header = json.dumps({"__metadata__": {"gapviz": json.dumps(facts)}} | tensors).encode()
    return struct.pack("<Q", len(header)) + header + struct.pack(f"<{len(values)}f", *values)


def handed_over(line: dict[str, float]) -> dict[str, object]:
    """A line as it is said: with the network, where that was tested."""
    file = {"network": base64.b64encode(network(int(line["step"]))).decode()} if "right" in line else {}
    return line | file


if __name__ == "__main__":
    count, stays = int(sys.argv[1]) if len(sys.argv) > 1 else 4, "STAYS" in sys.argv
    for line in lines(count + stays)[:count]:
        print(json.dumps(handed_over(line)), flush=True)
    while stays:
        time.sleep(60)
