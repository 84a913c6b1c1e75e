"""A reader of the app who has no browser: how they come to a chapter, and what they find there."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from gapviz.editions.article import Chapter, pages, read

ROOT = Path(__file__).parents[1]
PAGES = [path.name for path in pages()]
HEADS = {path.name: next(block for block in read(path) if isinstance(block, Chapter)) for path in pages()}
ASKING = [page for page, head in HEADS.items() if head.question]
"""The pages that ask before they show; on the others stands no figure of their own."""


def arrived(**address: str) -> AppTest:
    """A reader at the first chapter, without which no page is known."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def opened(page: str, **address: str) -> AppTest:
    app = arrived()
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}").run()


def markup(app: AppTest) -> str:
    return "".join(block.proto.body for block in app.get("html"))


def on_screen(app: AppTest) -> str:
    """What is not kept for paper."""
    return re.sub(r'<section class="gv-paper">.*?</section>', "", markup(app))


def asks(app: AppTest) -> bool:
    """Whether the chapter still asks: the mark, the stretch and the headline of its leading figure wait."""
    shown = on_screen(app)
    waits = ("Before you look" in shown, 'class="here' not in shown, "waits for your guess" in shown)
    assert len({*waits, 'role="status">The answer' not in shown and "You said" not in shown}) == 1
    return waits[0]


def assert_no_command(app: AppTest) -> None:
    """Whoever reads in a browser may have no shell: a command is for the log."""
    written = [markup(app), *(text.value for kind in (app.markdown, app.error, app.warning) for text in kind)]
    assert not any("python -m" in text for text in written)


def assert_whole(app: AppTest) -> None:
    assert not app.exception, app.exception[0].message
    assert_no_command(app)
    assert not app.error, app.error[0].value
    assert not app.warning, app.warning[0].value
