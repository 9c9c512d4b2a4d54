"""Every key a protocol file may have, as tables: the parser and the JSON Schema are made from these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind
from retrowalk.units import Distance, Facing, Inclination, Speed, UnitError, parse_duration, parse_ramp


Read = TypeVar("Read")
Value = TypeVar("Value", covariant=True)  # noqa: PLC0105 — the name is what it is

# An announcement longer than this takes longer to say than the 3 s it comes ahead of a change, several times over.
LONGEST_TEXT = 500
# Twice the longest bout in the trials; no level permits more than half of it.
LONGEST_TIME = 60 * 60_000
# Far above what any level permits: more is a slip of the pen, not a ramp.
STEEPEST_RAMP = 1_000
# Fits a column of a table.
LONGEST_ID = 32
# What a person can follow; with the limit on unrolled segments a file cannot explode.
MOST_TIMES = 50
MOST_SEGMENTS = 200


@dataclass(frozen=True, slots=True)
class Form(Generic[Value]):
    """How a value is written: what is expected, its JSON Schema, and how it is read (raises ValueError)."""

    expected: str
    schema: Mapping[str, object]
    read: Callable[[str], Value]


@dataclass(frozen=True, slots=True)
class Key(Generic[Value]):
    """One key. `one_of`: exactly one of the keys with the same group must be there."""

    name: str
    form: Form[Value]
    about: str
    required: bool = False
    one_of: str = ""


def _pattern(unit: str) -> Mapping[str, object]:
    return MappingProxyType({"type": "string", "pattern": rf"^\s*\d+(\.\d+)?\s*({unit})\s*$"})


def _one_of(values: type[Level] | type[Facing]) -> Mapping[str, object]:
    return MappingProxyType({"type": "string", "enum": [each.value for each in values]})


def _text(text: str) -> str:
    """A sentence on one line."""
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST_TEXT:
        raise ValueError(f"expected a text of 1 to {LONGEST_TEXT} characters")
    return words


def _id(text: str) -> str:
    if not (text.isascii() and text.replace("-", "").replace("_", "").isalnum() and len(text) <= LONGEST_ID):
        raise ValueError(f"expected an id of at most {LONGEST_ID} letters, digits, - and _, not {text!r}")
    return text


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(f"expected true or false, not {text!r}")
    return text == "true"


def _times(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_TIMES):
        raise ValueError(f"expected a whole number of times from 1 to {MOST_TIMES}, not {text!r}")
    return int(text)


def _member(values: type[Level] | type[Facing], text: str) -> str:
    names = [each.value for each in values]
    if text not in names:
        raise ValueError(f"expected one of {', '.join(names)}, not {text!r}")
    return text


def _positive(read: Callable[[str], Read], zero: Read) -> Callable[[str], Read]:
    """Refuse zero: a hold of 0 s or 0 mph is a mistake."""

    def reading(text: str) -> Read:
        value = read(text)
        if value == zero:
            raise UnitError(f"expected more than nothing, not {text!r}")
        return value

    return reading


def _upward(text: str) -> Inclination:
    """Walking backward downhill has no evidence (clinical review §4.2)."""
    value = Inclination.parse(text)
    if value.wire < 0:
        raise UnitError(f"expected an inclination of 0 % or more, not {text!r}: a treadmill is never lowered")
    return value


def _duration(text: str) -> int:
    value = parse_duration(text)
    if not 0 < value <= LONGEST_TIME:
        raise UnitError(f"expected more than 0 s and at most {LONGEST_TIME // 60_000} min, not {text!r}")
    return value


def _ramp(text: str) -> int:
    value = parse_ramp(text)
    if not 0 < value <= STEEPEST_RAMP:
        raise UnitError(f"expected 0.01 to {STEEPEST_RAMP // 100} km/h/s, not {text!r}")
    return value


TEXT = Form("a text", MappingProxyType({"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}), _text)
ID = Form("an id", MappingProxyType({"type": "string", "pattern": f"^[A-Za-z0-9_-]{{1,{LONGEST_ID}}}$"}), _id)
FLAG = Form("true or false", MappingProxyType({"type": "boolean"}), _flag)
TIMES = Form("a count", MappingProxyType({"type": "integer", "minimum": 1, "maximum": MOST_TIMES}), _times)
LEVEL = Form("a level", _one_of(Level), lambda text: Level(_member(Level, text)))
FACING = Form("a facing", _one_of(Facing), lambda text: Facing(_member(Facing, text)))
SPEED = Form("a speed such as 1.5 mph", _pattern("mph|km/h"), _positive(Speed.parse, Speed(0)))
INCLINATION = Form("an inclination such as 2 %", _pattern("%"), _upward)
DURATION = Form("a duration such as 30 s", _pattern("s|min"), _duration)
DISTANCE = Form("a distance such as 10 m", _pattern("m|km"), _positive(Distance.parse, Distance(0)))
RAMP = Form("a ramp such as 0.05 mph/s", _pattern("mph/s|km/h/s"), _ramp)


# ── the file ────────────────────────────────────────────────────────────────────────────────────────

ID_KEY = Key("id", ID, "What the protocol is called by: letters, digits, - and _.", required=True)
NAME = Key("name", TEXT, "What people call it.", required=True)
LEVEL_KEY = Key("level", LEVEL, "Who it is for; the level's own caps hold as well.", required=True)
WHO = Key("who", TEXT, "For whom, and who must be present.")
FREQUENCY = Key("frequency", TEXT, "How often.")
PROGRESSION = Key("progression", TEXT, "What comes next, and when.")
BASIS = Key("basis", TEXT, "Where dose and speeds come from; what is ours is called ours.", required=True)
FACING_KEY = Key("facing", FACING, "Which way the walker faces at the start.")
SELF_PACED = Key("self_paced", FLAG, "Whether the walker may nudge the speed by 0.1 mph within the cap.")
MONITOR_ONLY = Key("monitor_only", FLAG, "A belt without a motor: Retrowalk asks it for nothing and only watches.")
FILE = (ID_KEY, NAME, LEVEL_KEY, WHO, FREQUENCY, PROGRESSION, BASIS, FACING_KEY, SELF_PACED, MONITOR_ONLY)

CAP_SPEED = Key("speed", SPEED, "The fastest the belt may go in this protocol; not above the level's.")
CAP_INCLINATION = Key("inclination", INCLINATION, "The steepest; not above the level's.")
CAP = (CAP_SPEED, CAP_INCLINATION)

RAMP_UP = Key("up", RAMP, "The permitted change to a faster belt; not above the level's.")
RAMP_DOWN = Key("down", RAMP, "The permitted planned change to a slower belt; not above the level's.")
RAMPS = (RAMP_UP, RAMP_DOWN)

# The parts of the file that are not one value: what may stand in them, and what it is.
BLOCKS: Mapping[str, tuple[tuple[Key[object], ...], str]] = MappingProxyType(
    {
        "cap": (CAP, "The protocol's own caps; what is left out is the level's."),
        "ramp": (RAMPS, "The protocol's own ramps; what is left out is the level's."),
    }
)
SEGMENTS = "segments"
SEGMENTS_ABOUT = "What the walker does, in order; the walk begins with a settle and ends by stopping the belt."

# ── a segment ───────────────────────────────────────────────────────────────────────────────────────

SPEED_KEY = Key("speed", SPEED, "The belt's speed.", required=True)
INCLINATION_KEY = Key("inclination", INCLINATION, "The belt's inclination; flat if left out.")
FOR = Key("for", DURATION, "How long, counted from when the speed is reached.", one_of="length")
DISTANCE_KEY = Key("distance", DISTANCE, "How far, counted from when the speed is reached.", one_of="length")
SAY = Key("say", TEXT, "What is announced before it begins, instead of the standard sentence.")
FACES = Key("facing", FACING, "Which way the walker faces; it may differ from the last segment's only after a turn.")
TO_SPEED = Key("to", SPEED, "The speed at the end of the ramp.", required=True)
RAMP_FOR = Key("for", DURATION, "How long the change takes.", one_of="length")
RAMP_DISTANCE = Key("distance", DISTANCE, "Over how many metres the change goes.", one_of="length")
SETTLE_FOR = Key("for", DURATION, "How long; after a start at least the level's dwell.", required=True)
TURN_TO = Key("to", FACING, "Which way the walker faces afterwards.", required=True)
TURN_AT_LEAST = Key("at least", DURATION, "The least time at standstill before READY, 15 s or more.", required=True)
REST_AT_LEAST = Key("at least", DURATION, "The least time at standstill before READY.", required=True)
TIMES_KEY = Key("times", TIMES, f"How often, from 1 to {MOST_TIMES}.", required=True)


@dataclass(frozen=True, slots=True)
class SegmentForm:
    """How one kind of segment is written: by which name, with which keys. `watched`: in monitor-only protocols."""

    kind: Kind
    keys: tuple[Key[object], ...]
    about: str
    driven: bool = True
    watched: bool = False


_TURNS = "The belt stops; once it is measured at standstill the walker turns round and gives a new READY."
_RESTS = "The belt stops; the walker rests and gives a new READY."
FORMS: Mapping[str, SegmentForm] = MappingProxyType(
    {
        "settle": SegmentForm(Kind.SETTLE, (SETTLE_FOR, FACES, SAY), "At the belt's own minimum speed, flat."),
        "hold": SegmentForm(
            Kind.HOLD, (SPEED_KEY, INCLINATION_KEY, FOR, DISTANCE_KEY, FACES, SAY), "At one speed and inclination."
        ),
        "ramp": SegmentForm(
            Kind.RAMP,
            (TO_SPEED, INCLINATION_KEY, RAMP_FOR, RAMP_DISTANCE, FACES, SAY),
            "From where the last segment ended to another speed or another inclination, evenly.",
        ),
        "turn": SegmentForm(Kind.TURN, (TURN_TO, TURN_AT_LEAST, SAY), _TURNS),
        "rest": SegmentForm(Kind.REST, (REST_AT_LEAST, SAY), _RESTS, watched=True),
        "watch": SegmentForm(
            Kind.HOLD,
            (FOR, DISTANCE_KEY, FACES, SAY),
            "The walker moves the belt; only in monitor-only protocols.",
            driven=False,
            watched=True,
        ),
    }
)
REPEAT = "repeat"
REPEAT_ABOUT = f"The segments in it, several times; {MOST_SEGMENTS} segments in all at most."
