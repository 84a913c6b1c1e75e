"""Scans: what is read of them, what is kept of an archive, and what is refused."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import torch
from conftest import EACH, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gapviz import data, evaluation, models
from gapviz.core.types import UnusableFileError
from gapviz.data import swiss_scans
from gapviz.imaging.mnist_frame import INK
from tests.commands import refusal, run

WRITER = swiss_scans.WRITERS[0]
REMEDY = r"remake it with: python -m gapviz scans$"


def png(picture, **options):
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


def as_github_has_it(files):
    return {f"numbers-master/{name}": content for name, content in files.items()}


@pytest.fixture
def archive(tmp_path, drawn):
    """GitHub's archive: the scans in a folder of their own, among other things."""
    others = {
        "numbers-master/README.md": b"# Numbers",
        f"numbers-master/{WRITER}/README.md": b"",
        "numbers-master/0099_CH1F/1/number-1.png": b"",
    }
    path = tmp_path / "master.zip"
    path.write_bytes(zipped(others | as_github_has_it(drawn)))
    return path


@pytest.fixture
def expected(drawn, nothing_fetched, monkeypatch):
    """Nothing is fetched yet, and the drawn scans are those that were counted."""
    found = hashlib.sha256()
    for name, content in drawn.items():
        found.update(f"{name} {len(content)}\n".encode() + content)
    monkeypatch.setattr(swiss_scans, "SHA256", found.hexdigest())
    return nothing_fetched


# What is read


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_ink_is_the_same_in_every_mode(mode):
    grey = np.full((7, 5), 255, np.uint8)
    grey[2:5, 1:3] = 0
    if mode in ("RGBA", "LA"):  # paper is transparent, and black underneath
        picture = Image.fromarray(np.dstack([np.zeros_like(grey), 255 - grey]), "LA").convert(mode)
    else:
        picture = Image.fromarray(grey).convert(mode)
    ink = swiss_scans.ink(png(picture))
    assert ink.dtype == np.uint8
    assert np.array_equal(ink, 255 - grey)


def test_a_transparent_entry_of_a_palette_is_paper():
    picture = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    picture.putpalette([0, 0, 0, 0, 0, 0])
    assert swiss_scans.ink(png(picture, transparency=0)).tolist() == [[0, 255]]


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(swiss_scans.DAMAGE):
        swiss_scans.ink(content)


def test_other_formats_and_huge_pictures_are_refused():
    file = io.BytesIO()
    Image.new("L", (9, 9)).save(file, "GIF")
    with pytest.raises(swiss_scans.DAMAGE):
        swiss_scans.ink(file.getvalue())
    with pytest.raises(ValueError, match=r"^sides of a scan must have at most 1000 pixels, got 1001$"):
        swiss_scans.ink(png(Image.new("L", (1001, 1))))


def test_a_scan_comes_into_the_frame_as_mnist_has_it():
    test, found = data.load("mnist", "test"), []
    for pixels in test.pixels[:20, 0].numpy():
        scan = np.pad(
            40 + 0.6 * np.kron(pixels, np.ones((4, 4))), ((3, 9), (30, 2)), constant_values=40
        ).astype(np.uint8)
        found.append(swiss_scans.framed(scan))
        assert found[-1].shape == (1, 1, 28, 28)
        assert found[-1].dtype == torch.float32
        assert 0 <= found[-1].min() <= found[-1].max() <= 1
        rows, columns = (found[-1][0, 0] > INK).nonzero().T
        assert 19 <= max(rows.max() - rows.min(), columns.max() - columns.min()) + 1 <= 20
    read = evaluation.predict(models.load("cnn-0"), torch.cat(found)).argmax(1)
    assert torch.equal(read, test.labels[:20])


@pytest.mark.parametrize("shade", [0, 77, 255])
def test_a_scan_without_a_stroke_is_empty(shade):
    assert swiss_scans.framed(np.full((40, 30), shade, np.uint8)).sum() == 0


def test_scans_are_read_by_number(fetched):
    numbers, images = swiss_scans.images(WRITER, "3")
    assert numbers == [7 * step for step in range(EACH)]
    assert images.shape == (EACH, 1, 28, 28)
    assert torch.equal(images, swiss_scans.images(swiss_scans.CONTROL, "3")[1]), "all writers are drawn alike"


def test_an_unknown_writer_or_digit_is_refused(fetched):
    with pytest.raises(ValueError, match=r"^writer must be one of 0001_CH4M, .*, got '\.\./x'$"):
        swiss_scans.images("../x", "1")
    with pytest.raises(ValueError, match=r"^digit must be one of 0, .*, got '10'$"):
        swiss_scans.images(WRITER, "10")


def test_who_the_writers_are():
    assert [swiss_scans.words(writer) for writer in ("0011_CH2F", "0019_US5M")] == [
        "Swiss woman, 20",
        "American man, 50",
    ]
    assert all(swiss_scans.words(writer) for writer in swiss_scans.WRITERS)
    assert len(set(swiss_scans.WRITERS)) == 10


def test_scans_that_are_missing_or_damaged_name_their_remedy(nothing_fetched, drawn):
    for attempt in (lambda: swiss_scans.images(WRITER, "1"), swiss_scans.check):
        assert not swiss_scans.fetched()
        with pytest.raises(UnusableFileError, match=r"^fetched/numbers.zip is missing; " + REMEDY):
            attempt()
    nothing_fetched.mkdir()
    whole, name = zipped(drawn), f"{WRITER}/1/number-0.png"
    spoilt = {
        "is damaged": (
            b"",
            whole[: len(whole) // 2],
            zipped(drawn | {name: b"GIF89a"}),
            zipped({name: bytes(200_000)}),
        ),
        "has no scan in": (zipped({"README.md": b""}),),
    }
    for problem, contents in spoilt.items():
        for content in contents:
            swiss_scans.path().write_bytes(content)
            with pytest.raises(UnusableFileError, match=problem + ".*" + REMEDY):
                swiss_scans.images(WRITER, "1")
    swiss_scans.path().write_bytes(zipped(dict(list(drawn.items())[1:])))
    with pytest.raises(UnusableFileError, match=r"has other scans than those that were counted; " + REMEDY):
        swiss_scans.check()


@given(place=st.integers(0, 10**9), value=st.integers(0, 255), short=st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_byte_that_differs_gives_the_same_scan_or_a_damaged_file(nothing_fetched, place, value, short):
    nothing_fetched.mkdir(exist_ok=True)
    ink = np.arange(400, dtype=np.uint32).reshape(20, 20).astype(np.uint8)
    whole = zipped({f"{WRITER}/1/number-5.png": png(Image.fromarray(ink))})
    place %= len(whole)
    swiss_scans.path().write_bytes(
        whole[:place] if short else whole[:place] + bytes([value]) + whole[place + 1 :]
    )
    try:
        found = swiss_scans.inks(WRITER, "1")
    except UnusableFileError:  # which names the remedy, as above
        return
    assert [scan.tolist() for scan in found.values()] == [(255 - ink).tolist()]


@given(place=st.integers(0, 10**9), value=st.integers(0, 255), short=st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_picture_with_a_byte_that_differs_is_a_picture_or_damaged(place, value, short):
    whole = png(Image.fromarray(np.arange(400, dtype=np.uint32).reshape(20, 20).astype(np.uint8)))
    place %= len(whole)
    try:
        found = swiss_scans.ink(
            whole[:place] if short else whole[:place] + bytes([value]) + whole[place + 1 :]
        )
    except swiss_scans.DAMAGE:
        return
    assert found.dtype == np.uint8
    assert found.ndim == 2


# What is kept of an archive


def test_of_an_archive_the_ten_writers_are_kept_and_nothing_else(expected, archive, drawn):
    assert (
        run("scans", "--archive", archive).stdout
        == f"{expected / 'numbers.zip'} ({swiss_scans.path().stat().st_size / 1e6:.2f} MB)\n"
    )
    assert [path.name for path in expected.iterdir()] == ["numbers.zip"]
    with zipfile.ZipFile(swiss_scans.path()) as kept:
        assert {name: kept.read(name) for name in kept.namelist()} == drawn
    swiss_scans.check()
    first = swiss_scans.path().read_bytes()
    (archive.parent / "again.zip").write_bytes(first)
    assert swiss_scans.fetch(archive.parent / "again.zip").read_bytes() == first, (
        "what was kept is an archive too"
    )


@pytest.mark.parametrize(
    "name",
    [
        f"../../{WRITER}/1/number-1.png",
        f"/{WRITER}/1/number-1.png",
        f"numbers-master/../{WRITER}/1/number-1.png",
        f"numbers-master/x/{WRITER}/1/number-1.png",
        f"other/{WRITER}/1/number-1.png",
        f"{WRITER}/1/number-1.png/../../../evil",
        f"{WRITER}/1/number-1.png\n",
        f"{WRITER}/1/number-1.exe",
        f"{WRITER}/1/number-.png",
        f"{WRITER}/1/number-1234.png",
        f"{WRITER}/10/number-1.png",
        f"{WRITER}/\N{SUPERSCRIPT TWO}/number-1.png",
        f"{WRITER}\\1\\number-1.png",
        "0099_CH1F/1/number-1.png",
    ],
)
def test_other_names_count_for_nothing(expected, archive, drawn, name, tmp_path):
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr(name, b"evil")
    with zipfile.ZipFile(swiss_scans.fetch(archive)) as kept:
        assert kept.namelist() == list(drawn)
    assert {path.name for path in tmp_path.iterdir()} == {"master.zip", "fetched"}


def test_other_scans_are_refused_and_the_old_ones_stay(expected, archive, drawn, tmp_path):
    name = next(iter(drawn))
    others = {
        "one more": drawn | {f"{WRITER}/1/number-999.png": b""},
        "one less": dict(list(drawn.items())[1:]),
        "a byte": drawn | {name: drawn[name][:-1] + b"\x00"},
        "none": {"README.md": b""},
    }
    wrong = tmp_path / "wrong.zip"
    for files in others.values():
        wrong.write_bytes(zipped(as_github_has_it(files)))
        message = refusal("scans", "--archive", wrong)
        assert message.startswith(
            f"{wrong} is not an archive with the ten writers' scans (sha256 of the ten writers' scans must "
            "be "
        )
        assert not expected.exists()
    kept = swiss_scans.fetch(archive).read_bytes()
    refusal("scans", "--archive", wrong)
    assert swiss_scans.path().read_bytes() == kept
    assert [path.name for path in expected.iterdir()] == ["numbers.zip"]


def test_what_is_no_archive_is_refused_in_one_sentence(expected, archive, tmp_path):
    whole, wrong = archive.read_bytes(), tmp_path / "wrong.zip"
    assert refusal("scans", "--archive", wrong).endswith(f" No such file or directory: '{wrong}')")
    contents = [
        b"",
        b"<html>404</html>",
        *(whole[: len(whole) * part // 10] for part in range(1, 10)),
        whole[:-1],
    ]
    contents.append(zipped(as_github_has_it({f"{WRITER}/1/number-1.png": bytes(10**7)})))
    for content in contents:
        wrong.write_bytes(content)
        assert refusal("scans", "--archive", wrong).startswith(
            f"{wrong} is not an archive with the ten writers' scans ("
        )
        assert not expected.exists()


# What is downloaded


class Answer(BaseHTTPRequestHandler):
    """Sends what the server's `content` is, as its `manner` says."""

    def do_GET(self):
        content, manner = self.server.content, self.server.manner
        if manner == "moved" and self.path != "/there":
            self.send_response(302)
            self.send_header("Location", "/there")
            self.end_headers()
            return
        self.send_response(404 if manner == "missing" else 200)
        if manner == "chunked":
            self.protocol_version = "HTTP/1.1"
        if manner != "no length":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if manner in ("broken off", "hangs") else content)
        self.wfile.flush()
        if manner == "hangs":
            self.server.told.set()
            self.server.free.wait(60)

    def log_message(self, *ignored):
        """Say nothing."""


@pytest.fixture
def server(monkeypatch, archive):
    """A server of this machine that has the archive, at scans.ADDRESS."""
    monkeypatch.setenv("no_proxy", "*")
    found = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    found.content, found.manner, found.told, found.free = (
        archive.read_bytes(),
        "",
        threading.Event(),
        threading.Event(),
    )
    monkeypatch.setattr(swiss_scans, "ADDRESS", f"http://127.0.0.1:{found.server_port}/master.zip")
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    found.free.set()
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.mark.parametrize("manner", ["", "no length", "moved"])
def test_a_download_is_kept_with_progress(expected, server, drawn, manner):
    server.manner = manner
    assert "downloading" in run("scans").stderr
    swiss_scans.check()
    assert [path.name for path in expected.iterdir()] == ["numbers.zip"]


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("missing", "HTTP Error 404: Not Found"),
        ("broken off", "it broke off after "),
        ("nobody", "Connection refused"),
        ("a page", "not a zip file"),
    ],
)
def test_without_a_download_the_command_names_the_other_road(expected, server, monkeypatch, manner, reason):
    server.manner = manner
    if manner == "nobody":
        monkeypatch.setattr(swiss_scans, "ADDRESS", "http://127.0.0.1:9/master.zip")
    if manner == "a page":
        server.content = b"<html>Welcome to our hotel</html>"
    message = refusal("scans")
    assert message.startswith("the scans could not be downloaded (")
    assert reason in message
    assert message.endswith(
        f"); open {swiss_scans.ADDRESS} in a browser, then run python -m gapviz scans --archive FILE"
    )
    assert not expected.exists()


def test_a_server_that_hangs_is_given_up(expected, server, monkeypatch):
    server.manner = "hangs"
    monkeypatch.setattr(swiss_scans, "TIMEOUT_SECONDS", 0.2)
    assert "timed out" in refusal("scans")
    assert not expected.exists()


def test_other_scans_from_the_address_are_told_from_no_network(expected, server, monkeypatch):
    monkeypatch.setattr(swiss_scans, "SHA256", "0" * 64)
    assert refusal("scans").startswith(
        f"{swiss_scans.ADDRESS} has other scans than those that were counted (sha256 of "
    )
    assert not expected.exists()


def test_a_download_has_a_bound(expected, server, monkeypatch):
    monkeypatch.setattr(swiss_scans, "MOST_BYTES", 1000)
    server.manner = "no length"
    assert "an archive must have at most 1,000 bytes" in refusal("scans")
    assert not expected.exists()


def test_an_interrupted_download_leaves_nothing(expected, server):
    server.manner = "hangs"
    # A shell that runs the tests in the background has its children ignore Ctrl-C.
    program = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program += f"from gapviz.data import swiss_scans; swiss_scans.ADDRESS = {swiss_scans.ADDRESS!r}; "
    program += f"from pathlib import Path; swiss_scans.FETCHED = Path({str(expected)!r}); "
    program += "from gapviz.__main__ import main; main(['scans'])"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}
    ) as child:
        assert server.told.wait(60)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert child.returncode == 1
    assert said.splitlines()[-1] == "interrupted; nothing was kept"
    assert "Traceback" not in said
    assert not expected.exists()


def test_a_real_scan_is_in_no_folder_of_the_package():
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    assert not [name for name in tracked if "fetched" in name or swiss_scans.ENTRY.search(name)]
