"""What is built of JavaScript, and committed, is what its sources give."""

import hashlib
import json
import shutil
import subprocess

import plotly
import pytest

from gapviz.editions.web.networks import BUILT

WEB = BUILT.parent
NPM = shutil.which("npm")
REMEDY = "cd gapviz/editions/web && npm ci && npm run build"


def test_what_is_built_is_of_the_sources_of_today():
    known = dict(reversed(line.split("  ")) for line in (BUILT / "sources").read_text().splitlines())
    files = [WEB / "build.mjs", WEB / "package.json", WEB / "package-lock.json", *WEB.glob("src/**/*.[jt]s")]
    today = {str(path.relative_to(WEB)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    other = {name for name in {*known, *today} if known.get(name) != today.get(name)}
    assert not other, f"{sorted(other)} changed since the last build: {REMEDY}"


@pytest.mark.long
@pytest.mark.skipif(NPM is None, reason="npm is not installed: what is built is NOT made anew")
def test_the_sources_give_the_same_bytes(tmp_path):
    for path in (*WEB.glob("*.json"), WEB / "build.mjs", WEB / ".npmrc"):
        shutil.copy(path, tmp_path)
    shutil.copytree(WEB / "src", tmp_path / "src")
    for command in (["ci"], ["run", "build"]):
        subprocess.run([NPM, *command], cwd=tmp_path, check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in (tmp_path / "built").iterdir()}
    assert made.keys() == {path.name for path in BUILT.iterdir()}
    other = [name for name, content in made.items() if content != (BUILT / name).read_bytes()]
    assert not other, f"{other} differ: {REMEDY}"


def test_the_charts_are_of_the_version_inside_plotly():
    theirs = (BUILT.parent / "package.json").read_text()
    version = json.loads(theirs)["devDependencies"]["plotly.js"]
    inside = plotly.__path__[0] + "/package_data/plotly.min.js"
    with open(inside) as script:
        assert f"plotly.js v{version}\n" in script.read(100)
    assert f"plotly.js v{version}\n" in (BUILT / "plotly.js").read_text()[:100]
