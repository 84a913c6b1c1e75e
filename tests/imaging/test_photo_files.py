"""Uploads are untrusted: a picture or one plain sentence, soon, in little memory, and nothing on disk."""

import contextlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gapviz.imaging import photo
from gapviz.imaging.photo import files, jpeg
from tests.odd_pictures import MEGABYTES, MORE, REFUSED, SEVEN, TRAITS, half, saved, scans

pytestmark = pytest.mark.filterwarnings("ignore")  # Pillow warns of what is odd in a file, and reads on.


@pytest.fixture(autouse=True)
def nothing_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder for temporary files stays empty."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(folder)
    yield
    assert not list(folder.iterdir())


@pytest.mark.parametrize("name", TRAITS)
def test_every_kind_of_picture_is_read(name: str) -> None:
    found = photo.prepare(TRAITS[name]())
    assert len(found.digits) == 1
    plain = photo.prepare(np.asarray(SEVEN))
    assert float((found.image - plain.image).abs().mean()) < 0.05, "a dithered edge moves the stroke a little"
    assert found.boxes == pytest.approx(plain.boxes, abs=2)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_in_a_sentence(name: str) -> None:
    make, sentence = REFUSED[name]
    with pytest.raises(photo.UnreadableImage) as caught:
        photo.read(make())
    message = str(caught.value)
    assert sentence in message
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 120


@pytest.mark.parametrize("name", [name for name in REFUSED if "JPEG" in name])
def test_a_jpeg_is_never_told_to_become_one(name: str) -> None:
    with pytest.raises(photo.UnreadableImage) as caught:
        photo.read(REFUSED[name][0]())
    assert not any(words in str(caught.value) for words in ("as JPEG", "or JPEG"))


@pytest.mark.parametrize("name", TRAITS)
def test_of_several_pages_or_frames_it_is_said_that_there_are_more(name: str) -> None:
    assert photo.read(TRAITS[name]()).more == (name in MORE)


def test_damage_after_the_first_page_is_not_asked_about() -> None:
    content = TRAITS["TIFF of two pages"]()
    assert not photo.read(content[: len(saved(SEVEN, "TIFF")) + 20]).more


def test_scans_are_those_of_the_picture_itself() -> None:
    counted = {name: jpeg.layout(TRAITS[name]()).scans for name in TRAITS if name.startswith("JPEG")}
    assert counted.pop("JPEG progressive") == 10
    assert set(counted.values()) == {1}
    assert jpeg.layout(scans(30)).scans == 10 + 29


def test_coefficients_are_kept_of_a_progressive_jpeg_alone() -> None:
    assert jpeg.layout(saved(SEVEN, "JPEG")).coefficients == 0
    whole = saved(Image.new("RGB", (33, 17)), "JPEG", progressive=True, subsampling="4:2:0")
    assert jpeg.layout(whole).coefficients == (3 * 2 * 6) * 128, "six blocks in each square of 16 pixels"
    whole = saved(Image.new("L", (33, 17)), "JPEG", progressive=True)
    assert jpeg.layout(whole).coefficients == (5 * 3) * 128
    assert jpeg.layout(whole[:30]).coefficients == 0


def test_a_file_is_bytes_a_path_a_stream_an_image_or_an_array(tmp_path: Path) -> None:
    content = saved(SEVEN, "PNG")
    path = tmp_path / "seven.txt"
    path.write_bytes(content)
    wanted = photo.read(content).pixels
    assert wanted.dtype == np.uint8
    with path.open("rb") as stream:
        for file in (path, str(path), stream, SEVEN, np.asarray(SEVEN), np.asarray(SEVEN, np.float32) / 255):
            assert np.array_equal(photo.read(file)[0], wanted)
    with pytest.raises(photo.UnreadableImage, match=r"other\.png cannot be opened \(No such file"):
        photo.read(tmp_path / "other.png")
    for array in (np.zeros((2, 2, 2)), np.zeros(5), np.zeros((0, 4)), np.array([["a"]])):
        with pytest.raises(photo.UnreadableImage, match=r"A picture is an array \(H, W\)"):
            photo.read(array)
    assert photo.read(np.full((3, 3), np.nan))[0].max() == 0


def test_one_bad_file_among_many_does_not_stop_the_others() -> None:
    read, refused = 0, []
    for content in (saved(SEVEN, "PNG"), b"text", half("JPEG"), saved(SEVEN, "JPEG")):
        try:
            read += len(photo.prepare(content).digits)
        except photo.UnreadableImage as problem:
            refused.append(str(problem))
    assert read == 2
    assert len(refused) == 2


@pytest.mark.parametrize("size", [(1, 1), (1, 3), (5000, 3), (3, 5000)])
@pytest.mark.parametrize("kind", files.FORMATS)
def test_tiny_and_slim_pictures_work(kind: str, size: tuple[int, int]) -> None:
    found = photo.prepare(saved(Image.new("RGB", size, "white"), kind))
    assert not len(found.digits)


@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {}), ("PNG", {"compress_level": 1}), ("WEBP", {"method": 0})]
)
def test_a_large_photograph_is_read_smaller(kind: str, options: dict[str, int]) -> None:
    content = saved(SEVEN.resize((4000, 3000)), kind, **options)
    prepared = photo.prepare(content)
    assert len(prepared.digits) == 1
    assert files.LONGEST_SIDE / 2 <= max(prepared.steps[0].pictures[0].shape) <= files.LONGEST_SIDE


MEMORY = """
import json, re, resource, sys, warnings
from pathlib import Path
from gapviz.imaging import photo
from scipy import ndimage  # imported when used, and kept
warnings.simplefilter("ignore")
found, status = [], Path("/proc/self/status")

def most():
    # Where it can be told: without what the parent had when this process began.
    if status.exists():
        return int(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

for names in json.load(sys.stdin):
    for name in names:
        try:
            photo.read(Path(name))
        except photo.UnreadableImage:
            pass
    found.append(most())
json.dump([later - before for before, later in zip(found, found[1:])], sys.stdout)
"""


def most_megabytes(folder: Path, *groups: dict[str, bytes]) -> list[float]:
    """How much each of these groups of files takes, more than those before it, in a process of its own."""
    names = []
    for group in ({"seven": saved(SEVEN, "PNG")}, *groups):
        for name, content in group.items():
            (folder / name).write_bytes(content)
        names.append([str(folder / name) for name in group])
    where = {"cwd": Path(__file__).parents[2], "env": os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}}
    command = [sys.executable, "-c", MEMORY]
    done = subprocess.run(
        command, input=json.dumps(names), capture_output=True, text=True, check=True, **where
    )
    return list(json.loads(done.stdout))


@pytest.fixture(scope="module")
def largest() -> dict[str, bytes]:
    """Pictures of nearly as many pixels as are taken."""
    return {
        "rgba": saved(Image.new("RGBA", (6000, 4900)), "PNG", compress_level=1),
        "palette": saved(Image.new("P", (6000, 4900)), "PNG", compress_level=1, transparency=0),
        "jpeg": saved(Image.new("L", (12_000, 9900)), "JPEG"),
        "slim": saved(Image.new("RGB", (26_000, 1500)), "JPEG"),
        "progressive": saved(Image.new("L", (8600, 8600)), "JPEG", progressive=True),
        "webp": saved(Image.new("RGB", (4032, 3024)), "WEBP"),
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_bombs_and_the_largest_pictures_stay_in_their_memory(
    tmp_path: Path, largest: dict[str, bytes]
) -> None:
    bombs = {name.replace(" ", "-"): make() for name, (make, _) in REFUSED.items()}
    refused, read = most_megabytes(tmp_path, bombs, largest)
    assert refused < MEGABYTES / 2
    assert refused + read < MEGABYTES


def test_the_largest_jpegs_are_made_smaller_soon(largest: dict[str, bytes]) -> None:
    seconds = {}
    for name in ("rgba", "jpeg", "progressive", "slim"):
        start = time.process_time()
        photo.read(largest[name])
        seconds[name] = time.process_time() - start
    assert max(seconds.values()) < 2 * seconds["rgba"], seconds


def test_a_photograph_of_fifty_megapixels_is_read() -> None:
    assert len(photo.prepare(saved(SEVEN.convert("L").resize((8160, 6120), 0), "JPEG")).digits) == 1


def mutated(content: bytes, dice: random.Random) -> bytes:
    """`content` with a few bytes changed, cut out, doubled or cut off."""
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 8))):
        if not changed:
            break
        # Headers come first: many of the changes are there, though past the bytes that say what it is.
        at = (
            dice.randrange(8, max(9, min(len(changed), 120)))
            if dice.random() < 0.4
            else dice.randrange(len(changed))
        )
        at, kind = min(at, len(changed) - 1), dice.choice((0, 0, 0, 1, 1, 2, 3, 4))
        if kind == 0:
            changed[at] = dice.randrange(256)
        elif kind == 1:
            changed[at : at + 4] = dice.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\1\0\0")
            )
        elif kind == 2:
            del changed[at : at + dice.randrange(1, 30)]
        elif kind == 3:
            changed[at:at] = changed[at : at + dice.randrange(1, 30)]
        else:
            del changed[max(at, 1) :]
    return bytes(changed)


def cost(content: bytes) -> float:
    """Seconds of a core that a file takes, which is read, or refused."""
    start = time.process_time()
    with contextlib.suppress(photo.UnreadableImage):
        found = photo.prepare(content)
        assert found.image.shape == (1, 1, 28, 28)
        assert bool(found.digits.isfinite().all())
    return time.process_time() - start


def fuzz(count: int, seed: int, largest: dict[str, bytes]) -> None:
    """Judge damaged files; none costs much more than the costliest that is taken, on any machine."""
    dice, originals = random.Random(seed), [make() for make in TRAITS.values()]
    dearest = max(cost(mutated(dice.choice(originals), dice)) for _ in range(count))
    assert dearest < 4 * cost(largest["rgba"])


def test_mutated_files_are_read_or_refused(largest: dict[str, bytes]) -> None:
    fuzz(200, 0, largest)


@pytest.mark.long
def test_many_mutated_files_are_read_or_refused(largest: dict[str, bytes]) -> None:
    fuzz(5000, 1, largest)
