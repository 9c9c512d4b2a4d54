import pytest

from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_layout import GROUPS, NAMES, layout


ONE_PACE, TWO_PACES = 0x0020, 0x0060


@pytest.mark.parametrize(
    ("flags", "length", "end"),
    [
        (ONE_PACE, 5, 5),  # exactly one byte
        (ONE_PACE, 6, 6),  # exactly two
        (ONE_PACE, 7, 6),  # two, and one byte over
        (ONE_PACE, 8, 6),  # two, and two bytes over: without its flag there is no vendor counter
        (ONE_PACE | 0x2000, 5, 5),  # one, and a vendor counter promised that did not come
        (ONE_PACE | 0x2000, 6, 6),
        (ONE_PACE | 0x2000, 8, 5),  # one, and a vendor counter
        (ONE_PACE | 0x2000, 9, 6),  # two, and a vendor counter
        (TWO_PACES, 6, 6),
        (TWO_PACES, 7, 6),  # one byte each, and one over: two bytes each would be cut
        (TWO_PACES, 8, 8),
    ],
)
def test_the_length_tells_the_width_of_paces(flags, length, end):
    found = layout(flags | length << 16)
    assert (found.end, found.tail) == (end, (None, False, ()))


@pytest.mark.parametrize(("flags", "length"), [(ONE_PACE, 4), (TWO_PACES, 5)])
def test_a_cut_pace_is_missing(flags, length):
    assert layout(flags | length << 16).tail[2][0] == "pace"


@pytest.mark.parametrize("length", [2, 3])
def test_a_cut_speed_is_malformed(length):
    with pytest.raises(MalformedValue, match=r"^the frame is cut within its speed$"):
        layout(length << 16)


def test_names_are_the_fields_in_the_order_of_the_wire():
    assert list(NAMES) == [field.name for group in GROUPS for field in group]
    assert len(set(NAMES)) == 18
