import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.journal.codec import Unreadable
from retrowalk.journal.line import frame, unframe


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.integers(), max_size=3)
OBJECTS = st.dictionaries(st.text(max_size=5).filter(lambda key: key != "n"), VALUES, max_size=4)


def _sealed(text: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(text), text)


@given(number=st.integers(1), data=OBJECTS)
def test_a_line_comes_back_and_is_one_line(number, data):
    line = frame(number, data)
    assert unframe(number, line) == data
    assert line.splitlines(keepends=True) == [line]


def test_a_line_is_a_checksum_and_an_object():
    assert frame(3, {"now": 7}) == _sealed(b'{"n":3,"now":7}')


@given(data=OBJECTS, where=st.integers(0), bit=st.integers(0, 7))
def test_a_flipped_bit_is_seen(data, where, bit):
    line = bytearray(frame(1, data))
    line[where % len(line)] ^= 1 << bit
    with pytest.raises(Unreadable):
        unframe(1, bytes(line))


@given(data=OBJECTS, cut=st.integers(1))
def test_a_cut_line_is_seen(data, cut):
    line = frame(1, data)
    with pytest.raises(Unreadable, match="cut short"):
        unframe(1, line[: -(cut % len(line) or 1)])


@pytest.mark.parametrize("text", [b"[]", b"7", b"{}", b"null", b'{"n":1', b"\xff"])
def test_a_sealed_line_that_is_no_numbered_object_is_refused(text):
    with pytest.raises(Unreadable, match="not a numbered JSON object"):
        unframe(1, _sealed(text))


def test_a_line_in_another_place_is_refused():
    with pytest.raises(Unreadable, match="number 3: lines are missing, doubled or moved"):
        unframe(2, frame(3, {}))
