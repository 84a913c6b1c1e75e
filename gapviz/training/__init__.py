"""Training: recipes, the loop, and the runs that write checkpoints."""
