"""The tests run on the machine as the app does, and in CI on the same examples every time."""

import os

from hypothesis import settings

from gapviz.process import settle

settings.register_profile("ci", derandomize=True, database=None, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
settle()
