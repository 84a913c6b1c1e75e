"""The reader's own typeface: a font file, read once; its digits and name stay in this session's memory."""

import streamlit as st

from gapviz.editions.app.uploads import session
from gapviz.editions.app.uploads.registry import Upload, register
from gapviz.imaging.typefaces import untrusted
from gapviz.imaging.typefaces.child import MOST_BYTES
from gapviz.imaging.typefaces.untrusted import Typeface

FONT, WAY = "font", "upload"


def typeface() -> Typeface | None:
    """Return the reader's typeface; None while a sample stands in."""
    found: list[tuple[str, Typeface]] = session.kept(FONT).get(WAY, [])
    return found[0][1] if found else None


def widget() -> None:
    """Draw the way to bring a font file; what is in it, the figure knows before it is drawn."""
    key, megabytes = session.key(FONT, WAY), MOST_BYTES // 10**6
    # Any name is taken: what a file is, its content says.
    label = "a font file of your own"
    st.file_uploader(label, key=key, max_upload_size=megabytes, on_change=_take, args=(key,))
    session.fate(FONT, WAY)


def _take(key: str) -> None:
    """Keep what the file that the reader gave says; where it cannot be read, say so, and the last one stays.

    The widget that holds the file itself is let go of: it would first report that the last one is gone, were
    it to hold another.
    """
    good, problems = session.taken(FONT, key)
    kept = session.kept(FONT)
    kept |= {f"{WAY} problems": problems, "round": kept.get("round", 0) + 1}
    if not problems:
        kept[WAY] = good


register(
    Upload(
        FONT,
        file="font.ttf",
        read=untrusted.read,
        refusal=untrusted.UnreadableFont,
        most=1,
        widget=widget,
        brought=typeface,
        note="Your font stays in this server’s memory while you look at it.",
    )
)
