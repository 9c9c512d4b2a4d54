"""The rules that no world may break."""

from enum import StrEnum


class Rule(StrEnum):
    """One rule: the requirements it is for, and how it reads when it is broken."""

    CAP = "SR-1, R12: a speed above its cap"
    GRID = "SR-3, R12: a speed the belt has no step for"
    MINIMUM = "SR-10: the first speed after a start is not the minimum"
    RAMP = "SR-4, R13: faster than the ramp"
    STOPPED = "SR-11, R5: motion asked for after a stop, without a new start"
    READY = "SR-8: a start without a fresh READY of its own"
    STANDING = "SR-8: a start of a belt that was not measured at standstill"
    LATCH = "SR-12, R11: a latch cleared by something else than a reset at rest"
    LATCHES = "SR-11, R5: a stop that did not latch"
    AT_ONCE = "SR-14, R8: a stop that was not written at once"
    QUIET = "SR-15, R3: a stop that went quiet before zero was measured"
    REFUSED = "SR-15, R3: a stop that was refused, and not asked for again"
    ZERO = "SR-15, R4: called stopped, and not measured at zero"
    FROZEN = "SR-19, R19: raised while frozen, or without a fresh measurement"
    HEART = "SR-47: raised while the heart was too high, or not heard"
    STEADY = "SR-10: raised before steady was said, or while held"
    NOTICE = "SR-40: raised without 3 s of notice"
    INCLINE = "SR-28, R12: an inclination above its cap, or too soon"
    OVERSPEED = "SR-16: a belt above its cap that was not stopped"
    STALE = "SR-19: a belt that nobody measures any more, and that was not stopped"
    UNITS = "SR-25, H9: miles taken for kilometres, and not stopped"
    GAP = "SR-27: raised, or not stopped, after the program had stood still"
    ITSELF = "SR-11: a belt that stopped by itself, and did not latch"
    UNASKED = "SR-13: motion nobody asked for, not stopped or not loud"
    LOUD = "SR-15: a stop that fails and is not loud, or loud at rest"
    LOST = "SR-20, SR-21: a lost link that was not loud, not a stop in time, or not stopped first"
    LOWERED = "SR-17: raised again what somebody at the console had lowered"
    DOUBTED = "SR-6, SR-18, SR-21, SR-30: raised before a person said go on"
    RECOVERY = "SR-23: a belt left moving was not stopped first"
    GUARDED = "R23: a start of a belt that no guard watches"
    GUARD = "R20, R22: the guard did not stop a belt of a service that had gone"
    REST = "R3: mended and stopped, the belt does not come to measured rest"
    AGAIN = "liveness: after a reset the belt cannot be started any more"
    GOES_ON = "liveness: what was in the way is gone, and nothing goes on"
    NEVER_RAISES = "SR-19, R16: losing an input raised a later command"
    CRASH = "the core or a lane failed on an input"


class Broken(Exception):
    """A rule was broken; the message says how."""

    def __init__(self, rule: Rule, says: str) -> None:
        super().__init__(f"{rule.value} ({says})")
        self.rule = rule
