"""The Bluetooth numbers of the Fitness Machine Service (FTMS 1.0.1) and of the Device Information Service."""

from enum import IntEnum


# The Bluetooth base: a 16-bit number is the first field's lower half (Core specification, volume 3, part B, §2.5.1).
_BEFORE = "0000"
_AFTER = "-0000-1000-8000-00805f9b34fb"


class Service(IntEnum):
    """Services by their 16-bit number."""

    DEVICE_INFORMATION = 0x180A
    FITNESS_MACHINE = 0x1826


class Characteristic(IntEnum):
    """Characteristics by their 16-bit number."""

    MODEL_NUMBER = 0x2A24
    SERIAL_NUMBER = 0x2A25
    FIRMWARE_REVISION = 0x2A26
    HARDWARE_REVISION = 0x2A27
    SOFTWARE_REVISION = 0x2A28
    MANUFACTURER_NAME = 0x2A29
    FEATURE = 0x2ACC
    TREADMILL_DATA = 0x2ACD
    TRAINING_STATUS = 0x2AD3
    SPEED_RANGE = 0x2AD4
    INCLINATION_RANGE = 0x2AD5
    CONTROL_POINT = 0x2AD9
    MACHINE_STATUS = 0x2ADA


def full(uuid16: int) -> str:
    """0x1826 → '00001826-0000-1000-8000-00805f9b34fb'."""
    return f"{_BEFORE}{uuid16:04x}{_AFTER}"


def short(uuid: str) -> int | None:
    """'00001826-0000-1000-8000-00805f9b34fb' or '1826' → 0x1826; None for a number outside the Bluetooth base."""
    digits = uuid.lower().removeprefix(_BEFORE).removesuffix(_AFTER)
    return int(digits, 16) if len(digits) == 4 and all(digit in "0123456789abcdef" for digit in digits) else None  # noqa: PLR2004 - 16 bits are four digits
