"""The version: a digest that follows what the charts come out of, and the release that people cite."""

import re
from datetime import date

from gapviz.core import version


def test_the_release_is_the_one_that_people_cite():
    cited = dict(re.findall(r"^([\w-]+): (.+)$", (version.ROOT / "CITATION.cff").read_text(), re.MULTILINE))
    assert version.version().startswith(f"{cited['version']}-")
    assert date.fromisoformat(cited["date-released"]) <= date.today()


def test_the_digest_follows_content_and_names_and_not_what_python_leaves(tmp_path, monkeypatch):
    folder = tmp_path / ".clone"
    (folder / "gapviz" / "__pycache__").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nversion = "9.8"\n')
    monkeypatch.setattr(version, "ROOT", folder)

    def now():
        version.version.cache_clear()
        return version.version()

    found = [now()]
    for file, content in (("a.py", "1"), ("a.py", "2"), ("b.py", "2")):
        (folder / "gapviz" / file).write_text(content)
        found.append(now())
    (folder / "gapviz" / "__pycache__" / "a.pyc").write_text("3")
    version.version.cache_clear()
    assert len(set(found)) == len(found)
    assert version.version() == found[-1]
    version.version.cache_clear()
