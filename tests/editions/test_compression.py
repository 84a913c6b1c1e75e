"""The scripts of Streamlit's shell go out gzipped, each compressed once, to who takes that."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles

from gapviz.editions.app import compression
from gapviz.editions.app.compression import GZipOnce

SCRIPT = "/static/js/index.a-b_C.js"
TEXT = b"export const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];\n" * 200
GZIP = {"accept-encoding": "deflate, gzip, br"}


@pytest.fixture
def app(tmp_path):
    """An app of one script, one style, one picture and, as in Streamlit, a page for every other address."""
    for name, content in (
        (SCRIPT, TEXT),
        ("/static/css/a.css", b"p { color: red }" * 99),
        ("/static/media/a.svg", b"<svg/>" * 999),
    ):
        file = tmp_path / name[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "404.html").write_bytes(b"<p>a page</p>" * 999)
    return GZipOnce(StaticFiles(directory=tmp_path, html=True))


def ask(app, path, method="GET", gone=False, **headers):
    """Return the status, the headers and the body of an answer; the client may be `gone` by then."""
    sent = []

    async def receive():
        if not gone:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "root_path": ""}
    with ThreadPoolExecutor(1) as thread:  # where playwright was, this one has a loop that runs
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), body


def test_a_script_comes_gzipped_and_is_the_same_unpacked(app):
    _, plain, _ = ask(app, SCRIPT)
    status, headers, body = ask(app, SCRIPT, **GZIP)
    assert (status, headers["content-encoding"], gzip.decompress(body)) == (200, "gzip", TEXT)
    assert len(body) < len(TEXT) / 10
    assert headers["content-length"] == str(len(body))
    assert headers["content-type"] == plain["content-type"]
    assert headers["etag"] == "W/" + plain["etag"], "weak: two encodings, one content"
    assert headers["vary"] == plain["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("offer", [{}, {"accept-encoding": "br"}, {"accept-encoding": "br, gzip;q=0.0"}])
def test_who_does_not_take_gzip_gets_the_script_as_it_is(app, offer):
    ask(app, SCRIPT, **GZIP)
    _, headers, body = ask(app, SCRIPT, **offer)
    assert "content-encoding" not in headers
    assert body == TEXT


def test_a_script_is_compressed_once(app, monkeypatch):
    first = ask(app, SCRIPT, **GZIP)[2]
    monkeypatch.setattr(compression.gzip, "compress", None)
    assert ask(app, SCRIPT, **GZIP)[2] == first


def test_a_script_is_kept_whole_though_who_asked_first_has_gone(app):
    ask(app, SCRIPT, gone=True, **GZIP)
    assert gzip.decompress(ask(app, SCRIPT, **GZIP)[2]) == TEXT


def test_what_is_kept_is_bounded(app, monkeypatch):
    monkeypatch.setattr(compression, "FILES", 1)
    ask(app, SCRIPT, **GZIP)
    ask(app, "/static/css/a.css", **GZIP)
    assert list(app._kept) == ["/static/css/a.css"]


def test_ranges_conditions_and_heads_are_untouched(app):
    etag = ask(app, SCRIPT, **GZIP)[1]["etag"]
    status, headers, body = ask(app, SCRIPT, **GZIP, range="bytes=0-5")
    assert (status, headers["content-range"], body) == (206, f"bytes 0-5/{len(TEXT)}", TEXT[:6])
    assert ask(app, SCRIPT, **GZIP, if_none_match=etag)[0] == 304
    status, headers, body = ask(app, SCRIPT, "HEAD", **GZIP)
    assert (status, headers["content-length"], body) == (200, str(len(TEXT)), b"")


@pytest.mark.parametrize("path", ["/static/media/a.svg", "/static/js/none.js", "/elsewhere"])
def test_what_is_no_script_or_style_of_the_shell_is_neither_packed_nor_kept(app, path):
    assert "content-encoding" not in ask(app, path, **GZIP)[1]
    assert not app._kept
