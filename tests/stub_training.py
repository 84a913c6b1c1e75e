"""A stub of `python -m gapviz train NAME --rehearse`: the same JSON lines, and no network behind them.

    python tests/stub_training.py [LINES [STAYS]]

It says LINES and ends. With STAYS there would be one more, which never comes: it works on until it is ended.
"""

import json
import sys
import time

N = 10_000


def lines(steps: int) -> list[dict[str, float]]:
    """What a training of so many steps reports, tested after the first and every second from there."""
    said = []
    for step in range(1, steps + 1):
        tested = {"right": N - N // (step + 1), "n": N} if step % 2 else {}
        said.append({"step": step, "steps": steps, "loss": 2.3 / step} | tested)
    return said


if __name__ == "__main__":
    count, stays = int(sys.argv[1]) if len(sys.argv) > 1 else 4, "STAYS" in sys.argv
    for line in lines(count + stays)[:count]:
        print(json.dumps(line), flush=True)
    while stays:
        time.sleep(60)
