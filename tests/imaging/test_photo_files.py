"""Uploads are untrusted: a picture or one plain sentence, soon, in little memory, and nothing on disk."""

import contextlib
import io
import json
import os
import random
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gapviz.imaging import photo
from gapviz.imaging.photo import files

pytestmark = pytest.mark.filterwarnings("ignore")  # Pillow warns of what is odd in a file, and reads on.

SEVEN = Image.new("RGB", (120, 90), "white")
ImageDraw.Draw(SEVEN).line([(40, 20), (80, 20), (55, 75)], fill=(20, 20, 30), width=7)
MEGABYTES = 200


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def turned(kind: str) -> bytes:
    exif = Image.Exif()
    exif[files.ORIENTATION] = 6
    return saved(SEVEN.transpose(Image.Transpose.ROTATE_90), kind, exif=exif)


def sixteen_bits() -> Image.Image:
    return Image.fromarray(np.asarray(SEVEN.convert("L")).astype(np.uint16) * 257)


def on_glass(ink: int) -> Image.Image:
    """Strokes of one grey on a transparent ground."""
    alpha = SEVEN.convert("L").point(lambda grey: 255 - grey)
    image = Image.new("RGBA", SEVEN.size, (ink, ink, ink, 0))
    image.putalpha(alpha)
    return image


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", SEVEN.size, "white") for _ in range(3)]
    return saved(SEVEN, kind, save_all=True, append_images=frames)


TRAITS: dict[str, Callable[[], bytes]] = {
    **{kind: lambda kind=kind: saved(SEVEN, kind) for kind in files.FORMATS},
    "JPEG grey": lambda: saved(SEVEN.convert("L"), "JPEG"),
    "JPEG CMYK": lambda: saved(SEVEN.convert("CMYK"), "JPEG"),
    "JPEG progressive": lambda: saved(SEVEN, "JPEG", progressive=True),
    "JPEG turned": lambda: turned("JPEG"),
    "PNG turned": lambda: turned("PNG"),
    "WEBP turned": lambda: turned("WEBP"),
    "TIFF turned": lambda: turned("TIFF"),
    "PNG 16 bits": lambda: saved(sixteen_bits(), "PNG"),
    "PNG interlaced palette": lambda: saved(SEVEN.quantize(8), "PNG"),
    "PNG palette with a clear colour": lambda: saved(SEVEN.quantize(8), "PNG", transparency=0),
    "PNG 1 bit": lambda: saved(SEVEN.convert("1"), "PNG"),
    "PNG grey and alpha": lambda: saved(on_glass(0).convert("LA"), "PNG"),
    "PNG dark on glass": lambda: saved(on_glass(0), "PNG"),
    "PNG light on glass": lambda: saved(on_glass(255), "PNG"),
    "WEBP dark on glass": lambda: saved(on_glass(0), "WEBP", lossless=True),
    "TIFF CMYK": lambda: saved(SEVEN.convert("CMYK"), "TIFF"),
    "TIFF floats": lambda: saved(SEVEN.convert("F"), "TIFF"),
    "TIFF 16 bits": lambda: saved(sixteen_bits(), "TIFF"),
    "TIFF 1 bit fax": lambda: saved(SEVEN.convert("1"), "TIFF", compression="group4"),
    "TIFF LZW": lambda: saved(SEVEN, "TIFF", compression="tiff_lzw"),
    "GIF animated": lambda: animated("GIF"),
    "WEBP animated": lambda: animated("WEBP"),
    "PNG animated": lambda: animated("PNG"),
    "BMP palette": lambda: saved(SEVEN.quantize(8), "BMP"),
}


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def claimed(content: bytes, at: int, form: str, *sizes: int) -> bytes:
    """`content` with other sizes written over those in its header."""
    packed = struct.pack(form, *sizes)
    return content[:at] + packed + content[at + len(packed) :]


def tiff_claiming(side: int) -> bytes:
    content = saved(SEVEN, "TIFF")
    for tag in (256, 257):
        place = next(
            at
            for at in range(len(content))
            if content[at : at + 4] in {struct.pack("<HH", tag, 3), struct.pack("<HH", tag, 4)}
        )
        content = claimed(content, place, "<HHII", tag, 4, 1, side)
    return content


def scans(count: int) -> bytes:
    content = saved(SEVEN, "JPEG", progressive=True)
    start = content.rindex(b"\xff\xda")
    return content[:start] + content[start:-2] * count + content[-2:]


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("seven.png", bytes(10**7))
    return file.getvalue()


HUGE = 60_000
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "PNG bomb": (lambda: png_header(HUGE, HUGE), "more than 30 million pixels"),
    "PNG bomb, smaller": (lambda: png_header(12_000, 9_000), "more than 30 million pixels"),
    "GIF bomb": (lambda: claimed(saved(SEVEN, "GIF"), 6, "<HH", HUGE, HUGE), "more than 30 million pixels"),
    "BMP bomb": (lambda: claimed(saved(SEVEN, "BMP"), 18, "<ii", HUGE, HUGE), "more than 30 million pixels"),
    "TIFF bomb": (lambda: tiff_claiming(HUGE), "million pixels"),
    "WEBP bomb": (
        lambda: claimed(saved(SEVEN, "WEBP"), 26, "<HH", 16383, 16383),
        "more than 13 million pixels",
    ),
    "WEBP bomb, lossless": (
        lambda: claimed(saved(SEVEN, "WEBP", lossless=True), 21, "<I", 0x0FFFFFFF),
        "more than 13 million",
    ),
    "WEBP bomb, animated": (
        lambda: claimed(animated("WEBP"), 24, "<IH", 0xFFFFFF, 0xFFFF),
        "more than 13 million pixels",
    ),
    "JPEG bomb": (lambda: jpeg_claiming(HUGE), "more than 30 million pixels"),
    "JPEG of many scans": (lambda: scans(100), "more than 64 scans"),
    "text": (lambda: b"seven\n" * 1000, "This is no picture"),
    "nothing": (lambda: b"", "The file is empty"),
    "zeros": (lambda: bytes(10**6), "This is no picture"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a text file"),
    "archive": (archive, "an archive: unpack it"),
    "gzip": (lambda: b"\x1f\x8b\x08\x00" + bytes(100), "an archive"),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(100), "a PDF"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
    "too many bytes": (lambda: saved(SEVEN, "PNG") + bytes(files.MOST_BYTES), "larger than 40 MB"),
    "half a PNG": (lambda: half("PNG"), "ends before its picture"),
    "half a JPEG": (lambda: half("JPEG"), "ends before its picture"),
    "half a TIFF": (lambda: half("TIFF"), "."),
    "half a WEBP": (lambda: half("WEBP"), "."),
    "half a BMP": (lambda: half("BMP"), "ends before its picture"),
    "half a GIF": (lambda: half("GIF"), "ends before its picture"),
}


def half(kind: str) -> bytes:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8))
    content = saved(noise, kind)
    return content[: len(content) // 2]


def jpeg_claiming(side: int) -> bytes:
    content = saved(SEVEN, "JPEG")
    return claimed(content, content.index(b"\xff\xc0") + 5, ">HH", side, side)


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


def test_a_file_is_bytes_a_path_a_stream_an_image_or_an_array(tmp_path: Path) -> None:
    content = saved(SEVEN, "PNG")
    path = tmp_path / "seven.txt"
    path.write_bytes(content)
    wanted, _ = photo.read(content)
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
import json, resource, sys, warnings
from pathlib import Path
from gapviz.imaging import photo
warnings.simplefilter("ignore")
found = []
for names in json.load(sys.stdin):
    for name in names:
        try:
            photo.read(Path(name))
        except photo.UnreadableImage:
            pass
    found.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
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
        "jpeg": saved(Image.new("RGB", (6000, 4900)), "JPEG", progressive=True),
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
    fuzz(400, 0, largest)


@pytest.mark.long
def test_many_mutated_files_are_read_or_refused(largest: dict[str, bytes]) -> None:
    fuzz(5000, 1, largest)
