"""The engine and its networks are served by their content, and one reader's network to nobody else."""

import asyncio
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from gapviz import models
from gapviz.core.version import version
from gapviz.editions.app import engine, packs
from gapviz.editions.app.compression import GZipOnce
from gapviz.models import HERO

APP = engine.Engine(PlainTextResponse("the app"))


def ask(path, method="GET", app=APP, headers=()):
    """Return the status, the headers and the body of an answer."""
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [*headers], "root_path": ""}
    with ThreadPoolExecutor(1) as thread:  # where playwright was, this one has a loop that runs
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), b"".join(m.get("body", b"") for m in sent)


@pytest.mark.parametrize("base", ["", "/base"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        *((name, partial(packs.script, name)) for name in engine.SCRIPTS),
        (HERO, lambda: packs.network(HERO)),
    ],
)
def test_what_stands_at_an_address_is_its_content_for_ever(base, name, content):
    status, headers, body = ask(f"{base}/{engine.address(name, content())}")
    assert (status, body) == (200, content())
    assert "immutable" in headers["cache-control"]
    assert headers["etag"]


@pytest.mark.parametrize("file", ["packs/digits.2.js", f"packs/{HERO}.js", packs.LOOK])
def test_what_a_static_page_loads_is_served_by_version(file):
    status, headers, body = ask(f"/base/{engine.address_of(file)}")
    assert (status, body) == (200, packs.carried(file))
    assert "immutable" in headers["cache-control"]
    assert json.loads(body)
    assert ask(f"/{engine.address_of(file).replace(version(), '0.0.0-0')}")[0] == 404
    _, headers, _ = ask(f"/{engine.address_of(file)}", "GET", GZipOnce(APP), [(b"accept-encoding", b"gzip")])
    assert headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("file", ["packs/nobody-0.js", "packs/../../pyproject.js", "share/one_digit.js"])
def test_no_other_file_is_served_by_version(file):
    assert ask(f"/{engine.address_of(file)}")[0] == 404


def test_the_script_comes_gzipped():
    address, app = engine.address(engine.SCRIPT, packs.script()), GZipOnce(APP)
    _, headers, body = ask(f"/{address}", app=app, headers=[(b"accept-encoding", b"gzip")])
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]
    assert gzip.decompress(body) == packs.script()


def test_other_content_is_not_found_and_other_addresses_are_the_apps():
    other = engine.address(HERO, b"other")
    assert ask(f"/{other}")[0] == 404
    assert ask(f"/{other.replace(HERO, 'nobody-0')}")[0] == 404
    assert ask(f"/{engine.address(engine.SCRIPT, packs.script())}", "POST")[2] == b"the app"
    for path in ("/", "/engine", f"/engine/{HERO}.pack", "/engine/../pyproject.toml"):
        assert ask(path)[2] == b"the app"


def test_a_readers_network_is_found_by_its_content_alone_and_gone_with_the_visit():
    own = models.of_torch(models.load("softmax-0").torch())
    models.add(own, "a visit")
    content = packs.network(own.name)
    address = f"/{engine.address(own.name, content)}"
    assert content
    assert ask(address)[2] == content
    assert ask(f"/{engine.address(own.name, b'')}")[0] == 404, "its name is not enough"
    assert ask(f"/{engine.address_of(f'packs/{own.name}.js')}")[0] == 404, "nor is the version"
    models.forget(own.name, "a visit")
    assert ask(address)[0] == 404
