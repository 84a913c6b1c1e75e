"""A font upload is untrusted: whatever comes, ten digits or one plain sentence, soon, in little memory, and nothing stays."""

import io
import random
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import fonts
import psutil
import pytest
from PIL import Image

from gapviz.typefaces import child, glyphs, untrusted
from gapviz.typefaces.untrusted import UnreadableFont

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
SECONDS, MEGABYTES = 2.0, 120
"""What a font may take that is drawn or refused: generous on a busy machine, where usual is a twentieth; and of memory, of which
an interpreter and the largest font that is taken have the most."""
CRAFTED = fonts.saved(fonts.crafted())


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder for temporary files stays empty, the code's folder as it was, and no child is left."""
    folder, children = tmp_path / "scratch", psutil.Process().children()
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.chdir(folder)
    before = sorted(Path(child.__file__).parent.rglob("*"))
    yield
    assert not list(folder.iterdir())
    assert sorted(Path(child.__file__).parent.rglob("*")) == before
    assert psutil.Process().children() == children


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFont) as caught:
        untrusted.read(content)
    return sentence(caught.value)


def sentence(problem: UnreadableFont) -> str:
    """The message of a refusal, which is one plain sentence."""
    message = str(problem)
    assert message.endswith(".")
    assert message[:-1].count(". ") == 0
    assert "\n" not in message
    assert len(message) < 140
    assert not any(word in message for word in ("Traceback", "Error", "0x", str(untrusted.ROOT)))
    return message


def webbed() -> bytes:
    return fonts.saved(fonts.crafted(), "woff")


def with_number(content: bytes, at: int, number: int) -> bytes:
    return content[:at] + struct.pack(">I", number) + content[at + 4 :]


def bomb() -> bytes:
    """A font for the web of some hundred kilobytes, which unpacks to nearly as much as is allowed."""
    font = fonts.crafted()
    font["ZERO"] = fonts.table("ZERO", bytes(untrusted.MOST_UNPACKED - 10_000))
    return fonts.saved(font, "woff")


TAKEN: dict[str, Callable[[], bytes]] = {
    "TrueType": lambda: CRAFTED,
    "TrueType of a Macintosh": lambda: b"true" + CRAFTED[4:],
    "OpenType": lambda: fonts.saved(fonts.crafted(cff=True)),
    "collection": fonts.collected,
    "WOFF": webbed,
    "WOFF2": (fonts.STATIC / "inter-latin-wght-normal.woff2").read_bytes,
}


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("crafted.ttf", CRAFTED)
    return file.getvalue()


def png() -> bytes:
    file = io.BytesIO()
    Image.new("L", (9, 9)).save(file, "PNG")
    return file.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "The file is empty: choose a TrueType"),
    "text": (lambda: "seven – ÿ\r\n\t".encode() * 500, "This is a text file: choose a TrueType"),
    "zeros": (lambda: bytes(10**6), "no font that is read here"),
    "picture": (png, "This is a picture"),
    "archive": (archive, "This is an archive"),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(100), "This is a PDF"),
    "EOT": (lambda: struct.pack("<II", 400, 300) + bytes(26) + b"LP" + CRAFTED, "an Embedded OpenType font"),
    "Type 1": (lambda: b"%!PS-AdobeFont-1.0: Crafted\n", "a Type 1 font"),
    "Type 1, binary": (lambda: b"\x80\x01\x10\0\0\0%!PS-AdobeFont", "a Type 1 font"),
    "PCF": (lambda: b"\x01fcp" + bytes(100), "a bitmap font"),
    "BDF": (lambda: b"STARTFONT 2.1\nENDFONT\n", "a bitmap font"),
    "SVG": (lambda: b'<?xml version="1.0"?><svg><font/></svg>', "an SVG font or picture"),
    "too many bytes": (lambda: CRAFTED + bytes(child.MOST_BYTES), "larger than 20 MB"),
    "magic alone": (lambda: CRAFTED[:4], "damaged, or of a rare kind"),
    "half a TrueType": (lambda: CRAFTED[: len(CRAFTED) // 2], "damaged, or of a rare kind"),
    "half a WOFF": (lambda: webbed()[:300], "damaged, or of a rare kind"),
    "half a WOFF2": (lambda: TAKEN["WOFF2"]()[:9000], "damaged, or of a rare kind"),
    "WOFF that claims too much": (lambda: with_number(webbed(), 16, 2**32 - 1), "unpacks to more than 60 MB"),
    "WOFF2 that claims too much": (lambda: with_number(TAKEN["WOFF2"](), 16, 2**31), "unpacks to more than 60 MB"),
    "WOFF whose table lies": (lambda: with_number(webbed(), 44 + 12, 2**32 - 1), "damaged, or of a rare kind"),
    "vast digits": (lambda: fonts.saved(fonts.crafted(upem=16)), "larger than 5 times its size"),
    "no digits": (lambda: fonts.saved(fonts.crafted("")), "This typeface has no digits"),
    "blank digits": (lambda: fonts.saved(fonts.crafted(outlined="")), "This typeface has no digits"),
    "digits that are all alike": (lambda: fonts.saved(fonts.crafted(alike=True)), "This typeface has no digits"),
    "letters that are symbols": (lambda: fonts.saved(fonts.symbols()), "This typeface has no digits"),
    "one digit too few": (lambda: fonts.saved(fonts.crafted("012345689")), "This typeface lacks 7: choose"),
    "three digits too few": (lambda: fonts.saved(fonts.crafted(outlined="1245679")), "This typeface lacks 0, 3 and 8: choose"),
    "letters that are pixels": (lambda: CRAFTED.replace(b"glyf", b"CBDT", 1).replace(b"loca", b"CBLC", 1), "are pictures"),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_every_kind_of_font_is_drawn_soon(kind: str) -> None:
    content, start = TAKEN[kind](), time.perf_counter()
    face = untrusted.read(content)
    assert time.perf_counter() - start < SECONDS
    assert len(face.digits) == len(glyphs.DIGITS)
    assert all(digit.getbbox() == (0, 0, *digit.size) for digit in face.digits), "each is cut to its ink"
    assert face == untrusted.opened(content), "a child draws what this process would"
    assert face.name == ("Inter" if kind == "WOFF2" else "Crafted"), "of a collection the first face"


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused_soon_in_a_sentence(name: str) -> None:
    make, words = REFUSED[name]
    content, start = make(), time.perf_counter()
    assert words in refusal(content)
    assert time.perf_counter() - start < SECONDS


def test_a_name_is_plain_text_of_one_line() -> None:
    hostile = "<b>Bad\u202e\x07\u200b\n\u2028na\u0301\u0302me \0 \x1b[31m" + "x" * 500
    assert untrusted.plain(hostile.encode()[: child.MOST_NAME]).startswith("<b>Bad name [31mxxx")
    face = untrusted.read(fonts.saved(fonts.crafted(names={"familyName": hostile, "styleName": hostile})))
    assert face.name.isprintable()
    assert len(face.name) <= 2 * untrusted.LONGEST_NAME + 1
    assert untrusted.read(fonts.saved(fonts.crafted(names={}))).name == "a typeface without a name"
    assert untrusted.plain(b"\xff\xfeA\xc3") == "A"


LIMITED = """
import os, sys
from gapviz.typefaces import child
child.LIMITS["RLIMIT_CPU"] = 1
child.limit()
def refused(what):
    try:
        what()
    except (OSError, MemoryError):
        return
    sys.exit("allowed")
refused(lambda: open("left", "w"))
refused(lambda: open("/etc/passwd"))
refused(lambda: __import__("socket").socket())
refused(lambda: bytearray(2**30))
if os.getuid():
    refused(os.fork)
print("all refused", flush=True)
while True:
    pass
"""


@POSIX
def test_the_child_may_open_write_and_start_nothing_and_has_little_memory_and_time() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", LIMITED], cwd=untrusted.ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == "all refused\n", done.stderr
    assert done.returncode < 0, "killed, when its second was over"


def test_a_system_without_limits_draws_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    child.limit()
    assert untrusted.opened(CRAFTED).name == "Crafted"


EATER = "import sys; from gapviz.typefaces import child; child.limit(); sys.stdin.buffer.read(); print(bytearray(2**31))"
CHILDREN = {
    "sleeps and does not listen": "import time; time.sleep(60)",
    "listens and sleeps": "import sys, time; sys.stdin.buffer.read(); time.sleep(60)",
    "eats memory": EATER,
    "crashes": "import os; os.abort()",
    "says nothing": "import sys; sys.stdin.buffer.read()",
    "complains": "raise SystemExit('Traceback')",
    "babbles": "import sys\nwhile True: sys.stdout.buffer.write(bytes(10**6))",
    "says too much": "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(bytes(10**8))",
    "says nonsense": "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'nonsense' * 1000)",
}


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_that_does_not_answer_is_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "COMMAND", (sys.executable, "-B", "-c", CHILDREN[name]))
    monkeypatch.setattr(untrusted, "SECONDS", 1.0)
    start = time.perf_counter()
    assert refusal(TAKEN["WOFF2"]() + bytes(10**6)) == untrusted.BROKEN
    assert time.perf_counter() - start < 1.0 + SECONDS


def forged(problem: int = 0, lacking: int = 0, side: int = 2, names: tuple[int, int] = (0, 0), pixels: int = 40) -> bytes:
    return child.HEAD.pack(problem, lacking, *[side] * 20, *names) + b"\xff" * pixels


def test_what_a_child_answers_is_checked() -> None:
    assert len(untrusted.understood(forged(), CRAFTED).digits) == 10
    forgeries = [b"", forged()[:-1], forged(pixels=41), forged(problem=9), forged(side=0, pixels=0), forged(names=(5, 200))]
    forgeries += [forged(side=child.MOST_SIDE + 1, pixels=10 * (child.MOST_SIDE + 1) ** 2), forged(problem=255, side=0, pixels=0)]
    forgeries += [forged(lacking=2**15, side=0, pixels=0), forged(lacking=1), forged(problem=1), forged(problem=1, side=0)]
    for answer in forgeries:
        with pytest.raises(UnreadableFont) as caught:
            untrusted.understood(answer, CRAFTED)
        assert sentence(caught.value) == untrusted.BROKEN
    dice = random.Random(0)
    for _ in range(300):
        with pytest.raises(UnreadableFont) as caught:
            untrusted.understood(dice.randbytes(dice.randrange(200)), CRAFTED)
        sentence(caught.value)


def test_a_few_are_drawn_at_once_and_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(untrusted.read(CRAFTED).name)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Crafted"] * 6
    monkeypatch.setattr(untrusted, "PATIENCE", 0.05)
    held = [untrusted._places.acquire(timeout=1) for _ in range(untrusted.AT_ONCE)]
    try:
        assert all(held)
        assert refusal(CRAFTED) == untrusted.BUSY
    finally:
        for _ in held:
            untrusted._places.release()
    assert untrusted.read(CRAFTED).name == "Crafted"


def test_a_child_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "COMMAND", ("no such program",))
    for _ in range(untrusted.AT_ONCE + 1):
        assert refusal(CRAFTED) == untrusted.BUSY, "and its place is free again"


PEAKS = """
import os, resource, struct, subprocess, sys
from gapviz.typefaces import untrusted
pipe, given = subprocess.PIPE, sys.stdin.buffer
while head := given.read(4):
    process = subprocess.Popen(untrusted.COMMAND, cwd=untrusted.ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    process.stdin.write(given.read(struct.unpack(">I", head)[0]))
    process.stdin.close()
    process.stdout.read()
    process.stdout.close()
    _, process.returncode, usage = os.wait4(process.pid, 0)
    print(usage.ru_maxrss)
"""


def peaks(contents: list[bytes]) -> list[float]:
    """The most memory, in MB, that a child has while it draws each of `contents`.

    A process of its own asks, for a child begins with what its parent has, and this one has torch.
    """
    framed = b"".join(struct.pack(">I", len(content)) + content for content in contents)
    done = subprocess.run([sys.executable, "-B", "-c", PEAKS], cwd=untrusted.ROOT, input=framed, capture_output=True, check=True)
    return [int(line) / (2**20 if sys.platform == "darwin" else 2**10) for line in done.stdout.split()]


@POSIX
def test_bombs_and_the_largest_files_stay_in_their_memory() -> None:
    small = bomb()
    assert len(small) < 10**5
    assert untrusted.read(small).name == "Crafted"
    padded = CRAFTED + bytes(child.MOST_BYTES - len(CRAFTED))
    assert untrusted.read(padded).name == "Crafted"
    contents = [small, padded, *(make() for make in TAKEN.values()), *(make() for make, _ in REFUSED.values())]
    assert max(peaks([content for content in contents if len(content) <= child.MOST_BYTES])) < MEGABYTES


def fuzz(count: int, seed: int) -> tuple[int, float, float]:
    """Judge damaged fonts, each through the door that a reader's takes; how many were drawn, the slowest, and the largest."""
    drawn, slowest, contents = 0, 0.0, fonts.mutated(count, seed)
    for number, content in enumerate(contents):
        start = time.perf_counter()
        try:
            face = untrusted.read(content)
        except UnreadableFont as problem:
            sentence(problem)
        else:
            drawn += 1
            assert len(face.digits) == 10, number
            assert face.name.isprintable(), number
            assert all(0 < side <= child.MOST_SIDE for digit in face.digits for side in digit.size), number
        slowest = max(slowest, time.perf_counter() - start)
    largest = max(peaks(contents)) if sys.platform != "win32" else 0.0
    assert slowest < untrusted.SECONDS
    assert largest < MEGABYTES
    print(f"{drawn} of {count} drawn, the slowest in {slowest:.2f} s, the largest in {largest:.0f} MB")
    return drawn, slowest, largest


def test_a_hundred_damaged_fonts_are_drawn_or_refused() -> None:
    drawn, *_ = fuzz(100, seed=0)
    assert 10 < drawn < 90, "damage that shows, and damage that does not"


@pytest.mark.long
@pytest.mark.skipif("'long' not in config.getoption('markexpr')", reason="takes longer: pytest -m long")
def test_a_thousand_damaged_fonts_are_drawn_or_refused() -> None:
    fuzz(1000, seed=1)
