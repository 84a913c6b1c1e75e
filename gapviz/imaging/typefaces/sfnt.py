"""What the tables of a font say (OpenType 1.9, WOFF 1.0 and 2.0): which characters are mapped, and its names.

Pillow does not tell the first, and makes names ASCII. A library for fonts would unpack all of one that nobody
vouches for; here two tables are, and no more of them than MOST_BYTES. Of our own this imports nothing, so
that a child of the sandbox starts quickly; what is damaged fails in whatever way it meets first.
"""

import codecs
import struct
import zlib
from collections.abc import Callable, Iterator

import brotli

MOST_BYTES, MOST_UNPACKED, CHUNK = 4_000_000, 60_000_000, 2**16
"""Of a table that are read, that are unpacked on the way to it, and at a time."""
TAGS = """
cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT
VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar
fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill
"""
KNOWN = tuple(tag.replace("_", " ") for tag in TAGS.split())
"""Tables that WOFF 2.0 calls by their number (5.2)."""
RESHAPED = ("glyf", "loca")
"""Those of them whose usual form there is another."""
OUTLINES = {"glyf", "CFF ", "CFF2"}
PIXELS = {"sbix", "CBDT"}
PICTURES = {"COLR", "SVG ", "EBDT"} | PIXELS
"""Tables of letters in outline, of such as are pixels whatever else there is, and of all that are pictures or
layers of colour."""
UNICODE = {*((0, number) for number in range(7)), (3, 1), (3, 10)}
SYMBOL, ROMAN = {(3, 0)}, {(1, 0)}
"""Platforms and encodings of mappings, of Unicode, of symbols, and of the old Macintosh."""
FAMILY, STYLE = (21, 16, 1), (22, 17, 2)
"""Numbers of names, the one that is taken first."""
UTF_16, MAC_ROMAN = codecs.lookup("utf_16_be"), codecs.lookup("mac_roman")
"""Looked up before the child gives up the right to open files."""
ENGLISH = {3: 9, 1: 0, 0: 0}
"""The language, by platform: the lowest ten bits of its number."""
Tables = dict[str, Callable[[], bytes]]


def tables(content: bytes) -> Tables:
    """Return how each table of a font, or of a collection's first face, is read, by its tag."""
    if content.startswith(b"wOF2"):
        return _woff2(content)
    if content.startswith(b"wOFF"):
        return _woff(content)
    start = _long(content, 12) if content.startswith(b"ttcf") else 0
    found: Tables = {}
    for record in range(_short(content, start + 4)):
        tag, _, offset, length = struct.unpack_from(">4sLLL", content, start + 12 + 16 * record)
        found[tag.decode("latin-1")] = _part(content, offset, length)
    return found


def _part(content: bytes, offset: int, length: int) -> Callable[[], bytes]:
    return lambda: content[offset : offset + min(length, MOST_BYTES)]


def _woff(content: bytes) -> Tables:
    found: Tables = {}
    for record in range(_short(content, 12)):
        tag, offset, packed, length, _ = struct.unpack_from(">4sLLLL", content, 44 + 20 * record)
        part = _part(content, offset, packed)
        found[tag.decode("latin-1")] = part if packed >= length else _inflated(part)
    return found


def _inflated(part: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: zlib.decompressobj().decompress(part(), MOST_BYTES)


def _woff2(content: bytes) -> Tables:
    found: Tables = {}
    places, at, offset = [], 48, 0
    for _ in range(_short(content, 12)):
        flags, at = content[at], at + 1
        if flags & 63 == 63:
            tag, at = content[at : at + 4].decode("latin-1"), at + 4
        else:
            tag = KNOWN[flags & 63]
        length, at = _base_128(content, at)
        if flags >> 6 != (3 if tag in RESHAPED else 0):
            length, at = _base_128(content, at)
        places.append((tag, offset, length))
        offset += length
    packed = content[at : at + _long(content, 20)]
    # Of a collection it is not known yet where they begin.
    if content[4:8] != b"ttcf":
        for tag, offset, length in places:
            found[tag] = _streamed(packed, offset, length)
    return found


def _streamed(packed: bytes, offset: int, length: int) -> Callable[[], bytes]:
    """Return how to read a part of what is packed as a whole: all before it is unpacked, and let go of."""

    def read() -> bytes:
        wanted, at, kept = min(length, MOST_BYTES), 0, []
        if offset > MOST_UNPACKED:
            raise ValueError(f"a table must begin within {MOST_UNPACKED} bytes, got {offset}")
        for chunk in _unpacked(packed):
            kept.append(chunk[max(0, offset - at) : max(0, offset + wanted - at)])
            at += len(chunk)
            if at >= offset + wanted:
                break
        return b"".join(kept)

    return read


def _unpacked(packed: bytes) -> Iterator[bytes]:
    unpacking, given = brotli.Decompressor(), packed
    while chunk := unpacking.process(given, output_buffer_limit=CHUNK):
        yield chunk
        given = b""


def _base_128(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of up to five bytes, seven bits each, and where what follows begins."""
    number = 0
    for place in range(at, at + 5):
        number = number << 7 | content[place] & 127
        if content[place] < 128:
            return number, place + 1
    raise ValueError("a number must have at most five bytes")


def mapped(cmap: bytes, encodings: set[tuple[int, int]], codes: range) -> set[int] | None:
    """Return which of some codes have a letter in a table `cmap`; None where it has no such `encodings`."""
    found: set[int] | None = None
    for record in range(_short(cmap, 2)):
        platform, encoding, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * record)
        if (platform, encoding) in encodings:
            found = (found or set()) | {code for code in codes if _letter(cmap, offset, code)}
    return found


def _letter(cmap: bytes, at: int, code: int) -> int:
    """Return the number of a code's letter in the mapping that begins at a place; 0 where it has none."""
    kind = _short(cmap, at)
    if kind == 0:
        return cmap[at + 6 + code] if code < 256 else 0
    if kind == 4:
        return _in_segments(cmap, at, code)
    if kind == 6:
        first, count = struct.unpack_from(">HH", cmap, at + 6)
        return _short(cmap, at + 10 + 2 * (code - first)) if first <= code < first + count else 0
    if kind == 10:
        first, count = struct.unpack_from(">LL", cmap, at + 12)
        return _short(cmap, at + 20 + 2 * (code - first)) if first <= code < first + count else 0
    if kind in {12, 13}:
        groups = cmap[at + 16 : at + 16 + 12 * _long(cmap, at + 12)]
        for first, last, letter in struct.iter_unpack(">LLL", groups[: len(groups) // 12 * 12]):
            if first <= code <= last:
                return int(letter + (code - first if kind == 12 else 0))
    return 0


def _in_segments(cmap: bytes, at: int, code: int) -> int:
    """Return a code's letter in a mapping of format 4, whose segments have it by a sum or in a list."""
    count = _short(cmap, at + 6) // 2
    ends = struct.unpack_from(f">{count}H", cmap, at + 14)
    segment = next((number for number, end in enumerate(ends) if code <= end), None)
    if segment is None:
        return 0
    start, delta, listed = (_short(cmap, at + 16 + 2 * (count * field + segment)) for field in (1, 2, 3))
    if code < start:
        return 0
    if not listed:
        return (code + delta) % 2**16
    letter = _short(cmap, at + 16 + 2 * (count * 3 + segment) + listed + 2 * (code - start))
    return (letter + delta) % 2**16 if letter else 0


def names(name: bytes) -> tuple[str, str]:
    """Return the names of family and style in a table `name`, the English ones first; empty without one."""
    _, count, strings = struct.unpack_from(">HHH", name)
    best: dict[int, tuple[tuple[bool, int], str]] = {}
    for record in range(count):
        platform, encoding, language, number, length, offset = struct.unpack_from(
            ">6H", name, 6 + 12 * record
        )
        if number not in FAMILY + STYLE or (platform, encoding) not in UNICODE | SYMBOL | ROMAN:
            continue
        codec = MAC_ROMAN if platform == 1 else UTF_16
        text, _ = codec.decode(name[strings + offset : strings + offset + length], "ignore")
        rank = language & 0x3FF != ENGLISH[platform], (3, 0, 1).index(platform)
        if text.strip() and (number not in best or rank < best[number][0]):
            best[number] = rank, text
    family, style = (
        next((best[number][1] for number in numbers if number in best), "") for numbers in (FAMILY, STYLE)
    )
    return family, style


def _short(content: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", content, at)[0])


def _long(content: bytes, at: int) -> int:
    return int(struct.unpack_from(">L", content, at)[0])
