"""What others see of the app: heads, social pictures, and what stands on a page before any script."""

import asyncio
import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from PIL import Image
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from test_app_embed import another

from gapviz.editions import article
from gapviz.editions.app import index_page, seen, social
from gapviz.editions.article import address, find
from gapviz.figures import FIGURES

SHELL = '<head><title>Streamlit</title></head><body><noscript>x</noscript><div id="root"></div></body>'
APP = social.Social(index_page.IndexPage(HTMLResponse(SHELL)))
SIZE = (1200, 630)
STATE = {"training_curve.model": "lenet-0"}
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    "</title><b id=x>",
    "\r\nset-cookie: a=b",
]
KEYS = (
    "figure",
    "embed",
    "embed_options",
    "slide",
    "plain",
    "version",
    "training_curve.model",
    "guess.05",
    "x",
)
NAMED = {"host": "example.org"}


@pytest.fixture(autouse=True, scope="module")
def heads():
    """What is said of the chapters is there."""
    index_page.write_heads()


def ask(path="/", query=(), method="GET", **headers):
    """Return the status, the headers and the body of an answer."""
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "scheme": "http", "root_path": "", "path": path}
    scope |= {"headers": given, "query_string": urlencode(query).encode()}
    with ThreadPoolExecutor(1) as thread:  # where playwright was, this one has a loop that runs
        thread.submit(asyncio.run, APP(scope, receive, send)).result()
    return sent[0]["status"], Headers(raw=sent[0]["headers"]), b"".join(m.get("body", b"") for m in sent)


class Head(HTMLParser):
    """A page as a browser reads it: what its head says by name, its elements, and its attributes."""

    def __init__(self, page):
        super().__init__()
        self.said, self.elements, self.attributes, self.text = {}, [], set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.elements.append(tag)
        self.attributes |= given.keys()
        if tag == "meta":
            self.said[given.get("property") or given.get("name")] = given["content"]
        elif tag == "link" and given.get("rel") == "canonical":
            self.said["canonical"] = given["href"]

    def handle_data(self, data):
        self.text += data


def head(path="/", query=(), **headers):
    status, _, body = ask(path, query, **headers)
    assert status == 200
    return Head(body.decode())


@pytest.mark.parametrize("page", [page.stem for page in article.pages()])
def test_a_chapter_says_what_it_is_and_where(page):
    chapter, path = article.read(article.pages()[0].with_name(f"{page}.py"))[0], seen.path(page)
    said = head(f"/{path}", **NAMED).said
    whole = f"http://example.org/{path}"
    assert said["og:title"] == chapter.title
    assert said["description"] == said["og:description"] != ""
    assert said["canonical"] == said["og:url"] == whole
    assert said["og:image"] == f"http://example.org/social/{page}.png"
    assert (said["og:image:width"], said["og:image:height"]) == tuple(map(str, SIZE))
    assert said["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("embed", ["true", "false"])
def test_a_figure_says_what_it_shows_in_its_state(embed):
    found = head("/anywhere", {"figure": "training_curve", "embed": embed, "version": "1"} | STATE, **NAMED)
    drawn, block = FIGURES["training_curve"](model="lenet-0"), find.figure("training_curve")
    assert found.said["description"] == str(drawn.alt) != str(FIGURES["training_curve"]().alt)
    assert found.said["canonical"] == f"http://example.org/{seen.path(block.chapter.stem)}"
    query = urlencode({"figure": "training_curve"} | STATE)
    assert found.said["og:url"] == f"{found.said['canonical']}?{query}"
    assert found.said["og:image"] == f"http://example.org/social/training_curve.png?{urlencode(STATE)}"
    alone = embed == "true"
    assert (str(drawn.alt) in found.text) == alone, "the first text, before any script"
    assert ("svg" in found.elements) == alone, "and the picture, for readers without scripts"
    assert ("h1" in found.elements) != alone


def test_a_figure_that_takes_long_is_told_of_without_its_state(monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(seen, "figure", lambda name, asked: go.wait())
    monkeypatch.setattr(index_page, "PATIENCE", 0.01)
    said = head("/", {"figure": "training_curve", "embed": "true"} | STATE, **NAMED).said
    go.set()
    assert said["description"] == FIGURES["training_curve"].about
    assert said["og:image"].endswith("/social/training_curve.png")


def test_a_link_of_too_many_folders_keeps_its_state():
    status, headers, _ = ask("/a/b", {"figure": "training_curve"})
    assert (status, headers["location"]) == (307, "../b?figure=training_curve")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_an_address_becomes_markup(attack):
    known = {"figure": "training_curve", "embed": "true"}
    plain = head("/", known, **NAMED)
    queries = [known | {key: attack} for key in KEYS] + [{"figure": attack}, known | {attack: attack}]
    for query in queries:
        status, headers, body = ask(f"/{attack.replace('/', '').replace('.', '')}", query, **NAMED)
        assert status == 200
        assert "set-cookie" not in headers
        found = Head(body.decode())
        assert attack not in body.decode()
        assert found.attributes <= plain.attributes | {"hidden"}
        assert found.elements.count("script") <= plain.elements.count("script")


HOSTS = [*ATTACKS, "exa mple.org", "example.org/x", "a@b", "example.org:port", "", "-" * 200, "[::1]:x"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_none_is_not_printed(host):
    plain = head("/", **NAMED).said
    assert head("/", host=host).said.keys() == plain.keys() - {"canonical", "og:url"} - {
        name for name in plain if name.startswith("og:image")
    }
    behind = head("/", host="example.org", x_forwarded_host=host, x_forwarded_proto=host)
    assert behind.said == plain, "that of a proxy that says nonsense does not count"


@pytest.mark.parametrize(
    ("headers", "home"),
    [
        ({"host": "localhost:8501"}, "http://localhost:8501/"),
        ({"host": "[::1]:8501"}, "http://[::1]:8501/"),
        (
            {"host": "inner:1", "x_forwarded_host": "Example.org", "x_forwarded_proto": "https"},
            "https://example.org/",
        ),
        ({"host": "a.org", "x_forwarded_proto": "https, http"}, "https://a.org/"),
        ({"host": "a.org", "x_forwarded_host": "b.org, c.org"}, "http://b.org/"),
    ],
)
def test_a_page_knows_its_address_behind_a_proxy(headers, home):
    assert head("/", **headers).said["canonical"] == home


def picture(path, query=()):
    status, headers, body = ask(f"/social/{path}.png", query)
    assert status == 200
    assert headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(body)) as found:
        assert (found.format, found.size) == ("PNG", SIZE)
    return body


def test_a_social_picture_is_of_its_state_and_else_of_the_published_one():
    published = picture("training_curve")
    assert picture("training_curve", STATE) != published
    for odd in ({"training_curve.model": "own-12345678"}, {"training_curve.model": ATTACKS[0]}, {"x.y": "1"}):
        assert picture("training_curve", odd) == published
    chapter = picture(article.pages()[1].stem)
    assert chapter != published
    assert picture(article.pages()[1].stem, STATE) == chapter


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_has_a_first_text_a_still_picture_and_a_social_one(name):
    for state in ({}, another(name)):
        values = address.state(FIGURES[name], state.get)
        drawn, link = FIGURES[name](**values), address.link(FIGURES[name], values)
        page = seen.figure(name, state)
        assert page.description == str(drawn.alt)
        assert drawn.chart is None or "<svg" in page.first
        assert not drawn.tiles or "gv-tiles" in page.first
        assert page.path.endswith(address.query({"figure": name} | link))
        picture(name, state)


def test_pictures_that_nobody_has_are_not_found_and_other_addresses_are_the_apps():
    for path in ("/social/nobody.png", "/social/-.png"):
        status, _, body = ask(path)
        assert status == 404 or SHELL.encode() == body
    assert ask("/social/nobody.png")[0] == 404
    assert ask("/social/training_curve.png", method="POST")[2] == SHELL.encode()


def test_who_asks_while_too_many_wait_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(social, "MOST", 0)
    status, headers, _ = ask("/social/training_curve.png")
    assert (status, headers["retry-after"]) == (503, "5")
    said = head("/", {"figure": "training_curve"}, **NAMED).said
    assert said["description"] == FIGURES["training_curve"].about


def test_no_more_work_at_once_than_there_are_threads():
    workers, at_once, most = social.Workers(2), [0], [0]
    lock = threading.Lock()

    def work():
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        threading.Event().wait(0.01)
        with lock:
            at_once[0] -= 1

    async def all_ask():
        await asyncio.gather(*(workers.do(work) for _ in range(social.MOST)))

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, all_ask()).result()
    assert most[0] == 2
    assert re.fullmatch(social.PICTURE, "/social/one_digit.png")
