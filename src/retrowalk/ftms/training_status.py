"""Training Status (0x2AD3): what the machine says the training is doing (FTMS 1.0.1 §4.10)."""

from dataclasses import dataclass
from enum import IntEnum

from retrowalk.ftms.codes import named
from retrowalk.ftms.malformed import MalformedValue


class TrainingCode(IntEnum):
    """What the training is doing."""

    OTHER = 0x00
    IDLE = 0x01
    WARMING_UP = 0x02
    LOW_INTENSITY_INTERVAL = 0x03
    HIGH_INTENSITY_INTERVAL = 0x04
    RECOVERY_INTERVAL = 0x05
    ISOMETRIC = 0x06
    HEART_RATE_CONTROL = 0x07
    FITNESS_TEST = 0x08
    SPEED_TOO_LOW = 0x09
    SPEED_TOO_HIGH = 0x0A
    COOL_DOWN = 0x0B
    WATT_CONTROL = 0x0C
    MANUAL_MODE = 0x0D
    PRE_WORKOUT = 0x0E
    POST_WORKOUT = 0x0F


_STRING_PRESENT = 0x01
_STRING_EXTENDED = 0x02
_HEAD = 2  # flags, status


@dataclass(frozen=True, slots=True)
class TrainingStatus:
    """`status` is a plain int where the standard reserves it; `text` is None without a string, and may be empty.

    `extended` says that the string goes on beyond what fits a notification.
    """

    status: TrainingCode | int
    text: str | None = None
    extended: bool = False


def decode(data: bytes) -> TrainingStatus:
    """Read a value; NULs round its string are dropped. Raises MalformedValue below two bytes."""
    if len(data) < _HEAD:
        raise MalformedValue(f"a training status has at least flags and status, not {data.hex(' ') or 'nothing'}")
    text = bytes(data[_HEAD:]).decode("utf-8", "replace").strip("\0") if data[0] & _STRING_PRESENT else None
    return TrainingStatus(named(TrainingCode, data[1]), text, bool(data[0] & _STRING_EXTENDED))


def encode(training: TrainingStatus) -> bytes:
    """Training status → notification. Raises ValueError for a status above a byte."""
    flags = _STRING_PRESENT * (training.text is not None) | _STRING_EXTENDED * training.extended
    return bytes((flags, training.status)) + (training.text or "").encode()
