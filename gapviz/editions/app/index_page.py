"""The page into which Streamlit's shell is loaded: what it says of itself and shows before any script comes.

A chapter has its head there, a figure alone its title, its alt text, and its picture for readers without
scripts; whoever lists the page, or draws a card for a link to it, is told what it is and where (`seen`). And
the sentence for when the server is away, in the place of Streamlit's dialog for who wrote an app. Where
Streamlit's page is not the one known here, it is sent as it is.
"""

import html as markup
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from gapviz.editions import article
from gapviz.editions.app.compression import whole_answer
from gapviz.editions.app.social import WORKERS, BusyError, query
from gapviz.editions.article import find

if TYPE_CHECKING:
    from gapviz.editions.app.seen import Page

PAGE = re.compile(r"^(?!.*/_stcore/).*/[^./]*$")
"""What a reader opens: a path without an ending."""
HERE = Path(__file__).parent
ARTICLE = Path(article.__file__).with_name("article.css")
SCHEMES = {
    f"{name}_theme": f"html:not(:has(.stApp)) {{ color-scheme: {name}; }}" for name in ("light", "dark")
}
"""By Streamlit's own option for the theme of an embed, what it means until Streamlit is there."""
HOST = {"HOST_CONFIG": {"blockErrorDialogs": True}}
"""Streamlit's dialogs tell a reader how to start the server, or that there is no such file in `pages/`."""
CONDITIONS = {b"accept-encoding", b"if-modified-since", b"if-none-match", b"if-range", b"range"}
NAMED = re.compile(
    r"(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,9}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII
)
"""A host that may be printed: a name or an address, and a port."""
PATIENCE = 2.0
"""Seconds for which a page waits for what is said of a figure in a state."""
ALLOW = "The figures of this article are drawn as you move them: allow scripts to see them."
NO_SCRIPT = f"<noscript><p>{ALLOW}</p></noscript>"
CHAPTERS: dict[str, "Page"] = {}
"""What is said of each chapter, by its path; empty until what it takes has been imported."""


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
            if folders:  # there Streamlit's page, which is for any path, does not find its own scripts
                rest = scope.get("query_string", b"").decode("latin-1")
                found = RedirectResponse("../" * len(folders) + name + (f"?{rest}" if rest else ""))
            else:
                asked = query(scope)
                said, first = await _said(name, asked)
                tags = said.tags(home(scope)) if said else _title(name)
                body = written(bytes(found.body).decode(), tags, first, asked)
                found = Response(body, headers=_unlabelled(found.headers))
        await found(scope, receive, send)


def _parts(scope: Scope) -> list[str]:
    """Return the parts of a path, from where the app is served; the last is the chapter's."""
    path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
    return path.removeprefix(_base()).removeprefix("/").split("/")


def _base() -> str:
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}" if base else ""


def home(scope: Scope) -> str:
    """Return the whole address of the app as whoever asks knows it, with a slash at its end.

    Behind a proxy that is what the proxy was asked. An empty string where that is no name of a host.
    """
    headers = Headers(scope=scope)
    hosts = (headers.get(name, "").partition(",")[0].strip().lower() for name in ("x-forwarded-host", "host"))
    host = next(filter(NAMED.fullmatch, hosts), "")
    proto = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    scheme = proto if proto in ("http", "https") else scope.get("scheme", "http")
    return f"{scheme}://{host}{scope.get('root_path', '')}{_base()}/" if host else ""


def _unlabelled(headers: Headers) -> dict[str, str]:
    """Return the headers of an answer without those that hold for its first wording alone."""
    wording = {"content-length", "etag", "last-modified", "accept-ranges"}
    return {name: value for name, value in headers.items() if name not in wording}


async def _said(name: str, asked: dict[str, str]) -> tuple["Page | None", str]:
    """Return what is said of the page at a path, if that is known yet, and what stands on it first."""
    figure = asked.get("figure", "")
    block = find.figure(figure)
    here = CHAPTERS.get(_path(block.chapter.stem) if block else name)
    first = "" if _alone(asked) else (here.first if here else "") + NO_SCRIPT
    if block is None:
        return here, first
    try:
        said = await WORKERS.do(lambda: _of_figure(figure, asked), PATIENCE)
    except (BusyError, TimeoutError):
        if not CHAPTERS:
            return None, first
        said = _of_figure(figure, None)
    return said, said.first if _alone(asked) else first


def _of_figure(name: str, asked: dict[str, str] | None) -> "Page":
    """Return what is said of a figure in the state that is asked for, or whatever its state."""
    # It needs the figures, and so torch, which the server does not wait for as it starts.
    from gapviz.editions.app import seen

    return seen.plain(name) if asked is None else seen.figure(name, asked)


def _alone(asked: dict[str, str]) -> bool:
    """Return whether a figure alone is asked for."""
    return bool(asked.get("figure")) and asked.get("embed", "").lower() == "true"


def _title(name: str) -> str:
    """Return the title of the page at a path, which is known before anything else is."""
    stem = next((file.stem for file in article.pages() if _path(file.stem) == name), "")
    return f"<title>{markup.escape(f'{article.title(stem)} · ' if stem else '')}gapviz</title>"


def written(page: str, tags: str, first: str, asked: dict[str, str]) -> str:
    """Return Streamlit's page with `tags` in its head and what stands on it `first`, both markup."""
    alone = _alone(asked)
    styles, scripts = [ARTICLE, HERE / "app.css"], [HERE / "index.js"]
    if alone:
        styles += [HERE / "embed.css", *([HERE / "slide.css"] if asked.get("slide") == "1" else [])]
        scripts += [HERE / "embed.js"]
    style = "".join(file.read_text() for file in [*styles, HERE / "index.css"])
    themed = SCHEMES.get(asked.get("embed_options", "").lower(), "") if alone else ""
    host = f"<script>window.__streamlit = {json.dumps(HOST)};</script>"
    page = page.replace("<title>Streamlit</title>", f"{tags}{host}")
    page = re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL)
    return page.replace(
        '<div id="root"></div>',
        f'<style>{style}{themed}</style><div class="gv-first{" gv-alone" if alone else ""}">{first}</div>'
        '<div id="root"></div><p class="gv-away" role="status" hidden></p>'
        + "".join(f"<script>{file.read_text()}</script>" for file in scripts),
    )


def write_heads() -> None:
    """Write what is said of all chapters, with their recorded numbers. It imports what the figures need."""
    from gapviz.editions.app import seen

    for file in article.pages():
        CHAPTERS[_path(file.stem)] = seen.chapter(file.stem)


def _path(stem: str) -> str:
    """Return the last part of a chapter's path, which the first has not."""
    return "" if stem == article.pages()[0].stem else stem[3:]
