"""What a reader waits for: from the release of a slider to the repainted figure and number, in a browser.

`python -m benchmarks.repaint` moves sliders by key to states that nothing has kept, and times them in the
page.
"""

import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from benchmarks.browser import chromium, served, settle
from gapviz.shifts import SHIFTS

MOVES = 50
LIMIT_MS = 600
ARM = """name => {
  const figure = document.querySelector(`.st-key-figure-${name}`);
  const read = (part, what) => figure.querySelector(part)[what];
  const state = () => [read(".gv-digits", "innerHTML"), read(".gv-caption", "innerText")];
  const before = state();
  window.repainted = new Promise((resolve, reject) => {
    let start;
    addEventListener("keyup", () => { start = performance.now(); }, {once: true, capture: true});
    const observer = new MutationObserver(() => {
      if (state().some((part, place) => part === before[place])) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    });
    observer.observe(figure, {subtree: true, childList: true, characterData: true, attributes: true});
    setTimeout(() => reject("nothing was repainted"), 30000);
  });
}"""
"""Digits and caption, between which the number stands, must have changed, and a frame been painted since."""


@dataclass(frozen=True)
class Walk:
    """A page in a state, and the figure whose slider is then moved so many steps to the right."""

    address: str
    figure: str
    slider: str
    steps: int


def walks() -> Iterator[tuple[str, Iterable[Walk]]]:
    """Yield, a slider at a time, its name and where it is moved."""
    moves = (
        Walk(f"?moved_digit.pixels=0.0&moved_digit.seed={seed}", "moved_digit", "moved by", 8)
        for seed in range(1, 100)
    )
    yield "moved by, chapter 0", moves
    names = Random(0).sample(list(SHIFTS), len(SHIFTS))
    state = "shifted_digits.shift={}&shifted_digits.severity=1"
    yield (
        "severity, chapter 5",
        (
            Walk(f"Noiseless_is_bad?{state.format(name)}", "shifted_digits", "severity", 4)
            for name in cycle(names)
        ),
    )


def milliseconds(found: Iterable[Walk]) -> Iterator[float]:
    """Yield how long each move takes, in a browser of its own."""
    with served() as address, chromium() as browser:
        for walk in found:
            page = browser.new_page()
            page.goto(f"{address}/{walk.address}")
            for _ in range(walk.steps):
                settle(page)
                panel = page.locator(f".st-key-figure-{walk.figure}")
                panel.get_by_role("slider", name=re.compile(f"^{walk.slider}")).focus()
                page.evaluate(ARM, walk.figure)
                page.keyboard.press("ArrowRight")
                yield page.evaluate("() => window.repainted")
            page.close()


def main() -> None:
    """Print a row a slider."""
    print(
        f"\nfrom release to repaint in a browser, {MOVES} moves a row (limit of the 95th percentile "
        f"{LIMIT_MS} ms)"
    )
    for name, found in walks():
        times = list(islice(milliseconds(found), MOVES))
        print(
            f"{name:20} median {statistics.median(times):4.0f} ms, 95th percentile "
            f"{statistics.quantiles(times, n=20)[-1]:4.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
