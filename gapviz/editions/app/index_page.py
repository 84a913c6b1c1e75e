"""The page into which Streamlit's shell is loaded: the head of the chapter, before any script has come.

And the sentence for when the server is away, in the place of Streamlit's dialog for who wrote an app. Where
Streamlit's page is not the one known here, it is sent as it is.
"""

import html as markup
import json
import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from gapviz.editions import article
from gapviz.editions.app.compression import whole_answer

PAGE = re.compile(r"^(?!.*/_stcore/).*/[^./]*$")
"""What a reader opens: a path without an ending."""
HERE = Path(__file__).parent
STYLES = (Path(article.__file__).with_name("article.css"), HERE / "app.css", HERE / "index.css")
"""They stand in the body, where they rule over what Streamlit puts into the head later."""
HOST = {"HOST_CONFIG": {"blockErrorDialogs": True}}
"""Streamlit's dialogs tell a reader how to start the server, or that there is no such file in `pages/`."""
CONDITIONS = {b"accept-encoding", b"if-modified-since", b"if-none-match", b"if-range", b"range"}
NO_SCRIPT = "<p>The figures of this article are drawn as you move them: allow scripts to see them.</p>"
HEADS: dict[str, str] = {}
"""The head of each chapter in HTML, by its path; empty until what it takes has been imported."""


class IndexPage:
    """Middleware that writes on the page what it lacks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._packed = app, GZipMiddleware(self._write)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        page = scope["type"] == "http" and scope["method"] == "GET" and PAGE.match(scope["path"])
        await (self._packed if page else self._app)(scope, receive, send)

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a page, always anew: Streamlit cannot know when a head has changed."""
        kept = [(name, value) for name, value in scope["headers"] if name.lower() not in CONDITIONS]
        found = await whole_answer(self._app, {**scope, "headers": kept})
        if found.status_code == 200 and found.headers.get("content-type", "").startswith("text/html"):
            *folders, name = _parts(scope)
            body = written(bytes(found.body).decode(), name)
            found = Response(body, headers=_unlabelled(found.headers))
            if folders:  # there Streamlit's page, which is for any path, does not find its own scripts
                found = RedirectResponse("../" * len(folders) + name)
        await found(scope, receive, send)


def _parts(scope: Scope) -> list[str]:
    """Return the parts of a path, from where the app is served; the last is the chapter's."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return path.removeprefix(f"/{base}").removeprefix("/").split("/")


def _unlabelled(headers: Headers) -> dict[str, str]:
    """Return the headers of an answer without those that hold for its first wording alone."""
    wording = {"content-length", "etag", "last-modified", "accept-ranges"}
    return {name: value for name, value in headers.items() if name not in wording}


def written(page: str, name: str) -> str:
    """Return Streamlit's page with what the chapter `name` has to say first; "" is the front page."""
    titles = {_name(file): article.title(file.stem) for file in article.pages()}
    title = f"{titles[name]} · gapviz" if name in titles else "gapviz"
    style = f"<style>{''.join(file.read_text() for file in STYLES)}</style>"
    host = f"<script>window.__streamlit = {json.dumps(HOST)};</script>"
    page = page.replace("<title>Streamlit</title>", f"<title>{markup.escape(title)}</title>{host}")
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
    return page.replace(
        '<div id="root"></div>',
        f'{style}<div class="gv-first">{HEADS.get(name, "")}<noscript>{NO_SCRIPT}</noscript></div>'
        '<div id="root"></div><p class="gv-away" role="status" hidden></p>'
        f"<script>{(HERE / 'index.js').read_text()}</script>",
    )


def write_heads() -> None:
    """Write the heads of all chapters, with their recorded numbers. It imports what the figures need."""
    from gapviz.core.types import UnusableFileError
    from gapviz.editions.article import html, outline, quotes

    for file in article.pages():
        blocks = article.read(file)
        chapter = next(block for block in blocks if isinstance(block, article.Chapter))
        minutes = outline.outline(blocks).minutes
        try:
            sentence = quotes.quote(chapter.sentence)
        except UnusableFileError:
            sentence = quotes.dashed(chapter.sentence)
        head = html.title(chapter.number, chapter.title, minutes) + html.standfirst(sentence)
        HEADS[_name(file)] = head


def _name(file: Path) -> str:
    """Return the last part of a chapter's path, which the first has not."""
    return "" if file == article.pages()[0] else file.stem[3:]
