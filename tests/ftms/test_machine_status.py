import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms.codes import StopHow
from retrowalk.ftms.machine_status import MachineStatus, StatusCode, decode, encode
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.units import Distance, Inclination, Speed


GOLDEN = [
    (MachineStatus(StatusCode.RESET), "01"),
    (MachineStatus(StatusCode.STOPPED_OR_PAUSED_BY_USER, (StopHow.STOP,)), "02 01"),
    (MachineStatus(StatusCode.STOPPED_OR_PAUSED_BY_USER, (StopHow.PAUSE,)), "02 02"),
    (MachineStatus(StatusCode.STOPPED_BY_SAFETY_KEY), "03"),
    (MachineStatus(StatusCode.STARTED_OR_RESUMED_BY_USER), "04"),
    (MachineStatus(StatusCode.TARGET_SPEED_CHANGED, (Speed(230),)), "05 e6 00"),
    (MachineStatus(StatusCode.TARGET_INCLINATION_CHANGED, (Inclination(-15),)), "06 f1 ff"),
    (MachineStatus(StatusCode.TARGET_RESISTANCE_CHANGED, (-3,)), "07 fd ff"),
    (MachineStatus(StatusCode.TARGET_POWER_CHANGED, (-2,)), "08 fe ff"),
    (MachineStatus(StatusCode.TARGET_HEART_RATE_CHANGED, (140,)), "09 8c"),
    (MachineStatus(StatusCode.TARGETED_ENERGY_CHANGED, (300,)), "0a 2c 01"),
    (MachineStatus(StatusCode.TARGETED_STEPS_CHANGED, (1000,)), "0b e8 03"),
    (MachineStatus(StatusCode.TARGETED_STRIDES_CHANGED, (500,)), "0c f4 01"),
    (MachineStatus(StatusCode.TARGETED_DISTANCE_CHANGED, (Distance(70_000),)), "0d 70 11 01"),
    (MachineStatus(StatusCode.TARGETED_TRAINING_TIME_CHANGED, (600,)), "0e 58 02"),
    (MachineStatus(StatusCode.TIME_IN_TWO_ZONES_CHANGED, (1, 2)), "0f 01 00 02 00"),
    (MachineStatus(StatusCode.TIME_IN_THREE_ZONES_CHANGED, (1, 2, 3)), "10 01 00 02 00 03 00"),
    (MachineStatus(StatusCode.TIME_IN_FIVE_ZONES_CHANGED, (1, 2, 3, 4, 5)), "11 01 00 02 00 03 00 04 00 05 00"),
    (MachineStatus(StatusCode.BIKE_SIMULATION_CHANGED, (-1, -2, 40, 51)), "12 ff ff fe ff 28 33"),
    (MachineStatus(StatusCode.WHEEL_CIRCUMFERENCE_CHANGED, (21_000,)), "13 08 52"),
    (MachineStatus(StatusCode.SPIN_DOWN, (1,)), "14 01"),
    (MachineStatus(StatusCode.TARGETED_CADENCE_CHANGED, (120,)), "15 78 00"),
    (MachineStatus(StatusCode.CONTROL_PERMISSION_LOST), "ff"),
]


@pytest.mark.parametrize(("status", "wire"), GOLDEN, ids=[wire for _, wire in GOLDEN])
def test_both_ways(status, wire):
    assert encode(status) == bytes.fromhex(wire)
    assert decode(bytes.fromhex(wire)) == status
    assert type(decode(bytes.fromhex(wire)).code) is StatusCode


def test_every_code_is_tried():
    assert {status.code for status, _ in GOLDEN} == set(StatusCode)


@given(st.binary(min_size=1, max_size=24))
def test_any_bytes_but_none_are_a_status(data):
    status = decode(data)
    assert status.code == data[0]
    # the resistance of FTMS 1.0 is one byte and is written as the two of 1.0.1
    if not (data[0] == StatusCode.TARGET_RESISTANCE_CHANGED and len(data) == 2):
        assert encode(status) == data


def test_nothing_is_malformed():
    with pytest.raises(MalformedValue, match=r"^an empty machine status$"):
        decode(b"")


@pytest.mark.parametrize("wire", ["02", "05", "05 e6", "0d 01 02"])
def test_a_parameter_that_did_not_come_is_none(wire):
    status = decode(bytes.fromhex(wire))
    assert status.value is None
    assert status.extra == bytes.fromhex(wire)[1:]


def test_the_first_of_two_parameters_is_kept_when_the_second_is_cut():
    assert decode(bytes.fromhex("0f 01 00 02")) == MachineStatus(StatusCode.TIME_IN_TWO_ZONES_CHANGED, (1,), b"\x02")


def test_an_unknown_way_of_stopping_is_kept_as_its_number():
    status = decode(bytes.fromhex("02 07"))
    assert status.code is StatusCode.STOPPED_OR_PAUSED_BY_USER
    assert status.value == 7


def test_a_reserved_code_keeps_its_bytes():
    assert decode(bytes.fromhex("20 01 02")) == MachineStatus(0x20, (), b"\x01\x02")


def test_old_resistance_in_one_byte():
    assert decode(bytes.fromhex("07 c8")).value == 200
