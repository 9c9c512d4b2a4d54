"""The messages and fields of a FIT activity that a walk fills, as a table; names are those of the FIT profile.

Only what a treadmill, a strap or a person told has a row: no cadence, no calories, no position.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """A base type: its code on the wire, its letter for `struct`, and the marker that means "no value"."""

    ENUM = (0x00, "B", 0xFF)
    SINT8 = (0x01, "b", 0x7F)
    UINT8 = (0x02, "B", 0xFF)
    SINT16 = (0x83, "h", 0x7FFF)
    UINT16 = (0x84, "H", 0xFFFF)
    UINT32 = (0x86, "I", 0xFFFFFFFF)
    UINT32Z = (0x8C, "I", 0)
    STRING = (0x07, "s", None)
    BYTE = (0x0D, "s", None)
    FLOAT32 = (0x88, "f", None)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message: what is stored is the value times `scale`."""

    number: int
    form: Form
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A message: its number in the profile and its fields by name."""

    number: int
    fields: Mapping[str, Field]


# The part that laps and the session share: their numbers differ.
_TIMESTAMP = Field(253, Form.UINT32)
_INDEX = Field(254, Form.UINT16)

FILE_ID = Kind(
    0,
    {
        "type": Field(0, Form.ENUM),
        "manufacturer": Field(1, Form.UINT16),
        "product": Field(2, Form.UINT16),
        "serial_number": Field(3, Form.UINT32Z),
        "time_created": Field(4, Form.UINT32),
        "product_name": Field(8, Form.STRING),
    },
)
DEVELOPER_DATA_ID = Kind(
    207,
    {
        "application_id": Field(1, Form.BYTE),
        "manufacturer_id": Field(2, Form.UINT16),
        "developer_data_index": Field(3, Form.UINT8),
    },
)
FIELD_DESCRIPTION = Kind(
    206,
    {
        "developer_data_index": Field(0, Form.UINT8),
        "field_definition_number": Field(1, Form.UINT8),
        "fit_base_type_id": Field(2, Form.UINT8),
        "field_name": Field(3, Form.STRING),
        "units": Field(8, Form.STRING),
    },
)
EVENT = Kind(
    21,
    {
        "timestamp": _TIMESTAMP,
        "event": Field(0, Form.ENUM),
        "event_type": Field(1, Form.ENUM),
    },
)
RECORD = Kind(
    20,
    {
        "timestamp": _TIMESTAMP,
        "heart_rate": Field(3, Form.UINT8),
        "distance": Field(5, Form.UINT32, 100),
        "grade": Field(9, Form.SINT16, 100),
        "enhanced_speed": Field(73, Form.UINT32, 1000),
    },
)
LAP = Kind(
    19,
    {
        "message_index": _INDEX,
        "timestamp": _TIMESTAMP,
        "event": Field(0, Form.ENUM),
        "event_type": Field(1, Form.ENUM),
        "start_time": Field(2, Form.UINT32),
        "total_elapsed_time": Field(7, Form.UINT32, 1000),
        "total_timer_time": Field(8, Form.UINT32, 1000),
        "total_distance": Field(9, Form.UINT32, 100),
        "avg_heart_rate": Field(15, Form.UINT8),
        "max_heart_rate": Field(16, Form.UINT8),
        "intensity": Field(23, Form.ENUM),
        "lap_trigger": Field(24, Form.ENUM),
        "sport": Field(25, Form.ENUM),
        "sub_sport": Field(39, Form.ENUM),
        "avg_grade": Field(45, Form.SINT16, 100),
        "total_moving_time": Field(52, Form.UINT32, 1000),
        "enhanced_avg_speed": Field(110, Form.UINT32, 1000),
        "enhanced_max_speed": Field(111, Form.UINT32, 1000),
    },
)
SESSION = Kind(
    18,
    {
        "message_index": _INDEX,
        "timestamp": _TIMESTAMP,
        "event": Field(0, Form.ENUM),
        "event_type": Field(1, Form.ENUM),
        "start_time": Field(2, Form.UINT32),
        "sport": Field(5, Form.ENUM),
        "sub_sport": Field(6, Form.ENUM),
        "total_elapsed_time": Field(7, Form.UINT32, 1000),
        "total_timer_time": Field(8, Form.UINT32, 1000),
        "total_distance": Field(9, Form.UINT32, 100),
        "avg_heart_rate": Field(16, Form.UINT8),
        "max_heart_rate": Field(17, Form.UINT8),
        "first_lap_index": Field(25, Form.UINT16),
        "num_laps": Field(26, Form.UINT16),
        "trigger": Field(28, Form.ENUM),
        "avg_grade": Field(52, Form.SINT16, 100),
        "total_moving_time": Field(59, Form.UINT32, 1000),
        "sport_profile_name": Field(110, Form.STRING),
        "enhanced_avg_speed": Field(124, Form.UINT32, 1000),
        "enhanced_max_speed": Field(125, Form.UINT32, 1000),
        "workout_rpe": Field(193, Form.UINT8),
    },
)
ACTIVITY = Kind(
    34,
    {
        "timestamp": _TIMESTAMP,
        "total_timer_time": Field(0, Form.UINT32, 1000),
        "num_sessions": Field(1, Form.UINT16),
        "type": Field(2, Form.ENUM),
        "event": Field(3, Form.ENUM),
        "event_type": Field(4, Form.ENUM),
    },
)


@dataclass(frozen=True, slots=True)
class Developer:
    """A field of our own: decoders store it as it is, without a scale, so its unit is the one people read."""

    number: int
    form: Form
    unit: str


# What the profile has no field for. A value nobody told leaves its field out of the message.
DEVELOPER: Mapping[str, Developer] = {
    "facing": Developer(0, Form.SINT8, "-1 backward, 1 forward"),
    "inclination": Developer(1, Form.FLOAT32, "%"),
    "commanded_speed": Developer(2, Form.FLOAT32, "m/s"),
    "speed_cap": Developer(3, Form.FLOAT32, "m/s"),
    "rpe": Developer(4, Form.UINT8, "0-10"),
    "pain": Developer(5, Form.UINT8, "0-10"),
    "segment": Developer(6, Form.UINT16, ""),
    "backward_time": Developer(7, Form.UINT32, "s"),
    "backward_distance": Developer(8, Form.FLOAT32, "m"),
    "pain_before": Developer(9, Form.UINT8, "0-10"),
    "pain_after": Developer(10, Form.UINT8, "0-10"),
    "stop_reason": Developer(11, Form.STRING, ""),
    "notice": Developer(12, Form.STRING, ""),
}

# The figures of the profile's own lists that a walk uses.
TYPE_ACTIVITY = 4
# The manufacturer of those that have no number of their own.
DEVELOPMENT = 255
SPORT_WALKING, SUB_SPORT_TREADMILL = 11, 1
EVENT_TIMER, EVENT_SESSION, EVENT_LAP, EVENT_ACTIVITY = 0, 8, 9, 26
EVENT_START, EVENT_STOP, EVENT_STOP_ALL = 0, 1, 4
LAP_BY_EQUIPMENT = 8
SESSION_ENDED_ACTIVITY = 0
ACTIVITY_MANUAL = 0
INTENSITY_ACTIVE, INTENSITY_REST, INTENSITY_WARM_UP, INTENSITY_COOL_DOWN = 0, 1, 2, 3
