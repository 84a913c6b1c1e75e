"""Files that may come as a photograph: every kind that is read, and what is refused, with its sentence."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from gapviz.imaging.photo import files

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


def pages(*, smaller: bool) -> bytes:
    """A TIFF whose second page is another one, or the first made smaller."""
    second = SEVEN.resize((40, 30))
    second.encoderinfo = {"tiffinfo": {files.SUBFILE: int(smaller)}}
    return saved(SEVEN, "TIFF", save_all=True, append_images=[second])


def with_film() -> bytes:
    """A JPEG with a film after its end, as phones append it, in which any byte may follow another."""
    return saved(SEVEN, "JPEG") + b"\0\0\0\x18ftypmp42" + b"\xff\xda\0\x08film" * 100


def with_preview() -> bytes:
    """A JPEG with a small one of very many scans among its metadata."""
    content, preview = saved(SEVEN, "JPEG"), scans(100)[:60_000]
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(preview) + 2) + preview + content[2:]


TRAITS: dict[str, Callable[[], bytes]] = {
    **{kind: lambda kind=kind: saved(SEVEN, kind) for kind in files.FORMATS},
    "JPEG grey": lambda: saved(SEVEN.convert("L"), "JPEG"),
    "JPEG CMYK": lambda: saved(SEVEN.convert("CMYK"), "JPEG"),
    "JPEG progressive": lambda: saved(SEVEN, "JPEG", progressive=True),
    "JPEG with a film": with_film,
    "JPEG with a preview": with_preview,
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
    "TIFF of two pages": lambda: pages(smaller=False),
    "TIFF with a preview": lambda: pages(smaller=True),
    "GIF animated": lambda: animated("GIF"),
    "WEBP animated": lambda: animated("WEBP"),
    "PNG animated": lambda: animated("PNG"),
    "BMP palette": lambda: saved(SEVEN.quantize(8), "BMP"),
}


MORE = ("TIFF of two pages", "GIF animated", "WEBP animated", "PNG animated")
"""Those of which only the first page or frame is looked at."""


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
    "JPEG bomb": (lambda: jpeg_claiming(HUGE, HUGE), "more than 120 million pixels"),
    "JPEG bomb, long and narrow": (
        lambda: jpeg_claiming(HUGE, 1900),
        "too much memory or time: save it smaller",
    ),
    "JPEG bomb, progressive": (
        lambda: jpeg_claiming(8000, 8000, progressive=True),
        "too much memory or time: save it smaller, or not as progressive",
    ),
    "JPEG of many scans": (lambda: scans(100), "more than 64 scans"),
    "JPEG of many scans for its size": (
        lambda: jpeg_claiming(6000, 4000, scans(50), progressive=True),
        "too much memory or time: save it smaller, or not as progressive",
    ),
    "JPEG of many markers": (
        lambda: saved(SEVEN, "JPEG")[:2] + b"\xff\xfe\0\x02" * 10**6 + saved(SEVEN, "JPEG")[2:],
        "more than 64 scans",
    ),
    "JPEG of too many bytes": (
        lambda: saved(SEVEN, "JPEG") + bytes(files.MOST_BYTES),
        "larger than 40 MB: save it smaller.",
    ),
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


def jpeg_claiming(width: int, height: int, content: bytes = b"", **options: object) -> bytes:
    content = content or saved(SEVEN, "JPEG", **options)
    frame = content.index(b"\xff\xc2" if options else b"\xff\xc0")
    return claimed(content, frame + 5, ">HH", height, width)
