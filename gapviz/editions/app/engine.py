"""The engine of `editions/web` and its networks, served to a reader's browser by their content.

    engine/gapviz.SHA256.js          a script that `editions/web` builds, as plotly.SHA256.js
    engine/NETWORK.SHA256.pack       a network, packed
    engine/packs.FILE.VERSION.json   what a static page loads as `packs/FILE.js`, in this version

What stands at such an address never changes, so that a browser asks for it once. A network that a reader
trained here or brought along is not found by who knows its name alone.
"""

import asyncio
import hashlib
import re

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gapviz.core.version import version

FILE = re.compile(r"/(engine/([\w-]+)\.[0-9a-f]{64}\.(?:js|pack))$")
CARRIED = re.compile(r"/(engine/(packs|share)\.([\w.-]+)\.\d+\.\d+\.\d+-[0-9a-f]+\.json)$")
SCRIPTS = ("gapviz", "plotly")
SCRIPT = SCRIPTS[0]
TYPES = {"js": "text/javascript", "pack": "application/octet-stream", "json": "application/json"}
FOREVER = "private, max-age=31536000, immutable"


class Engine:
    """Middleware that answers for the engine and its networks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        answer = self._app
        if asked := FILE.search(path):
            answer = await asyncio.to_thread(_by_content, *asked.groups())
        elif asked := CARRIED.search(path):
            answer = await asyncio.to_thread(_by_version, *asked.groups())
        await answer(scope, receive, send)


def _by_content(path: str, name: str) -> Response:
    """Return what stands at the address of a script or of a network that the process knows."""
    # What packs needs torch, which the server does not wait for as it starts.
    from gapviz.editions.app import packs

    content = packs.script(name) if name in SCRIPTS else packs.network(name)
    return _answer(path, content if content and address(name, content) == path else b"")


def _by_version(path: str, folder: str, name: str) -> Response:
    """Return what stands at the address of a file of this version."""
    from gapviz.editions.app import packs

    file = f"{folder}/{name}.js"
    return _answer(path, packs.carried(file) if address_of(file) == path else b"")


def _answer(path: str, content: bytes) -> Response:
    if not content:
        return Response(status_code=404)
    headers = {"cache-control": FOREVER, "etag": f'"{path}"'}
    return Response(content, headers=headers, media_type=TYPES[path.rpartition(".")[2]])


def address(name: str, content: bytes) -> str:
    """Return where a script or a network is served, from the app's own address."""
    kind = "js" if name in SCRIPTS else "pack"
    return f"engine/{name}.{hashlib.sha256(content).hexdigest()}.{kind}"


def address_of(file: str) -> str:
    """Return where a file that a static page loads is served, from the app's own address."""
    return f"engine/{file.removesuffix('.js').replace('/', '.')}.{version()}.json"
