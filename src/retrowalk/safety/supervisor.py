"""The supervisor: the state machine that decides whether the belt may move. (Being written: Belt is final.)"""

from enum import StrEnum


class Belt(StrEnum):
    """What we know of the belt and what we may do with it. Whether there is a link is told apart."""

    UNKNOWN = "unknown"  # no believed sample yet
    OBSERVED = "observed"  # moving, and not ours: only watched
    IDLE = "idle"  # measured at standstill, not ours
    ARMED = "armed"  # at standstill, ours, waits for a start
    STARTING = "starting"  # a start was asked for; no motion measured yet
    RUNNING = "running"  # ours and moving
    ADRIFT = "adrift"  # ours, and the link is gone
    HALTING = "halting"  # a planned stop was asked for; not yet measured at standstill
    STOPPING = "stopping"  # latched; not yet measured at standstill
    LATCHED = "latched"  # latched and measured at standstill; a person must reset
