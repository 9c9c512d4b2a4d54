import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms import parts
from retrowalk.ftms.codes import StopHow
from retrowalk.units import Distance, Inclination, Speed


@pytest.mark.parametrize(
    ("part", "value", "wire"),
    [
        (parts.U8, 0xFF, "ff"),
        (parts.U16, 0x1234, "3412"),
        (parts.S16, -2, "feff"),
        (parts.SPEED, Speed(230), "e600"),
        (parts.INCLINATION, Inclination(-15), "f1ff"),
        (parts.DISTANCE, Distance(123456), "40e201"),
        (parts.STOP_HOW, StopHow.PAUSE, "02"),
    ],
)
def test_a_part_both_ways(part, value, wire):
    assert part.encode(value).hex() == wire
    assert part.decode(bytes.fromhex(wire)) == value


@pytest.mark.parametrize(("part", "value"), [(parts.U8, 256), (parts.U16, -1), (parts.S16, 0x8000)])
def test_what_does_not_fit_is_refused(part, value):
    with pytest.raises(ValueError, match=f"{value} does not fit {part.size} byte"):
        part.encode(value)


@given(st.lists(st.integers(0, 0xFFFF), max_size=5), st.integers(0, 12))
def test_decode_takes_as_many_as_are_whole(values, length):
    wire = (parts.U16,) * len(values)
    data = parts.encode(wire, values)
    assert parts.size(wire) == len(data)
    assert parts.decode(wire, data[:length]) == values[: length // 2]
