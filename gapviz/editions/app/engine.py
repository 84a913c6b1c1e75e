"""The engine of `editions/web` and its networks, served to a reader's browser by their content.

    engine/gapviz.SHA256.js       the script that `editions/web` builds
    engine/NETWORK.SHA256.pack    a network, packed

What stands at such an address never changes, so that a browser asks for it once. A network that a reader
trained here or brought along is not found by who knows its name alone.
"""

import asyncio
import hashlib
import re

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FILE = re.compile(r"/(engine/([\w-]+)\.[0-9a-f]{64}\.(?:js|pack))$")
SCRIPT = "gapviz"
TYPES = {"js": "text/javascript", "pack": "application/octet-stream"}
FOREVER = "private, max-age=31536000, immutable"


class Engine:
    """Middleware that answers for the engine and its networks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = scope["type"] == "http" and scope["method"] == "GET" and FILE.search(scope["path"])
        await (await asyncio.to_thread(_answer, *asked.groups()) if asked else self._app)(
            scope, receive, send
        )


def _answer(path: str, name: str) -> Response:
    """Return what stands at an address."""
    content = _content(name)
    if not content or address(name, content) != path:
        return Response(status_code=404)
    headers = {"cache-control": FOREVER, "etag": f'"{path}"'}
    return Response(content, headers=headers, media_type=TYPES[path.rpartition(".")[2]])


def _content(name: str) -> bytes:
    """Return the script, or a network that the process knows; nothing where there is neither."""
    # What packs needs torch, which the server does not wait for as it starts.
    from gapviz.editions.app import packs

    return packs.script() if name == SCRIPT else packs.network(name)


def address(name: str, content: bytes) -> str:
    """Return where something is served, from the app's own address."""
    kind = "js" if name == SCRIPT else "pack"
    return f"engine/{name}.{hashlib.sha256(content).hexdigest()}.{kind}"
