"""A link that somebody shared goes on meaning what it meant: keys of the address and defaults are frozen."""

import json
from pathlib import Path

from gapviz.editions.article.blocks import CHOSEN
from gapviz.figures import FIGURES

PUBLISHED = json.loads(Path(__file__).with_name("published_addresses.json").read_text())
"""By key, `figure.parameter`, the default that is left out of an address, as it was when it was published."""


def addresses():
    """What every figure puts into the address in its default state, by key."""
    found = {CHOSEN: ""}
    for figure in FIGURES.values():
        values = {name: parameter.default for name, parameter in figure.parameters.items()}
        found |= {figure.key(name): parameter.default for name, parameter in figure.declared(values).items()}
    return found


def test_what_is_published_stays():
    now = addresses()
    changed = {key: now.get(key) for key, default in PUBLISHED.items() if now.get(key) != default}
    assert not changed, f"{changed}: links to these exist; a new parameter gets a new key"


def test_what_is_new_is_published():
    unknown = addresses().keys() - PUBLISHED.keys()
    assert not unknown, f"add to tests/published_addresses.json: {sorted(unknown)}"
