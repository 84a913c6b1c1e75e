"""A font upload is untrusted: ten digits or one plain sentence, soon, in little memory, and nothing stays."""

import hashlib
import json
import random
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from gapviz.core import sandbox
from gapviz.imaging.typefaces import child, glyphs, untrusted
from gapviz.imaging.typefaces.untrusted import UnreadableFont
from tests import fonts
from tests.odd_fonts import CRAFTED, REFUSED, TAKEN, bomb, sentence

MEGABYTES = 120
"""What a child may take, of which an interpreter and the largest font that is taken have the most."""


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder for temporary files stays empty, the code's folder as it was, and no child is left."""
    folder, children = tmp_path / "scratch", set(psutil.Process().children())
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.chdir(folder)
    before = sorted(Path(child.__file__).parent.rglob("*"))
    yield
    assert not list(folder.iterdir())
    assert sorted(Path(child.__file__).parent.rglob("*")) == before
    assert not set(psutil.Process().children()) - children


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFont) as caught:
        untrusted.read(content)
    return sentence(caught.value)


JUDGE = """
import hashlib, json, struct, sys
from concurrent.futures import ThreadPoolExecutor
from gapviz.core import sandbox
from gapviz.imaging.typefaces import untrusted

def judged(content):
    try:
        face = untrusted.read(content)
    except untrusted.UnreadableFont as problem:
        return {"sentence": str(problem)}
    pixels = b"".join(digit.tobytes() for digit in face.digits)
    sizes = [digit.size for digit in face.digits]
    return {"name": face.name, "sizes": sizes, "md5": hashlib.md5(pixels).hexdigest()}

contents = []
while head := sys.stdin.buffer.read(4):
    contents.append(sys.stdin.buffer.read(struct.unpack(">I", head)[0]))
with ThreadPoolExecutor(sandbox.AT_ONCE) as pool:
    found = list(pool.map(judged, contents))
largest = 0
if sys.platform != "win32":
    from resource import RUSAGE_CHILDREN, getrusage
    largest = getrusage(RUSAGE_CHILDREN).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
json.dump([found, largest], sys.stdout)
"""


def judged(contents: list[bytes]) -> tuple[list[dict[str, Any]], float]:
    """What becomes of each font, name, sizes and hash of its digits or a sentence; the largest child in MB.

    A process of its own asks, for a child begins with the memory that its parent has, and this one has torch.
    """
    framed = b"".join(struct.pack(">I", len(content)) + content for content in contents)
    command = [sys.executable, "-B", "-c", JUDGE]
    done = subprocess.run(command, cwd=untrusted.ROOT, input=framed, capture_output=True, check=True)
    found, largest = json.loads(done.stdout)
    return found, largest


def large() -> list[bytes]:
    """The largest that are taken: one that unpacks to much, and one that is as long as may be."""
    return [bomb(), CRAFTED + bytes(child.MOST_BYTES - len(CRAFTED))]


@pytest.fixture(scope="module")
def all_judged() -> tuple[dict[str, dict[str, Any]], float]:
    """What becomes of large ones and of every kind, taken or refused, by name; the largest child in MB."""
    kinds = TAKEN | {name: make for name, (make, _) in REFUSED.items()}
    found, largest = judged([*large(), *(make() for make in kinds.values())])
    return dict(zip(("bomb", "longest", *kinds), found, strict=True)), largest


@pytest.mark.parametrize("kind", TAKEN)
def test_every_kind_of_font_is_drawn(kind: str, all_judged: tuple[dict[str, dict[str, Any]], float]) -> None:
    face, drawn = untrusted.opened(TAKEN[kind]()), all_judged[0][kind]
    assert len(face.digits) == len(glyphs.CHARACTERS)
    assert all(digit.getbbox() == (0, 0, *digit.size) for digit in face.digits), "each is cut to its ink"
    assert drawn["sizes"] == [list(digit.size) for digit in face.digits], (
        "a child draws what this process would"
    )
    pixels = b"".join(digit.tobytes() for digit in face.digits)
    assert drawn["md5"] == hashlib.md5(pixels, usedforsecurity=False).hexdigest()
    assert drawn["name"] == face.name == ("Inter" if kind == "WOFF2" else "Crafted"), (
        "of a collection the first face"
    )


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(
    name: str, all_judged: tuple[dict[str, dict[str, Any]], float]
) -> None:
    assert REFUSED[name][1] in sentence(all_judged[0][name]["sentence"])


def test_bombs_and_the_largest_files_stay_in_their_memory(
    all_judged: tuple[dict[str, dict[str, Any]], float],
) -> None:
    found, largest = all_judged
    assert len(bomb()) < 10**5
    assert found["bomb"]["name"] == found["longest"]["name"] == "Crafted"
    assert largest < MEGABYTES


def test_a_name_is_plain_text_of_one_line() -> None:
    hostile = "<b>Bad\u202e\x07\u200b\n\u2028na\u0301\u0302me \0 \x1b[31m" + "x" * 500
    assert untrusted.plain(hostile.encode()[: child.MOST_NAME]).startswith("<b>Bad n\u00e1\u0302me [31mxxx")
    face = untrusted.read(fonts.saved(fonts.crafted(names={"familyName": hostile, "styleName": hostile})))
    assert face.name.isprintable()
    assert len(face.name) <= 2 * untrusted.LONGEST_NAME + 1
    assert untrusted.read(fonts.saved(fonts.crafted(names={}))).name == "a typeface without a name"
    assert untrusted.plain(b"\xff\xfeA\xc3") == "A"


def test_what_outgrows_its_limits_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "LIMITS", untrusted.LIMITS._replace(address_space=2**20))
    assert refusal(CRAFTED + bytes(10**6)) == untrusted.BROKEN


@pytest.mark.parametrize(
    "said", [b"", b"nonsense" * 1000, bytes(2 * child.MOST_ANSWER)], ids=["nothing", "nonsense", "much"]
)
def test_a_child_that_was_taken_over_is_one_sentence(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({said[:8]!r} * {len(said) // 8})"
    monkeypatch.setattr(sandbox, "COMMAND", (sys.executable, "-B", "-c", code))
    assert refusal(CRAFTED) == untrusted.BROKEN


def test_where_no_child_is_to_be_had_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", ("no such program",))
    assert refusal(CRAFTED) == untrusted.BUSY


def forged(
    problem: int = 0, lacking: int = 0, side: int = 2, names: tuple[int, int] = (0, 0), pixels: int = 40
) -> bytes:
    return child.HEAD.pack(problem, lacking, *[side] * 20, *names) + b"\xff" * pixels


def test_what_a_child_answers_is_checked() -> None:
    assert len(untrusted.understood(forged()).digits) == 10
    forgeries = [
        b"",
        forged()[:-1],
        forged(pixels=41),
        forged(problem=9),
        forged(side=0, pixels=0),
        forged(names=(5, 200)),
    ]
    forgeries += [
        forged(side=child.MOST_SIDE + 1, pixels=10 * (child.MOST_SIDE + 1) ** 2),
        forged(problem=255, side=0, pixels=0),
    ]
    forgeries += [
        forged(lacking=2**15, side=0, pixels=0),
        forged(lacking=1),
        forged(problem=1),
        forged(problem=1, side=0),
    ]
    for answer in forgeries:
        with pytest.raises(UnreadableFont) as caught:
            untrusted.understood(answer)
        assert sentence(caught.value) == untrusted.BROKEN
    dice = random.Random(0)
    for _ in range(300):
        with pytest.raises(UnreadableFont) as caught:
            untrusted.understood(dice.randbytes(dice.randrange(200)))
        sentence(caught.value)


def fuzz(count: int, seed: int) -> int:
    """Judge damaged fonts, each through the door that a reader's takes; how many were drawn.

    None of them breaks its child or takes more time than that is given: that would be a sentence, too.
    """
    found, largest = judged(fonts.mutated(count, seed))
    drawn = [one for one in found if "name" in one]
    for number, one in enumerate(found):
        assert "name" in one or sentence(one["sentence"]) != untrusted.BROKEN, number
    for one in drawn:
        assert len(one["sizes"]) == 10
        assert one["name"].isprintable()
        assert all(0 < side <= child.MOST_SIDE for size in one["sizes"] for side in size)
    assert largest < MEGABYTES
    print(f"{len(drawn)} of {count} drawn, the largest in {largest:.0f} MB")
    return len(drawn)


def test_damaged_fonts_are_drawn_or_refused() -> None:
    assert 5 < fuzz(50, seed=0) < 45, "damage that shows, and damage that does not"


@pytest.mark.long
def test_a_thousand_damaged_fonts_are_drawn_or_refused() -> None:
    fuzz(1000, seed=1)
