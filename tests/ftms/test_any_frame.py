"""Whatever bytes come in: no exception but the one that says so, and nothing believed that no belt can do.

`make bench` does the same to ten million frames.
"""

import pytest

from frames import ALLOWED, FAMILIES, VALID, frames, unbelievable
from retrowalk.controller.events import TreadmillFrame
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_data import INCLINATION_BOUND, SPEED_BOUND, Assembly, TreadmillData, decode
from rig import Rig


@pytest.mark.sr(19)
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_frames_raise_nothing_and_tell_nothing_out_of_range(seed):
    assembly, records = Assembly(), 0
    for data in frames(seed, 10_000):
        try:
            frame = decode(data)
        except MalformedValue:
            continue
        assembly, record = assembly.add(frame)
        assert unbelievable(frame) is None, data.hex()
        assert record is None or unbelievable(record) is None, data.hex()
        records += record is not None
    assert records > 1_000, "frames that can be believed are"


@pytest.mark.sr(19)
def test_the_core_believes_no_speed_and_no_inclination_that_no_belt_has():
    rig = Rig()
    believed = set()
    for number, data in enumerate(frames(11, 8_000)):
        rig.now += 5
        rig.tell(TreadmillFrame(data))
        sample = rig.state.watch.sample
        if sample is not None and rig.state.watch.at == rig.now:
            believed.add(number % len(FAMILIES))
            assert 0 <= sample.speed.wire <= SPEED_BOUND, data.hex()
            assert sample.inclination is None or abs(sample.inclination.wire) <= INCLINATION_BOUND, data.hex()
    assert believed == set(range(len(FAMILIES))), "of every family some can be believed"
    assert rig.wire == []
    rig.pass_time(5_000)
    assert rig.speed == 0


@pytest.mark.parametrize("speed", [SPEED_BOUND + 1, 65_534, 65_535])
def test_nobody_believes_six_hundred_kilometres_an_hour(speed):
    with pytest.raises(MalformedValue, match="no belt"):
        decode(b"\x00\x00" + speed.to_bytes(2, "little"))
    assert decode(b"\x00\x00" + SPEED_BOUND.to_bytes(2, "little")).speed == SPEED_BOUND


def test_the_same_seed_gives_the_same_frames_and_another_gives_others():
    assert list(frames(1, 400)) == list(frames(1, 400)) != list(frames(2, 400))


@pytest.mark.parametrize(
    ("field", "value"), [("speed", 4501), ("speed", -1), ("inclination", 1001), ("mets", 256), ("speed", float("nan"))]
)
def test_what_is_out_of_range_is_named(field, value):
    assert unbelievable(TreadmillData(**{field: value}))[0] == field
    assert unbelievable(TreadmillData()) is None


def test_the_frames_are_made_from_real_ones_and_every_field_has_a_range():
    assert len(VALID) > 10
    assert all(allowed.start <= 0 for allowed in ALLOWED)
