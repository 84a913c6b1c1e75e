"""gapviz: a network that scores 99 % on MNIST has learnt MNIST, not handwriting."""

__version__ = "0.1.0"
