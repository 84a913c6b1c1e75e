"""Social pictures, served: what a link to a page of the app looks like where it is shared.

    social/STEM.png             a chapter, by the file's name in `pages/`
    social/FIGURE.png?STATE     a figure in a state

A picture is drawn when it is first asked for, by one of few threads, and kept.
"""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gapviz.editions import article
from gapviz.editions.article import find

PICTURE = re.compile(r"/social/(\w{1,60})\.png$", re.ASCII)
FOR_AN_HOUR = "public, max-age=3600"
MOST = 8
"""Pieces of work that wait; who comes then is told to come again."""
SOON = {"retry-after": "5"}
Made = TypeVar("Made")


class BusyError(Exception):
    """Too many wait already."""


class Workers:
    """Few threads that work for all who ask, and a bound on how many may wait. Safe under threads."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="seen")
        self._waiting, self._lock = 0, Lock()

    async def do(self, work: Callable[[], Made], seconds: float | None = None) -> Made:
        """Return what some work makes; raise BusyError where too many wait, TimeoutError after `seconds`.

        What takes longer is done nevertheless, for whoever asks next.
        """
        with self._lock:
            if self._waiting >= MOST:
                raise BusyError
            self._waiting += 1
        done = asyncio.get_running_loop().run_in_executor(self._pool, self._done, work)
        return await asyncio.wait_for(asyncio.shield(done), seconds)

    def _done(self, work: Callable[[], Made]) -> Made:
        try:
            return work()
        finally:
            with self._lock:
                self._waiting -= 1


WORKERS = Workers(2)


class Social:
    """Middleware that answers for social pictures."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asks = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        found = PICTURE.search(scope["path"]) if asks else None
        await (await _answer(found[1], query(scope)) if found else self._app)(scope, receive, send)


async def _answer(name: str, asked: dict[str, str]) -> Response:
    chapter = name in {file.stem for file in article.pages()}
    if not chapter and find.figure(name) is None:
        return Response(status_code=404)
    try:
        content = await WORKERS.do(lambda: _picture(name, chapter, asked))
    except BusyError:
        return Response(status_code=503, headers=SOON)
    return Response(content, media_type="image/png", headers={"cache-control": FOR_AN_HOUR})


def _picture(name: str, chapter: bool, asked: dict[str, str]) -> bytes:
    # It needs the figures, and so torch, which the server does not wait for as it starts.
    from gapviz.editions.app import seen

    return seen.chapter_picture(name) if chapter else seen.figure_picture(name, seen.state(name, asked))


def query(scope: Scope) -> dict[str, str]:
    """Return the query of a request; of a key that comes twice the last value, as Streamlit does."""
    return dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))
