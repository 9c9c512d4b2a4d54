"""The closed lists of numbers of the Fitness Machine Control Point (FTMS 1.0.1 §4.16)."""

from enum import IntEnum
from typing import TypeVar


class OpCode(IntEnum):
    """Procedures by number."""

    REQUEST_CONTROL = 0x00
    RESET = 0x01
    SET_TARGET_SPEED = 0x02
    SET_TARGET_INCLINATION = 0x03
    SET_TARGET_RESISTANCE = 0x04
    SET_TARGET_POWER = 0x05
    SET_TARGET_HEART_RATE = 0x06
    START_OR_RESUME = 0x07
    STOP_OR_PAUSE = 0x08
    SET_TARGETED_ENERGY = 0x09
    SET_TARGETED_STEPS = 0x0A
    SET_TARGETED_STRIDES = 0x0B
    SET_TARGETED_DISTANCE = 0x0C
    SET_TARGETED_TRAINING_TIME = 0x0D
    SET_TIME_IN_TWO_ZONES = 0x0E
    SET_TIME_IN_THREE_ZONES = 0x0F
    SET_TIME_IN_FIVE_ZONES = 0x10
    SET_BIKE_SIMULATION = 0x11
    SET_WHEEL_CIRCUMFERENCE = 0x12
    SPIN_DOWN = 0x13
    SET_TARGETED_CADENCE = 0x14
    RESPONSE = 0x80


class Result(IntEnum):
    """What the machine made of a request."""

    SUCCESS = 0x01
    OP_CODE_NOT_SUPPORTED = 0x02
    INVALID_PARAMETER = 0x03
    OPERATION_FAILED = 0x04
    CONTROL_NOT_PERMITTED = 0x05


class ErrorCode(IntEnum):
    """ATT errors a control-point write may meet."""

    INSUFFICIENT_AUTHENTICATION = 0x05
    INSUFFICIENT_ENCRYPTION = 0x0F
    BUSY_IN_THE_FIELD = 0x80  # not in the standard: sent by some machines, a second try succeeds
    BUSY_IN_THE_FIELD_TOO = 0x81
    NOT_SUBSCRIBED = 0xFD  # indications are not enabled (Core Specification Supplement, part B §1.2)
    BUSY = 0xFE  # a procedure is already in progress; this one was neither started nor queued


class SpinDownControl(IntEnum):
    """The parameter of Spin Down Control."""

    START = 1
    IGNORE = 2


class StopHow(IntEnum):
    """The parameter of Stop or Pause, in requests and in the machine's status."""

    STOP = 1
    PAUSE = 2


Code = TypeVar("Code", bound=IntEnum)


def named(codes: type[Code], number: int) -> Code | int:
    """Find the code of that number, or the number itself where the list reserves it."""
    try:
        return codes(number)
    except ValueError:
        return number
