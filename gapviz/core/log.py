"""The server's log: what is for whoever runs the app; its readers may have no shell."""

import logging
from functools import cache


@cache
def tell(sentence: str) -> None:
    """Write a sentence to the log, once as long as the process lives."""
    logging.getLogger("gapviz").warning(sentence)
