"""The static edition: a folder of pages, the same blocks as the app, no other host, nothing half written."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sites
from commands import refusal
from sites import APP, BASE

from gapviz.editions import article
from gapviz.editions.article import quotes
from gapviz.editions.static import build, pages, prose
from gapviz.editions.static.pages import Site
from gapviz.editions.web import document, look

MOST = 1_500_000
"""Bytes, gzipped, of a page with all that it first loads."""
CHAPTERS = {page.stem: article.read(page) for page in article.pages()}


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.elements
            if name == tag
            and attributes.items() <= {key: value or "" for key, value in found.items()}.items()
        ]


@pytest.fixture(scope="session")
def read(site: Path) -> dict[str, Page]:
    """The pages of the site, by chapter."""
    return {stem: Page((site / prose.path(stem)).read_text()) for stem in CHAPTERS}


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_page_is_whole_without_scripts(read: dict[str, Page], stem: str) -> None:
    page, blocks = read[stem], CHAPTERS[stem]
    figures = [block.name for block in blocks if isinstance(block, article.Figure)]
    assert [found["data-figure"] for found in page.all("section") if "data-figure" in found] == figures, (
        "the app's figures, in its order"
    )
    headings = [block.anchor for block in blocks if isinstance(block, article.Section)]
    assert [found["id"] for found in page.all("h2")] == headings
    pictures = page.all("div", role="img")
    assert all(len(found["aria-label"] or "") > 20 for found in pictures)
    assert all(found.get("alt") is not None for found in page.all("img"))
    assert len(page.all("title")) == 1
    assert page.all("meta", name="description")[0]["content"]
    said = page.words.partition('{"at"')[0]
    assert not quotes.PATTERN.search(said), "every recorded number is in its place"
    first = next(place for place, (tag, _) in enumerate(page.elements) if tag == "script")
    assert first > len(page.elements) - 5, "scripts come last"


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_page_loads_little_and_nothing_from_elsewhere(site: Path, read: dict[str, Page], stem: str) -> None:
    path, page = site / prose.path(stem), read[stem]
    loaded = [
        found.get("src") or ""
        for tag, found in page.elements
        if tag in ("script", "img") and found.get("src")
    ]
    loaded += [found["href"] or "" for found in page.all("link", rel="stylesheet")]
    files = {name for name in loaded if not name.startswith("data:")}
    assert all((site / name).is_file() for name in files), "each lies in the folder"
    assert page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"] == document.POLICY
    size = sum(len(gzip.compress(file.read_bytes())) for file in (path, *(site / name for name in files)))
    assert size < MOST, f"{size:,} bytes: {sorted(files)}"


def test_no_file_asks_another_host(site: Path) -> None:
    for file in site.rglob("*"):
        if file.suffix in (".html", ".css"):
            asked = re.findall(
                r"""(?:src=|url\(|@import\s|<link [^>]*href=)["']?(?!data:)(\w+:|//)[^"')\s]*""",
                file.read_text(),
            )
            assert not [address for address in asked if BASE not in address and address != "https:"], file


def test_links_between_pages_lead_somewhere(site: Path, read: dict[str, Page]) -> None:
    anchors = {
        prose.path(stem): {found.get("id") for _, found in page.elements} for stem, page in read.items()
    }
    for stem, page in read.items():
        for found in page.all("a"):
            address, _, anchor = (found["href"] or "").partition("#")
            if not address.startswith("https:"):
                assert not address or (site / address).is_file()
                assert not anchor or "=" in anchor or anchor in anchors[address or prose.path(stem)]


def test_the_map_of_the_site_has_all_pages(site: Path) -> None:
    found = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text())
    assert found == [BASE + prose.path(stem) for stem in CHAPTERS]
    assert f'href="{BASE}index.html"' in (site / "404.html").read_text()


def test_what_others_gave_goes_along(site: Path) -> None:
    notice = (site / pages.files_at() / "licences" / "NOTICE.txt").read_text()
    assert "MNIST" in notice
    assert len(list((site / pages.files_at() / "licences").glob("*-LICENSE.txt"))) == len(look.FACES)


def test_a_folder_that_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert refusal("export", "--out", tmp_path) == (
        f"{tmp_path} must be empty or a site of gapviz, since it is replaced as a whole"
    )
    assert refusal("export", "--out", tmp_path / "letter.txt").endswith("must be a folder, or nothing yet")
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_half_a_site_never_takes_the_place_of_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / build.MARK).write_text("old")

    def broken(folder: Path, *_: object) -> None:
        (folder / "index.html").write_text("half")
        raise OSError("no space")

    monkeypatch.setattr(build, "write", broken)
    assert refusal("export", "--out", out) == "no space"
    assert [file.name for file in tmp_path.iterdir()] == ["site"]
    assert [file.name for file in out.iterdir()] == [build.MARK]


def test_an_older_site_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / build.MARK).write_text("old")
    monkeypatch.setattr(build, "write", lambda folder, *_: (folder / "new").write_text("new"))
    build.export(out, Site(), sites.quietly)
    assert [file.name for file in out.iterdir()] == ["new"]
    assert [file.name for file in tmp_path.iterdir()] == ["site"]


OLD = "0.1.0-01234567"


def test_what_was_pinned_to_an_older_version_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is carried along; what only looks like one is not, nor a version that is made anew."""
    out, mine = tmp_path / "site", pages.files_at()
    for file in (f"v/{OLD}/embed.html", f"{mine}embed.html", "v/notes/a.txt", "a.html", build.MARK):
        (out / file).parent.mkdir(parents=True, exist_ok=True)
        (out / file).write_text("old")
    (out / "v" / "0.0.1-89abcdef").symlink_to(tmp_path)

    def written(folder: Path, *_: object) -> None:
        (folder / mine).mkdir(parents=True)
        (folder / mine / "embed.html").write_text("new")

    monkeypatch.setattr(build, "write", written)
    build.export(out, Site(), sites.quietly)
    found = {file.relative_to(out).as_posix(): file.read_text() for file in out.rglob("*") if file.is_file()}
    assert found == {f"v/{OLD}/embed.html": "old", f"{mine}embed.html": "new"}
    assert [file.name for file in tmp_path.iterdir()] == ["site"]


def test_others_see_what_a_chapter_is(site: Path, read: dict[str, Page]) -> None:
    for stem, page in read.items():
        said = {one.get("property") or one.get("name"): one.get("content") or "" for one in page.all("meta")}
        address, head = BASE + prose.path(stem), CHAPTERS[stem][0]
        assert isinstance(head, article.Chapter)
        assert said["og:url"] == address
        assert page.all("link", rel="canonical")[0]["href"] == address
        assert said["twitter:card"] == "summary_large_image"
        assert (site / said["og:image"].removeprefix(BASE)).read_bytes().startswith(b"\x89PNG")
        assert said["description"] == said["og:description"] == quotes.quote(head.sentence)


@pytest.mark.parametrize(
    "wrong", ["example.org", "ftp://example.org", "https://", "https://a.org/?x=1", "https://a.org/#x"]
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, wrong: str) -> None:
    assert refusal("export", "--out", tmp_path / "site", "--app", wrong).startswith(
        "app must be an address as in"
    )


@pytest.mark.long
def test_two_builds_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = build.export(tmp_path / "site", Site.at(BASE, APP), sites.quietly, sites.SWEEPS, sites.PACKS)
    files = {file.relative_to(site): file.read_bytes() for file in site.rglob("*") if file.is_file()}
    assert files == {
        file.relative_to(again): file.read_bytes() for file in again.rglob("*") if file.is_file()
    }
