"""Recorded tables: what is counted into `gapviz/results/`, each by one function; `record` runs them."""
