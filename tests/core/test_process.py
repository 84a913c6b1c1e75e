"""How a process uses its machine."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_settling_gives_torch_one_thread_and_may_be_done_twice():
    code = "import torch; from gapviz.core.process import settle; settle(); settle(); "
    code += "print(torch.get_num_threads())"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert printed.stdout.strip() == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's malloc alone keeps what is freed")
def test_what_is_kept_of_freed_memory_is_given_back():
    code = (
        "import psutil, torch; from gapviz.core.process import give_back, settle; settle(); held = "
        "psutil.Process().memory_info;parts = [torch.ones(500_000) for _ in range(20)]; last = "
        "torch.ones(500_000); del parts, last; kept = held().rss;give_back(); print(kept - held().rss)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert int(printed.stdout) > 20e6, "40 MB were kept"
