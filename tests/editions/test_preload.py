"""What the app imports when: nothing heavy before its server is up, the rest beside that, the late last."""

import subprocess
import sys
from pathlib import Path

from test_architecture import LATE

ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "pandas", "onnxruntime", "gapviz.figures"}
START = f"""
import gc, sys, threading
import gapviz.editions.app
early = {HEAVY} & set(sys.modules)
assert not early, f"the server waits for {{early}} before it answers"
import streamlit_app
for thread in threading.enumerate():
    if thread.name == "preload":
        thread.join()
assert {HEAVY} | {{"gapviz.editions.app.renderer"}} <= set(sys.modules), "it is there before a reader is"
assert gc.isenabled() and gc.get_freeze_count() > 100_000, "what was imported is never looked through again"
from streamlit.runtime.pages_manager import PagesManager
older = PagesManager("streamlit_app.py").uses_pages_directory
assert not older, "the first link to a chapter opens it alone, beside a menu of files"
from streamlit.testing.v1 import AppTest
first = AppTest.from_file("streamlit_app.py", default_timeout=120).run()
assert not first.exception and first.get("plotly_chart")
late = {LATE} & set(sys.modules)
assert not late, f"the first chapter waits for {{late}}, which it does not use"
"""


def test_the_first_chapter_loads_what_it_needs_and_that_beside_the_start_of_the_server() -> None:
    child = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr


def test_a_start_has_nothing_to_warn_of() -> None:
    start = [sys.executable, "-c", "import streamlit_app"]
    child = subprocess.run(start, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (child.returncode, child.stderr) == (0, "")
