"""The stages of one walk. (Being written: Stage is final, its transition table follows.)"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a walk stands."""

    CHECKLIST = "checklist"
    AWAITING_READY = "awaiting_ready"
    COUNTDOWN = "countdown"
    STARTING = "starting"
    SETTLING = "settling"  # at the belt's minimum after a start, until the dwell is over and "steady" was said
    WALKING = "walking"
    HOLDING = "holding"  # a person or a fault keeps the speed; the plan waits
    WINDING_DOWN = "winding_down"
    HALTING = "halting"  # a planned stop, until standstill is measured
    STANDING = "standing"  # at standstill for a turn or a rest
    FINISHED = "finished"
