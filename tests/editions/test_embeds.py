"""One figure alone: its pages of the static edition, latest and pinned, and the skeleton of a whole file."""

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from node import needs_node, node
from sites import BASE

from gapviz.core.version import version
from gapviz.editions import article
from gapviz.editions.static import pages, prose
from gapviz.editions.web import document, embed, live, live_typed
from gapviz.figures import FIGURES

MOST = 1_500_000
"""Bytes, gzipped, of an embed with all that it first loads."""
BLOCKS = {
    block.name: block
    for file in article.pages()
    for block in article.read(file)
    if isinstance(block, article.Figure)
}
NAMES = tuple(BLOCKS)


class Page(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of the elements of a kind that have those that are `wanted`."""
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]

    @property
    def said(self) -> dict[str, str]:
        """What the page says of itself to others, by name."""
        metas = [one for one in self.all("meta") if "content" in one]
        return {one.get("property", one.get("name", "")): one["content"] for one in metas}


def pinned(name: str) -> str:
    return f"{pages.files_at()}{embed.path(name)}"


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Page]:
    """The embeds by file."""
    files = [file for name in NAMES for file in (embed.path(name), pinned(name))]
    return {file: Page((site / file).read_text()) for file in files}


@pytest.fixture(scope="module")
def told(site: Path) -> dict[str, dict]:
    """What is told of each figure to whoever takes it away."""
    found = {}
    for name in NAMES:
        script = (site / pages.files_at() / "share" / f"{name}.js").read_text()
        found[name] = json.loads(script[script.index(",") + 1 : script.rindex(")")])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_embed_is_whole_without_scripts(read: dict[str, Page], name: str) -> None:
    """Picture, caption and a way to the chapter; under a figure that follows there is room for controls."""
    for file in (embed.path(name), pinned(name)):
        page = read[file]
        follows = FIGURES[name].follows
        assert [one["data-figure"] for one in page.all("section")] == [name, *([follows] if follows else [])]
        assert all(one["alt"] for one in page.all("img", **{"class": "gv-saved"}))
        pictures = [
            *page.all("div", role="img"),
            *page.all("img", **{"class": "gv-saved"}),
            *page.all("table"),
        ]
        assert pictures, "something stands there"
        assert page.all("p", **{"class": "gv-caption"})
        home, other = page.all("a", **{"class": "gv-home"})[0], page.all("a", **{"class": "gv-other"})[0]
        folder = Path(file).parent
        chapter = prose.path(BLOCKS[name].chapter.stem)
        reached = [resolved(folder, one["href"]) for one in (home, other)]
        assert reached == [f"{chapter}#figure-{name}", embed.path(name) if "/" in file else pinned(name)]
        assert home["target"] == "_blank"
        assert "gv-ask" not in page.text, "an embed shows at once"


def resolved(folder: Path, href: str) -> str:
    """Where a link of a page in a folder leads, from the root of the site."""
    parts: list[str] = list(folder.parts)
    for part in href.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


@pytest.mark.parametrize("name", NAMES)
def test_an_embed_loads_little_and_from_its_version_alone(
    site: Path, read: dict[str, Page], name: str
) -> None:
    for file in (embed.path(name), pinned(name)):
        page = read[file]
        loaded = [one["src"] for one in page.all("script") if "src" in one]
        loaded += [one["href"] for one in page.all("link", rel="stylesheet")]
        reached = [resolved(Path(file).parent, one) for one in loaded]
        assert all(one.startswith(pages.files_at()) for one in reached)
        size = sum(len(gzip.compress((site / one).read_bytes(), 1)) for one in [file, *reached])
        assert size < MOST
        policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
        assert policy == document.EMBED_POLICY


@pytest.mark.parametrize("name", NAMES)
def test_others_see_what_an_embed_is(site: Path, read: dict[str, Page], name: str) -> None:
    """Its card is its own, search engines are told of the chapter."""
    for file in (embed.path(name), pinned(name)):
        page = read[file]
        said = page.said
        assert said["og:url"] == BASE + file
        assert page.all("link", rel="canonical")[0]["href"] == BASE + prose.path(BLOCKS[name].chapter.stem)
        assert BLOCKS[name].number in said["og:title"]
        assert said["description"] == said["og:description"] == said["og:image:alt"]
        assert (site / said["og:image"].removeprefix(BASE)).is_file()
    assert embed.path(name) not in (site / "sitemap.xml").read_text()


def test_what_is_the_same_of_two_embeds_lies_once(read: dict[str, Page]) -> None:
    """The two pages differ in where they lie and in what the foot says of it."""
    name = NAMES[0]
    latest, old = (read[file].text for file in (embed.path(name), pinned(name)))
    assert version() in latest
    assert version() in old
    assert latest.replace(pages.files_at(), "").split("<footer")[0].count("\n") == old.split("<footer")[
        0
    ].count("\n")


@pytest.mark.parametrize("name", NAMES)
def test_each_mark_of_a_skeleton_stands_in_it_once(told: dict[str, dict], name: str) -> None:
    found = re.findall(r"\[gapviz:(\w+)\]", told[name]["skeleton"])
    assert sorted(found) == sorted(embed.MARKS)
    page = Page(told[name]["skeleton"])
    assert (
        page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"] == document.ALONE_POLICY
    )
    assert not [
        one
        for tag, one in page.elements
        if tag in ("script", "link", "img") and re.match("(?!data:)", one.get("src", "data:"))
    ]


@needs_node
def test_the_packs_of_live_figures_lie_in_the_site(site: Path, told: dict[str, dict]) -> None:
    """As published, and with another network where the figure has one."""
    names = [name for name in NAMES if live.needs(name)]
    taken = []
    for name in names:
        model = f"{FIGURES[name].follows or name}.model"
        kept = {"packs": told[name]["packs"], "drawing": {"controls": told[name]["published"]["controls"]}}
        taken += [kept | {"pairs": pairs} for pairs in ([], [[model, "softmax-0"]])]
    found = node("page/packs.js", "({files}, {taken}) => taken.map(files)", taken=taken)
    for place, files in enumerate(found):
        assert all((site / pages.files_at() / file).is_file() for file in files), files
        another = place % 2 and names[place // 2] != live_typed.FIGURE
        assert ("packs/softmax-0.js" in files) == another, names[place // 2]
