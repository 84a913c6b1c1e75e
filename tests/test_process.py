"""How a process uses its machine."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_settling_gives_torch_one_thread_and_may_be_done_twice():
    code = "import torch; from gapviz.process import settle; settle(); settle(); print(torch.get_num_threads())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert printed.stdout.strip() == "1"
