"""Share without scripts: the link and the iframe of a figure in its published state, as text to copy."""

from html import escape
from urllib.parse import urljoin

HEIGHT = 640
"""Pixels that an embed takes until it has said itself how many it needs."""
RELATIVE = "Before each address goes that of the folder in which this page lies."


def share(name: str, number: str, alt: str, page: str) -> str:
    """Return the fold of a figure: `page` is the address of its page, whole where it is known.

    Scripts put the Share panel into its place.
    """
    link = f"{page}#figure-{name}"
    embed = urljoin(page, f"embed-{name}.html")
    title = f"Figure {number}. {alt}"
    iframe = (
        f'<iframe src="{escape(embed, quote=True)}" title="{escape(title, quote=True)}" loading="lazy" '
        f'width="100%" height="{HEIGHT}" style="border: 0"></iframe>'
    )
    hint = "" if "://" in page else f'<p class="gv-share-note">{RELATIVE}</p>'
    return (
        '<details class="gv-sharing"><summary>Share</summary><div class="gv-share gv-unscripted">'
        f'<label>Link to this figure<input readonly value="{escape(link, quote=True)}"></label>'
        f'<label>To embed it<textarea readonly rows="4">{escape(iframe)}</textarea></label>'
        f"{hint}</div></details>"
    )
