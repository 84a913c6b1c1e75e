"""The reader's own typeface: a font file, read once; its digits and its name stay in this session's memory and nowhere else."""

import streamlit as st

from gapviz.typefaces import untrusted
from gapviz.typefaces.child import MOST_BYTES
from gapviz.typefaces.untrusted import Typeface
from gapviz.ui import brought

WHAT, WAY = "typeface", "upload"


def typeface() -> Typeface | None:
    """Return the reader's typeface; None while a sample stands in."""
    found: list[tuple[str, Typeface]] = brought.kept(WHAT).get(WAY, [])
    return found[0][1] if found else None


def own_typeface() -> None:
    """Draw the way to bring a font file; what is in it, the figure knows before it is drawn."""
    key = brought.key(WHAT, WAY)
    # Any name is taken: what a file is, its content says.
    st.file_uploader("a font file of your own", key=key, max_upload_size=MOST_BYTES // 10**6, on_change=_take, args=(key,))
    brought.fate(WHAT, WAY, "Your font stays in this server’s memory while you look at it.")


def _take(key: str) -> None:
    """Keep what can be read of the file that the reader gave; of one that cannot, only say so, and the last one stays.

    The widget that holds the file itself is let go of: it would first report that the last one is gone, were it to hold
    another.
    """
    good, problems = brought.taken(key, 1, untrusted.read, untrusted.UnreadableFont)
    kept = brought.kept(WHAT)
    kept |= {f"{WAY} problems": problems, "round": kept.get("round", 0) + 1}
    if not problems:
        kept[WAY] = good
