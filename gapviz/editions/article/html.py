"""The article's own markup: heads, gap scale, tables, captions. Strings in, HTML out; nothing is drawn here.

What comes in is text and is escaped, but for what says that it is markup.
"""

import html
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from PIL import Image, ImageDraw

from gapviz.core.papers import LENET, Paper
from gapviz.core.wording import Wording, many, say
from gapviz.editions.article.blocks import Section
from gapviz.editions.article.links import ESSAY
from gapviz.figures import Gap
from gapviz.figures.charts import TEXT, rgb

STYLE, SHARE = (Path(__file__).with_name(name) for name in ("article.css", "share.css"))
RULE = '<hr class="gv-rule">'
AWAY = 'target="_blank" rel="noopener"'
"""Of a link that leaves the article."""
CREDIT = (
    f'<p class="gv-credit">After Matteo Barbieri’s essay <a href="{ESSAY}" {AWAY}>“Why MNIST is the worst '
    "thing that has ever happened to humanity”</a>. Digits: "
    f'<a href="{LENET.address}" {AWAY}>MNIST</a>, by LeCun, Cortes and Burges.</p>'
)
SCALE = 0.95
"""Share of the gap scale's width that 100 % takes: the label at its end has room to stand centred."""
CLOSE = 0.25
"""Accuracies nearer to each other than this have labels that would overlap on a phone."""
ICON_SIDE = 64
PAPER, LINE, INK, GAP = "#FBF9F4", "#DDD6C7", "#1D1B18", "#D2451E"
"""The style sheet's colours for a light ground, for pictures: page, line, ink, and the gap with its mark."""
YOURS = "Your guesses"
GUESSED = ("of a hundred", "you said", "it was")
"""The heads of the table of guesses."""
SENTENCE = 40
"""Characters; a table with a longer cell is set as text, not as numbers."""


def title(number: int, name: str, minutes: int) -> str:
    """Return the head of a chapter: its number, the minutes that it takes, and its name."""
    kicker = f"Chapter {number} · {many(minutes, 'minute')}"
    return f'<p class="gv-kicker">{kicker}</p><h1 class="gv-title">{html.escape(name)}</h1>'


def strayed(path: str) -> str:
    """Return the line above the first chapter where the address has no chapter, with a way to its own."""
    return (
        f'<p class="gv-note gv-screen" role="status">There is no page “{html.escape(path)}” in this article, '
        "which begins here; the menu has its chapters. "
        '<a href="./" target="_self">Go to the front page</a></p>'
    )


def contents(sections: Iterable[Section]) -> str:
    """Return the list of a chapter's sections, each a link to it."""
    links = "".join(
        f'<li><a href="#{section.anchor}" target="_self">{html.escape(section.title)}</a></li>'
        for section in sections
    )
    return f'<nav class="gv-contents" aria-label="Sections of this chapter"><ol>{links}</ol></nav>'


def takeaway(sentence: str) -> str:
    """Return the sentence to take away from a chapter."""
    return f'<p class="gv-takeaway"><strong>To take away</strong> {html.escape(sentence)}</p>'


def sources(papers: Iterable[Paper]) -> str:
    """Return the list of the papers that a chapter rests on, each a link to it; nothing where it has none."""
    links = "".join(
        f"<li>{html.escape(paper.authors)}, {paper.year}: "
        f'<a href="{html.escape(paper.address, quote=True)}" {AWAY}>{html.escape(paper.title)}</a></li>'
        for paper in papers
    )
    return (
        f'<div class="gv-sources"><p>Papers behind these figures</p><ul>{links}</ul></div>' if links else ""
    )


def standfirst(sentence: str) -> str:
    """Return the sentence under a chapter's title."""
    return f'<p class="gv-standfirst">{html.escape(sentence)}</p>'


def question(text: str) -> str:
    """Return what a chapter asks before it shows; it is not printed."""
    return f'<p class="gv-question gv-screen">Before you look: {html.escape(text)}</p>'


def answered(was: float, guess: float | None) -> Wording:
    """Return what the reader guessed, if anything, and what it was (fractions), in words."""
    if guess is None:
        return say("The answer is {was:0}.", was=100 * was)
    return say("You said {said:0}. It was {was:0}.", said=100 * guess, was=100 * was)


def answer(text: str, was: float, guess: float | None) -> str:
    """Return what a chapter asked, what the reader guessed, if anything, and what it was (fractions)."""
    asked = f'<p class="gv-question">{html.escape(text[0].upper() + text[1:])}</p>'
    return f'{asked}<p class="gv-answer" role="status">{html.escape(answered(was, guess))}</p>'


def guessed_off(count: int, off: float) -> Wording:
    """Return how far off so many guesses were, of a sum of differences `off` (fractions), in words."""
    if count == 1:
        return say("Your guess was {off:0} points off.", off=100 * off)
    return say(
        "Your {count} guesses were {off:0} points off on the average.", count=count, off=100 * off / count
    )


def guesses(made: list[tuple[str, float, float]]) -> str:
    """Return the reader's guesses: chapter, what was said, and what it was (fractions)."""
    sentence = guessed_off(len(made), sum(abs(said - was) for _, said, was in made))
    rows = [(chapter, f"{100 * said:.0f}", f"{100 * was:.0f}") for chapter, said, was in made]
    listed = pd.DataFrame(rows, columns=list(GUESSED))
    return f'<p class="gv-headline">{html.escape(sentence)}</p>{table(listed, YOURS)}'


def waiting() -> str:
    """Return the line in the place of what the reader is asked to guess; it is not printed."""
    return '<p class="gv-headline gv-screen">This waits for your guess.</p>'


def on_paper(markup: str) -> str:
    """Return markup that is printed, and not shown on a screen: paper cannot be asked."""
    return f'<section class="gv-paper">{markup}</section>'


def headline(sentence: str) -> str:
    """Return the line under a picture that says what came out."""
    return f'<p class="gv-headline" role="status">{html.escape(sentence)}</p>'


def problem(sentence: str) -> str:
    """Return a sentence on what cannot be taken."""
    return f'<p class="gv-problem" role="alert">{html.escape(sentence)}</p>'


def note(sentence: str) -> str:
    """Return a quiet sentence on what was asked for and is not there."""
    return f'<p class="gv-note gv-screen" role="status">{html.escape(sentence)}</p>'


def gap(marks: Gap, guess: float | None) -> str:
    """Return the gap scale: test set, here, and the stretch between them; the guess where there is one."""
    clean, here = marks.clean.value, marks.here.value
    low, high = min(clean, here), max(clean, here)
    both = f"{100 * clean:.1f} percent ({marks.clean_label}), {100 * here:.1f} percent ({marks.label})"
    alt = html.escape(f"Accuracy scale: {both}.", quote=True)
    label, clean_label = html.escape(marks.label), html.escape(marks.clean_label)
    guessed = ""
    if guess is not None:
        place = f'class="guess" style="--guess:{_at(guess)}"'
        guessed = f"<b {place}></b><em {place}>your guess {100 * guess:.0f}</em>"
    beside = " close" if here > clean - CLOSE else ""
    return (
        f'<div class="gv-gap" role="img" aria-label="{alt}" style="--clean:{_at(clean)};--here:{_at(here)}">'
        f'<span class="here{beside}"><strong>{100 * here:.1f} %</strong><em>{label}</em></span>'
        f'<span class="test"><strong>{100 * clean:.1f} %</strong><em>{clean_label}</em></span>'
        f'<i class="track"></i><i class="stretch" style="left:{_at(low)};width:{_at(high - low)}"></i>'
        f'<b class="here"></b><b class="test"></b>{guessed}</div>'
    )


def gap_asked(marks: Gap) -> str:
    """Return the gap scale before the reader's guess: the test set's mark alone; it is not printed."""
    place, clean = _at(marks.clean.value), f"{100 * marks.clean.value:.1f}"
    label = html.escape(marks.clean_label)
    alt = f"Accuracy scale: {clean} percent ({label}). The other mark waits for your guess."
    return (
        f'<div class="gv-gap gv-screen" role="img" aria-label="{alt}" style="--clean:{place}">'
        f'<span class="test"><strong>{clean} %</strong><em>{label}</em></span>'
        f'<i class="track"></i><b class="test"></b></div>'
    )


def _at(share: float) -> str:
    return f"{100 * SCALE * share:.2f}%"


def style() -> str:
    """Return the article's style sheet, with the tones of a chart's coloured labels."""
    return STYLE.read_text() + SHARE.read_text() + chart_text()


def chart_text() -> str:
    """Return the rules that give a chart's coloured labels a tone for each ground."""
    rules = []
    for colour, (light, dark) in TEXT.items():
        written = ", ".join(map(str, rgb(colour)))
        rules.append(
            f'.js-plotly-plot .annotation-text[style*="rgb({written})"] '
            f"{{ fill: light-dark({light}, {dark}) !important; }}"
        )
    return "\n".join(rules)


def icon() -> Image.Image:
    """Return the gap scale as a small picture: the test set's mark at the right, the stretch, and here."""
    picture = Image.new("RGBA", (ICON_SIDE, ICON_SIDE), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((4, 28, 60, 36), 4, LINE)
    draw.rectangle((22, 28, 52, 36), GAP)
    draw.rectangle((18, 14, 25, 50), GAP)
    draw.rectangle((50, 14, 57, 50), INK)
    return picture


def _row(first: str, cells: Iterable[str]) -> str:
    rest = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{html.escape(first)}</th>{rest}</tr>'


def table(rows: pd.DataFrame, name: str) -> str:
    """Return a small table; its first column heads the rows, `name` is what it is known by on its page."""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in rows.columns)
    body = "".join(_row(str(first), map(str, cells)) for first, *cells in rows.itertuples(index=False))
    words = " words" if rows.iloc[:, 1:].map(lambda cell: len(str(cell)) > SENTENCE).any(axis=None) else ""
    label = html.escape(name, quote=True)
    frame = f'<div class="gv-table{words}" role="region" aria-label="{label}" tabindex="0">'
    return f"{frame}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def caption(number: str, text: str, link: str = "") -> str:
    """Return a numbered caption, with the link that holds the figure's state where one is given."""
    title = "This figure in this state: copy the address"
    address = html.escape(link, quote=True)
    way = f' <a href="{address}" target="_self" title="{title}">Link</a>' if link else ""
    return f'<p class="gv-caption"><strong>Figure {number}</strong> {html.escape(text)}{way}</p>'
