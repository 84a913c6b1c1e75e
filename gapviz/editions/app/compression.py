"""Gzip for the scripts and styles of Streamlit's shell, which Streamlit sends as they are.

They are 6.8 of the 8.1 MB of a first chapter, and a quarter of that once compressed. Starlette's own
middleware would do it anew for every reader; here each file is compressed once, in a thread, and kept.
"""

import asyncio
import gzip
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHELL = re.compile(r"/(static/(js|css)|engine)/[\w.-]+\.(js|css|json)$")
"""What is named by its content, by Streamlit or by `engine`, so that it never changes under its name."""
TEXT = ("text/javascript", "application/javascript", "text/css", "application/json")
"""A name that does not exist brings a page, not a script; that is not kept."""
FILES = 400
"""Streamlit has 320 of them, which compressed take 7 MB; a chapter asks for 80."""


class GZipOnce:
    """Middleware that sends the shell's files gzipped to who takes that. Safe under concurrent requests.

    What has a condition or a range, and every other request, passes through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._one_at_a_time = app, asyncio.Lock()
        self._kept: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not SHELL.search(scope["path"]):
            await self._app(scope, receive, send)
        elif not _takes_gzip(Headers(scope=scope)):
            await self._app(scope, receive, _varying(send))
        else:
            async with self._one_at_a_time:
                answer = self._kept.get(scope["path"]) or await self._compressed(scope)
            await answer(scope, receive, send)

    async def _compressed(self, scope: Scope) -> Response:
        """Return what the app answers, gzipped and kept where it is text of the shell."""
        plain = await whole_answer(self._app, scope)
        if plain.status_code != 200 or plain.headers["content-type"].partition(";")[0] not in TEXT:
            return plain
        packed = Response(await asyncio.to_thread(gzip.compress, plain.body, mtime=0), headers=plain.headers)
        packed.headers["content-length"] = str(len(packed.body))
        packed.headers["content-encoding"] = "gzip"
        packed.headers["etag"] = "W/" + plain.headers["etag"]  # other bytes, the same content
        packed.headers.add_vary_header("Accept-Encoding")
        del packed.headers["accept-ranges"]
        if len(self._kept) >= FILES:
            del self._kept[next(iter(self._kept))]
        self._kept[scope["path"]] = packed
        return packed


def _takes_gzip(headers: Headers) -> bool:
    """Return whether a request takes the whole file, gzipped."""
    if {"range", "if-none-match", "if-modified-since"} & set(headers):
        return False
    offers = headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    weights = {name: weight for name, _, weight in (offer.partition(";") for offer in offers)}
    return weights.get("gzip", "q=0").rstrip(".0") != "q="


def _varying(send: Send) -> Send:
    """Return `send`, by which an answer says that another encoding would have had another one."""

    async def say(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return say


async def whole_answer(app: ASGIApp, scope: Scope) -> Response:
    """Return what an app answers to a request, whole, also where the client that asked is gone by then."""
    start: Message = {}
    parts: list[bytes] = []

    async def take(message: Message) -> None:
        start.update(message)
        parts.append(message.get("body", b""))

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nobody hangs up")

    await app({**scope, "extensions": {}}, receive, take)
    found = Response(b"".join(parts), start["status"])
    found.raw_headers = start["headers"]
    return found
