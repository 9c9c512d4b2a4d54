import pytest

from retrowalk.ftms.uuids import Characteristic, Service, full, short


@pytest.mark.parametrize("number", [*Service, *Characteristic])
def test_full_and_short_are_inverse(number):
    assert short(full(number)) == number
    assert short(full(number).upper()) == number


def test_full_is_the_bluetooth_base():
    assert full(Service.FITNESS_MACHINE) == "00001826-0000-1000-8000-00805f9b34fb"


def test_short_takes_16_and_32_bits_as_they_are():
    assert short("00001826") == Service.FITNESS_MACHINE
    assert short("2acd") == Characteristic.TREADMILL_DATA


@pytest.mark.parametrize(
    "uuid",
    ["", "6e400001-b5a3-f393-e0a9-e50e24dcca9e", "12345678-0000-1000-8000-00805f9b34fb", "zzzz", "+ac1"],
)
def test_short_knows_no_other_base(uuid):
    assert short(uuid) is None
