"""What is counted into `gapviz/results/`: each recorded table is a function of one module here; `record` runs them."""
