"""JPEG by its markers (ITU-T T.81, annex B): what it will cost to decode, before any of it is decoded.

Only what belongs to the picture itself counts: a segment is stepped over as a whole, with whatever preview is
in it, and what follows the end of the image, a film on many phones, is not looked at.
"""

import math
import re
from dataclasses import dataclass

SIGNATURE = b"\xff\xd8\xff"
MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""A marker; zeros after 0xff are part of the coded picture, as are the eight restart markers."""
END, SCAN, ALONE = 0xD9, 0xDA, {0x01, 0xD8}
"""Of the image, of a scan, and those that stand alone, without a segment."""
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
"""How a frame of either kind begins: one of any kind, and one whose scans add to each other."""
MOST_MARKERS = 5000
"""A file of more is not walked to its end, and counts as one of as many scans."""
BLOCK = 8
BLOCK_BYTES = 2 * BLOCK**2
"""Sides of a block in pixels, and the bytes of its coefficients, two each."""


@dataclass(frozen=True)
class Layout:
    """What the markers of a JPEG say: its `scans`, at most MOST_MARKERS, and what is kept of them.

    `coefficients` are the bytes that a decoder keeps of the whole picture until the last scan; none, where
    the only scan is decoded row by row.
    """

    scans: int
    coefficients: int


def layout(content: bytes) -> Layout:
    """Return the layout of a JPEG, of a damaged one what can be known of it."""
    scans, channels, coefficients, whole = 0, 0, 0, False
    at = len(SIGNATURE) - 1
    for _ in range(MOST_MARKERS):
        found = MARKER.search(content, at)
        if found is None or found[1][0] == END:
            break
        marker, at = found[1][0], found.end()
        if marker in ALONE:
            continue
        body = content[at + 2 : at + 20]
        if marker in FRAMES and not channels and len(body) > 6:
            height, width, channels = int.from_bytes(body[1:3]), int.from_bytes(body[3:5]), body[5]
            coefficients = _coefficients(width, height, body[7 : 6 + 3 * channels : 3])
            whole = marker in PROGRESSIVE
        if marker == SCAN:
            scans += 1
            whole = whole or body[:1] < bytes([channels])
        at += int.from_bytes(content[at : at + 2])
    else:
        scans = MOST_MARKERS
    return Layout(scans, coefficients if whole else 0)


def _coefficients(width: int, height: int, sampling: bytes) -> int:
    """Return the bytes of all coefficients; `sampling` has how often a channel is sampled, a nibble a way."""
    across, down = ([factor >> shift & 15 or 1 for factor in sampling] for shift in (4, 0))
    units = math.prod(
        -(-side // (BLOCK * max(factors, default=1))) for side, factors in ((width, across), (height, down))
    )
    return units * sum(one * other for one, other in zip(across, down, strict=True)) * BLOCK_BYTES
