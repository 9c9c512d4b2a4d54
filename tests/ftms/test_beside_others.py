"""The codecs beside others: a plain one that reads field after field, and pycycling where it is right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycycling.ftms_parsers.control_point import FTMSControlPointOpCode, form_ftms_control_command
from pycycling.ftms_parsers.fitness_machine_feature import parse_all_features

from retrowalk.ftms import control_point as cp
from retrowalk.ftms import features
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_data import INCLINATION_BOUND, SPEED_BOUND, decode
from retrowalk.units import Distance, Inclination, Speed


# bit, name, bytes, signed, "not available"
PLAIN = [
    (0, "speed", 2, False, ()),
    (1, "average_speed", 2, False, ()),
    (2, "distance", 3, False, ()),
    (3, "inclination", 2, True, (0x7FFF,)),
    (3, "ramp_angle", 2, True, (0x7FFF,)),
    (4, "elevation_up", 2, False, (0x7FFF, 0xFFFF)),
    (4, "elevation_down", 2, False, (0x7FFF, 0xFFFF)),
    (5, "pace", 2, False, ()),
    (6, "average_pace", 2, False, ()),
    (7, "energy", 2, False, (0xFFFF,)),
    (7, "energy_per_hour", 2, False, (0xFFFF,)),
    (7, "energy_per_minute", 1, False, (0xFF,)),
    (8, "heart_rate", 1, False, ()),
    (9, "mets", 1, False, ()),
    (10, "elapsed", 2, False, ()),
    (11, "remaining", 2, False, ()),
    (12, "force", 2, True, (0x7FFF,)),
    (12, "power", 2, True, (0x7FFF,)),
]


def read_plainly(data):
    """Field after field; paces in two bytes, which is all this reader knows. None where a belt cannot do it."""
    flags, rest, values = int.from_bytes(data[:2], "little") ^ 1, data[2:], {}
    for bit, name, size, signed, unavailable in PLAIN:
        if not flags >> bit & 1:
            continue
        number = int.from_bytes(rest[:size], "little", signed=signed)
        rest = rest[size:]
        values[name] = None if number in unavailable else number
    fastest = max(values.get("speed") or 0, values.get("average_speed") or 0)
    possible = fastest <= SPEED_BOUND and abs(values.get("inclination") or 0) <= INCLINATION_BOUND
    return (values, rest) if possible else None


@given(st.integers(0, 0x1FFF), st.binary(min_size=34, max_size=34))
@settings(max_examples=1000)
def test_treadmill_data_is_what_a_plain_reader_reads(flags, body):
    size = sum(size for bit, _, size, _, _ in PLAIN if (flags ^ 1) >> bit & 1)
    data = flags.to_bytes(2, "little") + body[:size]
    expected = read_plainly(data)
    if expected is None:
        with pytest.raises(MalformedValue, match="no belt"):
            decode(data)
        return
    record = decode(data)
    assert {name: value for name, value in expected[0].items() if value is not None} == {
        name: value for name, value in record._asdict().items() if name in expected[0] and value is not None
    }
    assert (record.missing, record.vendor) == ((), b"")


@given(st.integers(0, 0x1FFF).filter(lambda flags: not flags & 0x60), st.binary(min_size=30, max_size=30), st.binary())
def test_whatever_follows_is_left_to_the_vendor(flags, body, vendor):
    size = sum(size for bit, _, size, _, _ in PLAIN if (flags ^ 1) >> bit & 1)
    data = flags.to_bytes(2, "little") + body[:size]
    if read_plainly(data) is not None:
        assert decode(data + vendor) == decode(data)._replace(vendor=vendor)


@given(st.binary(min_size=8, max_size=8))
def test_features_are_pycyclings(data):
    machine, targets = parse_all_features(data)
    value = features.decode_features(data)
    assert [bool(value.machine >> bit & 1) for bit in range(17)] == list(machine)
    assert [bool(value.targets >> bit & 1) for bit in range(17)] == list(targets)


@given(st.integers(0, 0xFFFF))
def test_a_target_speed_is_pycyclings(wire):
    theirs = form_ftms_control_command(FTMSControlPointOpCode.SET_TARGET_SPEED, wire)
    assert cp.encode_request(cp.SetTargetSpeed(Speed(wire))) == theirs


@given(st.integers(-0x8000, 0x7FFF))
def test_a_target_inclination_is_pycyclings(wire):
    theirs = form_ftms_control_command(FTMSControlPointOpCode.SET_TARGET_INCLINE, wire)
    assert cp.encode_request(cp.SetTargetInclination(Inclination(wire))) == theirs


@pytest.mark.parametrize(
    ("request_", "parameter"),
    [
        (cp.RequestControl(), 0),
        (cp.Reset(), 0),
        (cp.SetTargetResistance(0xFE), 0xFE),
        (cp.SetTargetPower(-300), -300),
        (cp.SetTargetHeartRate(151), 151),
        (cp.StartOrResume(), 0),
        (cp.StopOrPause(cp.StopHow.STOP), 1),
        (cp.StopOrPause(cp.StopHow.PAUSE), 2),
        (cp.SetTargetedEnergy(0x1234), 0x1234),
        (cp.SetTargetedSteps(0x1234), 0x1234),
        (cp.SetTargetedStrides(0x1234), 0x1234),
        (cp.SetTargetedDistance(Distance(0x123456)), 0x123456),
        (cp.SetTargetedTrainingTime(0x1234), 0x1234),
        (cp.SetTimeInTwoZones(0x102, 0x304), [0x102, 0x304]),
        (cp.SetTimeInThreeZones(0x102, 0x304, 5), [0x102, 0x304, 5]),
        (cp.SetTimeInFiveZones(0x102, 0x304, 5, 6, 7), [0x102, 0x304, 5, 6, 7]),
        (cp.SetBikeSimulation(-1000, -200, 33, 51), [-1000, -200, 33, 51]),
        (cp.SetWheelCircumference(0x1234), 0x1234),
        (cp.SpinDown(cp.SpinDownControl.IGNORE), 2),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_request_is_pycyclings(request_, parameter):
    theirs = form_ftms_control_command(FTMSControlPointOpCode(int(request_.op)), parameter)
    assert cp.encode_request(request_) == theirs
