"""`python -m benchmarks.startup`: to the first chapter drawn, beside a one-line app; memory; imports.

Cold is a start with no bytecode cache, warm the next one.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.browser import LAST, ROOT, chromium, opened, served

ROUNDS = 3
GOALS = {"cold": 3.0, "warm": 2.0}
MEMORY_GOAL = 800
READING_GOAL = 100
"""Milliseconds."""
READ_ALL = "from gapviz.editions import article; [article.read(page) for page in article.pages()]"
ONE_LINE = 'import streamlit as st; st.html("<p class=done>Here.</p>")\n'
PAGES = [path.stem[3:] for path in sorted(ROOT.glob("pages/*.py"))]
LIBRARIES = ("streamlit", "torch", "onnxruntime", "pandas", "plotly.graph_objects", "captum.attr")
IMPORTS = (*LIBRARIES, "gapviz.editions.article", "gapviz.editions.app.renderer")
CACHE = "PYTHONPYCACHEPREFIX"


def seconds_to(script: Path, last: str) -> float:
    """Return the seconds from `streamlit run` to the element `last` in a browser that is open already."""
    with chromium() as browser:
        page = browser.new_page()
        start = time.perf_counter()
        with served(script) as address:
            page.goto(address)
            page.wait_for_selector(last, timeout=180_000)
            return time.perf_counter() - start


def compare(plain: Path) -> None:
    """Print how long the first chapter takes beside the app `plain`, cold and warm, in turns."""
    apps = (ROOT / "streamlit_app.py", LAST), (plain, ".done")
    times: dict[str, list[list[float]]] = {kind: [[], []] for kind in GOALS}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(ROUNDS):
        for place, (script, last) in enumerate(apps):
            with tempfile.TemporaryDirectory() as folder:
                os.environ[CACHE] = folder
                for rows in times.values():
                    rows[place].append(seconds_to(script, last))
    del os.environ[CACHE]
    for kind, goal in GOALS.items():
        ours, theirs = map(statistics.median, times[kind])
        print(
            f"{kind}: {ours:.1f} s beside {theirs:.1f} s of a one-line app: "
            f"{ours / theirs:.1f} x (goal {goal:g} x)",
            flush=True,
        )


def memory_after_all() -> float:
    """Return the server's resident memory in MB after every chapter was visited."""
    with served() as address:
        for path in PAGES:
            with opened(f"{address}/{path if path != PAGES[0] else ''}"):
                pass
        port = f"--server.port={address.rpartition(':')[2]}"
        servers = [
            process for process in psutil.process_iter(["cmdline"]) if port in (process.info["cmdline"] or [])
        ]
        return float(sum(process.memory_info().rss for process in servers)) / 1e6


def import_cost(module: str) -> tuple[float, float]:
    """Return seconds and MB that importing `module` costs in a fresh interpreter."""
    code = (
        "import psutil, time; p = psutil.Process(); m = p.memory_info().rss; t = time.perf_counter();"
        f"import {module}; print(time.perf_counter() - t, (p.memory_info().rss - m) / 1e6)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    seconds, megabytes = map(float, printed.splitlines()[-1].split())
    return seconds, megabytes


def milliseconds_to_read() -> float:
    """Return how long a fresh interpreter takes to read all chapters as blocks, its imports included."""
    code = f"import time; t = time.perf_counter(); {READ_ALL}; print(1000 * (time.perf_counter() - t))"
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
        for _ in range(ROUNDS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def main() -> None:
    """Print the ratios, the memory and the imports."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.py"
        plain.write_text(ONE_LINE)
        compare(plain)
    print(f"memory after every chapter: {memory_after_all():.0f} MB (goal {MEMORY_GOAL} MB)")
    print(f"all chapters as blocks: {milliseconds_to_read():.0f} ms (goal {READING_GOAL} ms)")
    for module in IMPORTS:
        seconds, megabytes = import_cost(module)
        print(f"import {module:24} {seconds:5.1f} s {megabytes:6.0f} MB")


if __name__ == "__main__":
    main()
