"""What is taken of a figure, for the tests of its formats: as JavaScript has it, and how formats are read."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser

from gapviz.figures import FIGURES

MODULES = "share/formats.js share/one_file.js share/themes.js page/wording.js"
TAKEN = """
  const ours = "https://example.org/gapviz/";
  const taken = (told, pairs = [], more = {}) => ({
    ...told, drawing: told.published, pairs, settings: pairs.map(([key, text]) => [`the ${key}`, `${text}!`]),
    text: Object.fromEntries(["caption", "alt", "headline"].map(name => [name, fill(told.published[name])])),
    addresses: { page: `${ours}Chapter.html`, embed: `${ours}embed-${told.name}.html`,
      pinned: `${ours}v/${told.facts.version}/embed-${told.name}.html` },
    chosen: { theme: "", plain: false, slide: false, pinned: false }, ...more });
"""


def told(site):
    """What is told of each figure in the site's packs of Share, by name."""
    found = {file.stem: pack(file) for file in sorted(site.rglob("share/*.js")) if file.stem != "look"}
    assert found.keys() == FIGURES.keys()
    return found


def another(one):
    """Another state of a figure, as its address has it: the first control that can be moved, moved."""
    for control in one["published"]["controls"]:
        if control["kind"] == "choice" and len(control["options"]) > 1:
            return [
                [control["key"], next(name for name, _ in control["options"] if name != control["default"])]
            ]
        if control["kind"] == "range":
            return [[control["key"], str(control["high"])]]
    return [[f"{one['name']}.odd key", "ä & <b>"]]


def pack(file):
    """The content of a pack."""
    return json.loads(re.fullmatch(r'gapviz\.recorded\("[^"]*",(.*)\)\n?', file.read_text())[1])


class Structure(HTMLParser):
    """The elements of some HTML: names, attributes, and which of the texts stand in scripts."""

    def __init__(self, markup):
        super().__init__()
        self.found, self.words, self.scripts, self.inside = [], [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        (self.scripts if self.inside == "script" else self.words).append(data)

    @property
    def shape(self):
        return [(tag, sorted(attributes)) for tag, attributes in self.found]

    def all(self, wanted):
        return [attributes for tag, attributes in self.found if tag == wanted]


def unpacked(made):
    """The files of a ZIP, by name; Python's own reader finds them whole."""
    with zipfile.ZipFile(io.BytesIO(made.tobytes())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}
