"""The folder of the site: written beside the old one, and put into its place when it is whole.

At its root lie the pages of the latest version; all that they load lies in `v/VERSION/`, with the pinned
embeds of that version. An export into an older site of ours carries its other versions along, so that what is
pinned to them goes on working. The bytes of a version depend on the code, the recorded tables and the address
alone: two builds are the same.
"""

import json
import multiprocessing
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from gapviz.editions import article
from gapviz.editions.article import quotes, social
from gapviz.editions.article.blocks import PAGES_FOLDER
from gapviz.editions.static import embeds, gallery, pages, prose, recorded
from gapviz.editions.static.pages import Site
from gapviz.editions.static.recorded import SWEEPS, Part, Sweep
from gapviz.editions.web import live, look, packs
from gapviz.editions.web.figures import Drawn, draw
from gapviz.editions.web.networks import BUILT
from gapviz.figures import FIGURES
from gapviz.shifts import SHIFTS

ROOT = PAGES_FOLDER.parent
VERSIONS = "v"
"""The folder of all versions, as `pages.files_at` has it."""
OF_VERSION = re.compile(r"[0-9][0-9.]*-[0-9a-f]{8}")
MARK = "made-by-gapviz.txt"
"""A folder with this file in it is a site of ours, and may be replaced."""
SAID = "Made by python -m gapviz export, which replaces this folder as a whole.\n"
FEW = 8
"""So few scripts of recorded states are done before other processes have begun."""
Progress = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""What goes through some work and tells how far it is, by the words for what is done and how much that is."""
Sweeps = Mapping[str, tuple[Sweep, ...]]
Scripts = Mapping[str, Callable[[], Any]]
"""By file, what makes the JSON in it."""


def progress_bar(work: Iterable[Any], what: str, count: int) -> Iterator[Any]:
    """Go through some work, telling on a terminal how far it is and how long it will take."""
    from tqdm import tqdm

    return iter(tqdm(work, what, count, unit="", leave=False, disable=None))


class NotOursError(ValueError):
    """A folder that something else has made."""


def export(
    out: Path, site: Site, progress: Progress, sweeps: Sweeps = SWEEPS, scripts: Scripts = live.PACKS
) -> Path:
    """Write the site into the folder `out`, which must be new, empty, or a site of ours; return it."""
    check(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        write(new, site, progress, sweeps, scripts)
        carry(out, new)
        new.chmod(0o755)
        _put(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return out


def check(out: Path) -> None:
    """Raise NotOursError where `out` is anything but a site of ours, an empty folder, or nothing yet."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise NotOursError(f"{out} must be a folder, or nothing yet")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise NotOursError(f"{out} must be empty or a site of gapviz, since it is replaced as a whole")


def carry(old: Path, new: Path) -> None:
    """Bring the versions of an old site along which the new one lacks; the old one stays whole.

    A file that is carried is the same file under a second name, where the file system knows such links.
    """
    for folder in sorted((old / VERSIONS).glob("*")):
        there = new / VERSIONS / folder.name
        ours = OF_VERSION.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink()
        if ours and not there.exists():
            shutil.copytree(folder, there, symlinks=True, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _put(new: Path, out: Path) -> None:
    """Put a folder into the place of another, which is whole until then, and stays if that fails."""
    old = new.with_name(f"{new.name}-old")
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write(folder: Path, site: Site, progress: Progress, sweeps: Sweeps, scripts: Scripts) -> None:
    """Write all files of the site into an empty folder.

    `sweeps` are the states that travel, `scripts` what live figures carry, by file.
    """
    inner = folder / pages.files_at()
    chapters = {file.stem: article.read(file) for file in article.pages()}
    blocks = [block for page in chapters.values() for block in page if isinstance(block, article.Figure)]
    drawn = {block.name: draw(block) for block in progress(blocks, "figures", len(blocks))}
    for one in drawn.values():
        if one.data:
            _text(inner / one.data, one.drawing.table.to_csv(index=False, lineterminator="\n"))
    parts: list[Part] = []
    for stem, page in chapters.items():
        mine = {block.name: drawn[block.name] for block in page if isinstance(block, article.Figure)}
        head = next(block for block in page if isinstance(block, article.Chapter))
        moved = [
            (name, sweep, [name, *(other for other in mine if FIGURES[other].follows == name)])
            for name in mine
            for sweep in sweeps.get(name, ())
        ]
        told = [recorded.told(*one) for one in moved]
        data = pages.told(head, mine, told, site)
        if any(isinstance(block, article.Gallery) for block in page):
            data["gallery"] = gallery.told()
        _text(folder / prose.path(stem), pages.page(page, drawn, data, site))
        parts += [part for one in moved for part in recorded.parts(*one)]
        for one in mine.values():
            alone = embeds.alone(one, drawn, told, site)
            for file, content in embeds.pages(alone, site):
                _text(folder / file, content)
            file, content = embeds.shared(alone, site)
            _script(inner, file, content)
    for file, small in gallery.pictures(drawn):
        _text(inner / file, small)
    for part, (found, tables) in progress(_recorded(parts), "recorded states", len(parts)):
        _script(inner, part.file, found)
        _script(inner, part.tables, tables)
    for file, content in packs.packs(set(SHIFTS)):
        _text(inner / file, packs.script(file, content))
    for file, carried in progress(_carried(scripts), "live figures", len(scripts)):
        _script(inner, file, carried)
    for name, made in progress(_pictures(chapters, drawn), "social pictures", len(chapters) + len(drawn)):
        _bytes(inner / "social" / f"{name}.png", made)
    _beside(folder, site)


def _pictures(
    chapters: Mapping[str, Iterable[article.Block]], drawn: Mapping[str, Drawn]
) -> Iterator[tuple[str, bytes]]:
    """Return the social picture of each chapter and each figure, by name."""
    for stem, page in chapters.items():
        head = next(block for block in page if isinstance(block, article.Chapter))
        marks = drawn[head.leads].drawing.gap if head.leads else None
        yield stem, social.picture(marks, head.title, quotes.quote(head.sentence))
    for name, one in drawn.items():
        said = one.drawing.headline or one.drawing.alt
        yield name, social.picture(one.drawing.gap, FIGURES[name].title, str(said))


def _recorded(parts: list[Part]) -> Iterator[tuple[Part, Any]]:
    """Work the recorded states out, a process a core where there are many, and return them as they come."""
    if len(parts) <= FEW:
        yield from ((part, recorded.patches(part)) for part in parts)
        return
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        costly = sorted(parts, key=lambda part: part.cost, reverse=True)
        coming = {pool.submit(recorded.patches, part): part for part in costly}
        for done in as_completed(coming):
            yield coming[done], done.result()


def _carried(scripts: Scripts) -> Iterator[tuple[str, Any]]:
    """Make what live figures carry, a process a core where there is much, and return it as it comes."""
    if len(scripts) <= FEW:
        yield from ((file, make()) for file, make in scripts.items())
        return
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        coming = {pool.submit(make): file for file, make in scripts.items()}
        for done in as_completed(coming):
            yield coming[done], done.result()


def _script(folder: Path, file: str, content: Any) -> None:
    """Write some JSON as a script that hands it to the page: from a folder nothing can be fetched."""
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
    _text(folder / file, f'gapviz.recorded("{file}",{said})\n')


def _bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _text(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")


def _beside(folder: Path, site: Site) -> None:
    """Write what stands beside the pages: style, typefaces, scripts, licences, map, and the missing page."""
    inner = folder / pages.files_at()
    _text(inner / "style.css", look.style())
    _text(inner / "fonts.css", look.fonts())
    _script(inner, "share/look.js", look.look())
    for script in sorted(BUILT.glob("*.js")):
        shutil.copyfile(script, inner / script.name)
    licences = inner / "licences"
    licences.mkdir()
    shutil.copyfile(ROOT / "NOTICE", licences / "NOTICE.txt")
    shutil.copyfile(ROOT / "LICENSE", licences / "LICENSE.txt")
    shutil.copyfile(BUILT / "licences", licences / "plotly.js.txt")
    for file in sorted((ROOT / "static").glob("*-LICENSE.txt")):
        shutil.copyfile(file, licences / file.name)
    _text(folder / "404.html", pages.missing(site))
    if site.base:
        _text(folder / "sitemap.xml", _map(site))
    _text(folder / MARK, SAID)


def _map(site: Site) -> str:
    """Return the site map, which has whole addresses alone, and of pages that are their own canonical one."""
    found = "".join(f"<url><loc>{site.base}{prose.path(file.stem)}</loc></url>\n" for file in article.pages())
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{found}</urlset>\n"
