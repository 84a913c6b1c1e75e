"""The gallery's markup: how many charts were found, a chapter's name over its charts, what a chart shows."""

import html


def found(sentence: str) -> str:
    """Return how many charts a search has found."""
    return f'<p class="gv-found" role="status">{html.escape(sentence)}</p>'


def group(title: str) -> str:
    """Return the name of a chapter over its charts."""
    return f'<h3 class="gv-group">{html.escape(title)}</h3>'


def shows(sentence: str) -> str:
    """Return what a chart shows."""
    return f'<p class="gv-shows">{html.escape(sentence)}</p>'
