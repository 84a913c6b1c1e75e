"""Scans: what is read of them, and how they come into the frame."""

import io
import subprocess

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
from gapviz.data.folders import samples
from gapviz.evaluation.measure import paper
from gapviz.imaging import photo
from gapviz.imaging.mnist_frame import INK

WRITER = swiss_scans.WRITERS[0]
REMEDY = r"remake it with: python -m gapviz scans$"


# What is read


def png(picture, **options):
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_a_scan_is_the_same_in_every_mode(mode):
    grey = np.full((7, 5), 255, np.uint8)
    grey[2:5, 1:3] = 0
    if mode in ("RGBA", "LA"):  # paper is transparent, and black underneath
        picture = Image.fromarray(np.dstack([np.zeros_like(grey), 255 - grey]), "LA").convert(mode)
    else:
        picture = Image.fromarray(grey).convert(mode)
    scan = swiss_scans.picture(png(picture))
    assert scan.dtype == np.uint8
    assert np.array_equal(scan, np.repeat(grey[..., None], 3, 2))


def test_a_transparent_entry_of_a_palette_is_paper():
    dot = np.zeros((3, 5), np.uint8)
    dot[1, 2] = 1
    picture = Image.fromarray(dot, "P")
    picture.putpalette([0, 0, 0, 0, 0, 0])
    seen = np.repeat(255 * (1 - dot)[..., None], 3, 2)
    assert np.array_equal(swiss_scans.picture(png(picture, transparency=0)), seen)


def coloured(digit, ink, mode):
    """A test digit in coloured ink: on cream paper, or in RGBA on none."""
    strokes = np.kron(data.load("mnist", "test").pixels[digit, 0].numpy(), np.ones((4, 4)))[..., None] / 255
    paper = np.array([240, 232, 205])
    if mode == "RGBA":
        drawn = np.dstack([np.broadcast_to(ink, (*strokes.shape[:2], 3)), 255 * strokes])
    else:
        drawn = paper + (np.array(ink) - paper) * strokes
    return Image.fromarray(drawn.astype(np.uint8))


@pytest.mark.parametrize("ink", [(40, 60, 190), (200, 40, 60), (30, 30, 30), (150, 160, 240)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_a_scan_is_the_same_digit_by_the_road_of_chapter_3_and_by_that_of_chapter_7(
    nothing_fetched, tmp_path, ink, mode
):
    """Chapter 3 reads it out of the archive, chapter 7 out of a folder or as a reader's own picture."""
    drawn = coloured(3, ink, mode)
    content = png(drawn.quantize(64) if mode == "P" else drawn.convert(mode))
    nothing_fetched.mkdir()
    swiss_scans.path().write_bytes(zipped({f"{WRITER}/0/number-1.png": content}))
    _, (archived,) = swiss_scans.images(WRITER, "0")
    path = tmp_path / WRITER / "0" / "number-1.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    (sample,) = samples(tmp_path)
    (table, *_), pixels = paper._readable([sample])
    assert table.source == WRITER
    assert torch.equal(archived, photo.prepare(content).image[0])
    assert torch.equal(archived, photo.without_each(pixels[0])[""][0])
    assert archived.sum() > 20


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(swiss_scans.DAMAGE):
        swiss_scans.picture(content)


def test_other_formats_and_huge_pictures_are_refused():
    file = io.BytesIO()
    Image.new("L", (9, 9)).save(file, "GIF")
    with pytest.raises(swiss_scans.DAMAGE):
        swiss_scans.picture(file.getvalue())
    with pytest.raises(ValueError, match=r"^sides of a scan must have at most 1000 pixels, got 1001$"):
        swiss_scans.picture(png(Image.new("L", (1001, 1))))


def test_a_scan_comes_into_the_frame_as_mnist_has_it():
    test, found = data.load("mnist", "test"), []
    for pixels in test.pixels[:20, 0].numpy():
        scan = np.pad(
            215 - 0.6 * np.kron(pixels, np.ones((4, 4))), ((3, 9), (30, 2)), constant_values=215
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
    grey = np.arange(400, dtype=np.uint32).reshape(20, 20).astype(np.uint8)
    whole = zipped({f"{WRITER}/1/number-5.png": png(Image.fromarray(grey))})
    place %= len(whole)
    swiss_scans.path().write_bytes(
        whole[:place] if short else whole[:place] + bytes([value]) + whole[place + 1 :]
    )
    try:
        found = swiss_scans.pictures(WRITER, "1")
    except UnusableFileError:  # which names the remedy, as above
        return
    assert [scan.tolist() for scan in found.values()] == [np.repeat(grey[..., None], 3, 2).tolist()]


@given(place=st.integers(0, 10**9), value=st.integers(0, 255), short=st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_picture_with_a_byte_that_differs_is_a_picture_or_damaged(place, value, short):
    whole = png(Image.fromarray(np.arange(400, dtype=np.uint32).reshape(20, 20).astype(np.uint8)))
    place %= len(whole)
    try:
        found = swiss_scans.picture(
            whole[:place] if short else whole[:place] + bytes([value]) + whole[place + 1 :]
        )
    except swiss_scans.DAMAGE:
        return
    assert found.dtype == np.uint8
    assert found.shape[2:] == (3,)


def test_a_real_scan_is_in_no_folder_of_the_package():
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    assert not [name for name in tracked if "fetched" in name or swiss_scans.ENTRY.search(name)]
