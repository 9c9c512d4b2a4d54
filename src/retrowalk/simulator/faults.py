"""The ways a simulated treadmill can fail, as data. Each can be switched on and mended at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Fault(StrEnum):
    """One way to fail."""

    LATE = "late"
    UNANSWERED = "unanswered"
    DEAF = "deaf"
    FORGETFUL = "forgetful"
    IGNORED = "ignored"
    NOT_PERMITTED = "not permitted"
    FAILED = "failed"
    BUSY = "busy"
    BUSY_VENDOR = "busy vendor"
    DUPLICATED = "duplicated"
    SILENT = "silent"
    FROZEN = "frozen"
    GARBAGE = "garbage"
    MPH_SHOWN = "mph shown"
    MPH_TAKEN = "mph taken"
    OVERSPEED = "overspeed"
    STOP_IGNORED = "stop ignored"
    COUNTS_ON = "counts on"
    SELF_START = "self start"
    SLUGGISH = "sluggish"
    CLAMPED = "clamped"
    LINK_DROP = "link drop"
    REPLAY = "replay"
    NO_INCLINATION = "no inclination"
    NO_RANGES = "no ranges"


@dataclass(frozen=True, slots=True)
class Trait:
    """What a fault does, and its amount when none is given; `per_write` amounts count down, None = until mended."""

    does: str
    amount: int | None = None
    unit: str = ""
    per_write: bool = False


# Where seen: facts of real machines (late and missing answers: Omega Z; Success without effect: TM11GY, FR30z;
# ATT 0x80: several; forgotten listeners: BlueZ, when the process that subscribed dies; silence after a console stop:
# FR30z; mph in the km/h fields: FS-BT-T4, Bowflex T9; stop ignored: Horizon 7.4; own minimum: under-desk pads;
# inclination acknowledged but absent: UREVO).
TRAITS: Mapping[Fault, Trait] = MappingProxyType(
    {
        Fault.LATE: Trait("answers later", 5000, "ms"),
        Fault.UNANSWERED: Trait("does what is asked and never says so", None, "writes", per_write=True),
        Fault.DEAF: Trait("takes writes, does nothing and says nothing", None, "writes", per_write=True),
        Fault.FORGETFUL: Trait("forgets who wants its answers: ATT 0xFD until asked anew", 1, "writes", per_write=True),
        Fault.IGNORED: Trait("answers Success and does nothing, stop excepted", None, "writes", per_write=True),
        Fault.NOT_PERMITTED: Trait("answers Control Not Permitted", None, "writes", per_write=True),
        Fault.FAILED: Trait("answers Operation Failed", None, "writes", per_write=True),
        Fault.BUSY: Trait("refuses writes with ATT 0xFE", 3, "writes", per_write=True),
        Fault.BUSY_VENDOR: Trait("refuses writes with ATT 0x80", 3, "writes", per_write=True),
        Fault.DUPLICATED: Trait("sends every answer twice"),
        Fault.SILENT: Trait("sends no Treadmill Data"),
        Fault.FROZEN: Trait("sends the same Treadmill Data again and again"),
        Fault.GARBAGE: Trait("sends bytes that are no Treadmill Data"),
        Fault.MPH_SHOWN: Trait("reports mph in the km/h fields"),
        Fault.MPH_TAKEN: Trait("takes a speed asked in km/h for mph"),
        Fault.OVERSPEED: Trait("runs above its target", 100, "0.01 km/h"),
        Fault.STOP_IGNORED: Trait("answers Success to a stop and keeps running"),
        Fault.COUNTS_ON: Trait("answers Operation Failed to a stop during its own start countdown"),
        Fault.SELF_START: Trait("starts by itself after a stop", 3000, "ms"),
        Fault.SLUGGISH: Trait("accelerates more slowly", 10, "times"),
        Fault.CLAMPED: Trait("never runs below a minimum it does not tell", 200, "0.01 km/h"),
        Fault.LINK_DROP: Trait("drops every link once and is out of reach for a while", 2000, "ms"),
        Fault.REPLAY: Trait("sends its last status again to whoever connects"),
        Fault.NO_INCLINATION: Trait("has no inclination"),
        Fault.NO_RANGES: Trait("does not tell its ranges"),
    }
)


class Faults:
    """The faults that are on now."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: dict[Fault, int | None] = {}

    def __copy__(self) -> "Faults":
        twin = Faults()
        twin._left = self._left.copy()
        return twin

    def on(self, fault: Fault, amount: int | None = None) -> None:
        """Switch a fault on, with its usual amount or this one."""
        self._left[fault] = TRAITS[fault].amount if amount is None else amount

    def off(self, fault: Fault) -> None:
        """Mend a fault; one that is not on stays so."""
        self._left.pop(fault, None)

    def __contains__(self, fault: Fault) -> bool:
        return fault in self._left

    def amount(self, fault: Fault, otherwise: int) -> int:
        """Give the amount of a fault that is on, else `otherwise`."""
        left = self._left.get(fault)
        return otherwise if left is None else left

    def strike(self, *faults: Fault) -> Fault | None:
        """Let the first of these that is on hit one write, and count it down; None when none is on."""
        for fault in faults:
            if fault in self._left:
                self._count_down(fault)
                return fault
        return None

    def _count_down(self, fault: Fault) -> None:
        left = self._left[fault]
        if left is not None and left <= 1:
            del self._left[fault]
        elif left is not None:
            self._left[fault] = left - 1
