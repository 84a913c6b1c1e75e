"""The article's own markup: digits, the gap scale, tables. Strings in, HTML out; nothing is drawn here."""

import base64
import html
import io

import numpy as np
import pandas as pd
from PIL import Image

from gapviz.figures import Digit, Gap

LABEL_CLEAR = 0.17
"""Share of the scale that one label needs beside the other."""


def _png(alpha: np.ndarray) -> str:
    """Return an ink map, float (H, W) in [0, 1], as the data address of a PNG whose alpha it is."""
    opaque = np.zeros((*alpha.shape, 2), np.uint8)
    opaque[..., 1] = np.round(np.clip(alpha, 0, 1) * 255)
    file = io.BytesIO()
    Image.fromarray(opaque, "LA").save(file, "PNG", optimize=False)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _layer(alpha: np.ndarray, kind: str) -> str:
    mask = _png(alpha)
    return f'<i class="gv-ink {kind}" style="-webkit-mask-image:url({mask});mask-image:url({mask})"></i>'


def digit(picture: Digit) -> str:
    """Return one digit as crisp ink in the page's own colour, with its alt text, label and verdict."""
    ink = picture.pixels.astype(float) / 255
    if picture.evidence is None:
        layers = _layer(ink, "")
    else:
        faint = _layer(ink * 0.14, "")
        layers = faint + _layer(np.maximum(picture.evidence, 0), "for") + _layer(np.maximum(-picture.evidence, 0), "against")
    height, width = picture.pixels.shape
    label = f'<figcaption class="{picture.verdict}">{html.escape(picture.label)}</figcaption>' if picture.label else ""
    alt = html.escape(picture.alt, quote=True)
    return (
        f'<figure class="gv-digit"><div role="img" aria-label="{alt}" style="aspect-ratio:{width}/{height}">{layers}</div>{label}</figure>'
    )


def digits(pictures: tuple[Digit, ...]) -> str:
    """Return digits as a grid; those of one group stand over each other."""
    groups: dict[int, list[str]] = {}
    for place, picture in enumerate(pictures):
        together = any(picture.group for picture in pictures)
        groups.setdefault(picture.group if together else place, []).append(digit(picture))
    cells = "".join(f'<div class="gv-cell">{"".join(group)}</div>' for group in groups.values())
    return f'<div class="gv-digits n{min(len(groups), 4)}">{cells}</div>'


def gap(marks: Gap, guess: float | None) -> str:
    """Return the gap scale: test set, here, and the stretch between them; the guess where there is one."""
    clean, here = marks.clean.value, marks.here.value
    low, high = min(clean, here), max(clean, here)
    at = min(here, clean - LABEL_CLEAR) if here <= clean else min(here, 1 - LABEL_CLEAR / 2)
    alt = f"Accuracy scale: {100 * clean:.1f} percent on the test set, {100 * here:.1f} percent here ({marks.label})."
    guessed = f'<b class="guess" style="left:{100 * guess:.2f}%"><em>your guess {100 * guess:.0f}</em></b>' if guess is not None else ""
    return (
        f'<div class="gv-gap" role="img" aria-label="{html.escape(alt, quote=True)}">'
        f'<span class="here" style="left:{100 * max(at, 0.05):.2f}%"><strong>{100 * here:.1f} %</strong>'
        f"<em>{html.escape(marks.label)}</em></span>"
        f'<span class="test" style="left:{100 * clean:.2f}%"><strong>{100 * clean:.1f} %</strong><em>test set</em></span>'
        f'<i class="track"></i><i class="stretch" style="left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%"></i>'
        f'<b class="here" style="left:{100 * here:.2f}%"></b><b class="test" style="left:{100 * clean:.2f}%"></b>{guessed}</div>'
    )


def table(rows: pd.DataFrame) -> str:
    """Return a small table; its first column heads the rows."""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in rows.columns)
    body = "".join(
        f'<tr><th scope="row">{html.escape(str(row[0]))}</th>{"".join(f"<td>{html.escape(str(cell))}</td>" for cell in row[1:])}</tr>'
        for row in rows.itertuples(index=False)
    )
    return f'<div class="gv-table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def caption(number: str, text: str, link: str) -> str:
    """Return a numbered caption with the link that holds the figure's state."""
    return (
        f'<p class="gv-caption"><strong>Figure {number}</strong> {html.escape(text)}'
        f' <a href="{html.escape(link, quote=True)}" target="_self" title="This figure in this state: copy the address">Link</a></p>'
    )
