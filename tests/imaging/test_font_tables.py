"""What a font’s tables say is read in every kind of file: which digits are mapped, names in any script."""

import random
import struct

import pytest
from fontTools.ttLib.woff2 import woff2KnownTags

from gapviz.imaging.typefaces import child, sfnt, untrusted
from tests import fonts

DIGITS = range(ord("0"), ord("9") + 1)
FLAVOURS = [None, "woff", "woff2"]
NAMES = ["Größe", "Ångström Ελληνικά", "源ノ角ゴシック", "हिन्दी", "Кириллица", "𝔉raktur"]


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_as_it_is(name: str, flavour: str | None) -> None:
    face = untrusted.opened(fonts.saved(fonts.named(name, "Kräftig"), flavour))
    assert (face.family, face.style) == (name, "Kräftig")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_name_comes_through_the_sandbox(flavour: str | None) -> None:
    assert untrusted.read(fonts.saved(fonts.named("Größe", "Kräftig"), flavour)).name == "Größe Kräftig"


def test_a_name_of_letters_and_marks_is_the_same_name() -> None:
    assert untrusted.opened(fonts.saved(fonts.named("Gro\u0308ße"))).name == "Größe"


@pytest.mark.parametrize(
    "kind", [(1, 0, 0), (0, 3, 0), (3, 0, 0x409), (3, 10, 0x409), (3, 1, 0x407)], ids=str
)
def test_a_name_is_read_of_every_platform(kind: tuple[int, int, int]) -> None:
    assert untrusted.opened(fonts.saved(fonts.named("Größe", "Ruhig", [kind]))).name == "Größe Ruhig"


def test_of_several_names_the_english_and_the_whole_family_is_taken() -> None:
    font = fonts.named("Size", kinds=[(3, 1, 0x809)])
    for number, name, language in ((1, "Größe", 0x407), (16, "Größen", 0x407), (16, "Sizes", 0x409)):
        font["name"].setName(name, number, 3, 1, language)
    assert untrusted.opened(fonts.saved(font)).name == "Sizes"
    font["name"].removeNames(16)
    assert untrusted.opened(fonts.saved(font)).name == "Size"


def test_of_a_collection_the_first_face_is_named() -> None:
    assert untrusted.opened(fonts.collected()).name == "Crafted"


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("digit", "018")
@pytest.mark.parametrize("cff", [False, True], ids=["TrueType", "OpenType"])
def test_a_digit_that_looks_like_what_is_missing_is_there(digit: str, flavour: str | None, cff: bool) -> None:
    face = untrusted.opened(fonts.saved(fonts.crafted(like=digit, cff=cff), flavour))
    assert len({picture.size for picture in face.digits}) == 10


def test_a_digit_that_is_missing_is_not() -> None:
    with pytest.raises(untrusted.UnreadableFont, match="This typeface lacks 8: choose"):
        untrusted.opened(fonts.saved(fonts.crafted("012345679", like="7")))


MAPPINGS = [(3, 1, 4), (0, 3, 4), (3, 10, 12), (0, 4, 12), (0, 3, 6), (1, 0, 0), (1, 0, 6)]


@pytest.mark.parametrize("mapping", MAPPINGS, ids=str)
def test_mappings_of_each_format_are_asked(mapping: tuple[int, int, int]) -> None:
    font = fonts.mapped_by(fonts.crafted("01234789"), *mapping)
    cmap = sfnt.tables(fonts.saved(font))["cmap"]()
    kind = sfnt.ROMAN if mapping[0] == 1 else sfnt.UNICODE
    assert sfnt.mapped(cmap, kind, DIGITS) == {ord(digit) for digit in "01234789"}
    assert sfnt.mapped(cmap, sfnt.SYMBOL, DIGITS) is None


def test_mappings_in_lists_and_ranges_are_asked() -> None:
    head = struct.pack(">HHHHL", 0, 1, 3, 1, 12)
    listed = struct.pack(">14H", 4, 0, 0, 4, 0, 0, 0, 0x32, 0xFFFF, 0, 0x30, 0xFFFF, 1, 1)
    listed += struct.pack(">2H3H", 4, 0, 5, 0, 0xFFFF)
    assert sfnt.mapped(head + listed, sfnt.UNICODE, DIGITS) == {0x30}, "the others come to no letter"
    array = struct.pack(">HHLLLL3H", 10, 0, 0, 0, 0x31, 3, 7, 0, 9)
    assert sfnt.mapped(head + array, sfnt.UNICODE, DIGITS) == {0x31, 0x33}
    many = struct.pack(">HHLLLLLL", 13, 0, 0, 0, 1, 0x35, 0x37, 4)
    assert sfnt.mapped(head + many, sfnt.UNICODE, DIGITS) == {0x35, 0x36, 0x37}


def test_numbers_of_tables_are_those_of_the_standard() -> None:
    assert tuple(woff2KnownTags) == sfnt.KNOWN


def test_a_table_far_into_what_is_packed_is_not_unpacked() -> None:
    content = bytearray(fonts.saved(fonts.crafted(), "woff2"))
    tables = sfnt.tables(bytes(content))
    assert tables["name"]() == sfnt.tables(fonts.saved(fonts.crafted()))["name"]()
    with pytest.raises(ValueError, match="must begin within"):
        sfnt._streamed(b"", sfnt.MOST_UNPACKED + 1, 4)()


def test_a_mapping_that_claims_everything_costs_little() -> None:
    font = fonts.mapped_by(fonts.crafted(), 3, 10, 12)
    content = fonts.saved(font)
    groups = content.index(struct.pack(">LLL", ord("0"), ord("9"), 1))
    vast = content[:groups] + struct.pack(">LLL", 0, 2**32 - 1, 1) + content[groups + 12 :]
    assert sfnt.mapped(sfnt.tables(vast)["cmap"](), sfnt.UNICODE, DIGITS) == set(DIGITS)


def test_damaged_tables_never_stop_the_child() -> None:
    dice, kinds = random.Random(2), fonts.originals()
    for number in range(300):
        content = fonts.damaged(kinds[number % len(kinds)], dice)
        tables = child._tables(content)
        for tag in ("cmap", "name"):
            assert isinstance(child._table(tables, tag), bytes)
        for way in child.WAYS:
            child._mapped(child._table(tables, "cmap"), way)
