"""Scans are fetched: what is kept of an archive, what is refused, and a network that is not there."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import zipped

from gapviz.data import swiss_scans
from tests.commands import refusal, run

WRITER = swiss_scans.WRITERS[0]
REMEDY = r"remake it with: python -m gapviz scans$"


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
