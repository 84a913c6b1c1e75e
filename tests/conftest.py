"""The tests run on the machine as the app does."""

from gapviz.process import settle

settle()
