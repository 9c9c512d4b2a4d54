"""The supervisor: the state machine that decides whether the belt may move, and the only author of motion requests.

Rule 1: every transition lives in this file, in TRANSITIONS; a missing one is a refusal and changes nothing.
Rule 2: this file knows nothing of radios, protocols or clocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from retrowalk.ftms.control_point import (
    PAUSE,
    REQUEST_CONTROL,
    STOP,
    SetTargetInclination,
    SetTargetSpeed,
    StartOrResume,
    encode_request,
)
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import (
    Arm,
    Disarm,
    Halt,
    Kept,
    Linked,
    Motion,
    Rejoin,
    Remember,
    Reset,
    Signal,
    Standstill,
    Start,
    Stop,
    StopReason,
    Unlinked,
)
from retrowalk.units import Inclination, Speed


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


# A belt nobody has measured may be moving, so nothing but a measured standstill leads to IDLE, ARMED or LATCHED.
# Linked and Unlinked move no state that does not name them: link and belt are told apart.
TRANSITIONS: Mapping[Belt, Mapping[type[Signal], Belt]] = MappingProxyType(
    {
        Belt.UNKNOWN: {
            Standstill: Belt.IDLE,
            Motion: Belt.OBSERVED,
            Remember: Belt.UNKNOWN,
            Kept: Belt.LATCHED,
            Stop: Belt.STOPPING,
        },
        Belt.OBSERVED: {
            Standstill: Belt.IDLE,
            Kept: Belt.LATCHED,
            Unlinked: Belt.UNKNOWN,
            Stop: Belt.STOPPING,
        },
        Belt.IDLE: {Motion: Belt.OBSERVED, Arm: Belt.ARMED, Unlinked: Belt.UNKNOWN, Stop: Belt.STOPPING},
        Belt.ARMED: {Start: Belt.STARTING, Disarm: Belt.IDLE, Unlinked: Belt.UNKNOWN, Stop: Belt.STOPPING},
        Belt.STARTING: {Motion: Belt.RUNNING, Halt: Belt.HALTING, Stop: Belt.STOPPING},
        Belt.RUNNING: {Halt: Belt.HALTING, Unlinked: Belt.ADRIFT, Stop: Belt.STOPPING},
        Belt.ADRIFT: {Rejoin: Belt.RUNNING, Stop: Belt.STOPPING},
        Belt.HALTING: {Standstill: Belt.ARMED, Stop: Belt.STOPPING},
        Belt.STOPPING: {Standstill: Belt.LATCHED, Stop: Belt.STOPPING},
        Belt.LATCHED: {Reset: Belt.IDLE, Motion: Belt.STOPPING, Stop: Belt.STOPPING},
    }
)

# The belt is ours to stop when the link goes, the program ends or the computer stalls.
OURS = frozenset({Belt.STARTING, Belt.RUNNING, Belt.ADRIFT, Belt.HALTING, Belt.STOPPING})
# Ours, measured or presumed to be moving, and nobody has asked it to stop.
WALKING = frozenset({Belt.STARTING, Belt.RUNNING})
# A stop is under way and must be seen to work.
BEING_STOPPED = frozenset({Belt.HALTING, Belt.STOPPING})


@dataclass(frozen=True, slots=True)
class Latch:
    """What stopped the belt, who or what said so, and when (ms). The first is kept."""

    reason: StopReason
    source: str
    at: int


@dataclass(frozen=True, slots=True)
class Supervision:
    """Belt, link, latch; the stop epoch that outdates every earlier request; whether control was granted."""

    belt: Belt = Belt.UNKNOWN
    linked: bool = False
    latch: Latch | None = None
    epoch: int = 0
    granted: bool = False


class NotAllowed(Exception):
    """The belt's state does not permit what was asked; nothing has changed."""


def signal(supervision: Supervision, event: Signal, now: int) -> Supervision:
    """Move along TRANSITIONS. Raises NotAllowed where there is no such transition."""
    if isinstance(event, Linked):
        return replace(supervision, linked=True, granted=False)
    linked = supervision.linked and not isinstance(event, Unlinked)
    belt = TRANSITIONS[supervision.belt].get(type(event))
    if (belt is None and not isinstance(event, Unlinked)) or _contradicts(supervision.latch, event, belt):
        raise NotAllowed(f"{type(event).__name__} while the belt is {supervision.belt.value}")
    return replace(
        supervision,
        belt=belt or supervision.belt,
        linked=linked,
        granted=supervision.granted and linked,
        latch=_latch(supervision.latch, event, now),
        epoch=supervision.epoch + isinstance(event, Stop | Halt),
    )


def _latch(latch: Latch | None, event: Signal, now: int) -> Latch | None:
    """A stop latches, the first reason stays, a reset clears."""
    if isinstance(event, Reset):
        return None
    return latch or (Latch(event.reason, event.source, now) if isinstance(event, Stop | Remember) else None)


def _contradicts(latch: Latch | None, event: Signal, belt: Belt | None) -> bool:
    """Whether a belt would lose its latch without a reset, or stay latched without one."""
    if latch is None:
        return isinstance(event, Kept)
    return belt is Belt.IDLE and not isinstance(event, Reset)


# ── motion: the one choke point ─────────────────────────────────────────────────────────────────────


def start(supervision: Supervision) -> bytes:
    """The bytes that start the belt, while a start is what it waits for. Raises NotAllowed."""
    if supervision.belt is not Belt.STARTING or supervision.latch:
        raise NotAllowed(f"start while the belt is {supervision.belt.value}")
    return encode_request(StartOrResume())


def demand_speed(supervision: Supervision, speed: int, cap: int, before: int) -> bytes:
    """The bytes that ask for a speed (0.01 km/h), clamped here, last (SR-1). Raises NotAllowed.

    Not above `cap`; while the belt slows to a cap that was lowered (SR-41), not above the last command, `before`.
    """
    if supervision.belt not in WALKING or supervision.latch:
        raise NotAllowed(f"a speed while the belt is {supervision.belt.value}")
    return encode_request(SetTargetSpeed(Speed(min(speed, max(cap, before)))))


def demand_inclination(supervision: Supervision, inclination: int, cap: int) -> bytes:
    """The bytes that ask for an inclination (0.1 %) in 0…cap. Raises NotAllowed."""
    if supervision.belt is not Belt.RUNNING or supervision.latch:
        raise NotAllowed(f"an inclination while the belt is {supervision.belt.value}")
    return encode_request(SetTargetInclination(Inclination(max(0, min(inclination, cap)))))


# ── stopping ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Effort:
    """A stop under way. Times in ms, speeds in 0.01 km/h.

    since: when it was asked for; mark, mark_at: the speed that must fall and when it was last seen to;
    attempt: writes so far; unheard: stops among them whose outcome has not come; wrote_at: the last on the schedule;
    rung: those of the ladder; deadline: zero must be measured then; loud_by: it is loud from then on whatever it does;
    refused: by a belt at zero that may be starting.
    """

    since: int
    mark: int
    mark_at: int
    deadline: int
    loud_by: int
    attempt: int = 0
    wrote_at: int | None = None
    rung: int = 0
    unheard: int = 0
    refused: bool = False


def effort(measured: int, now: int) -> Effort:
    """A new stop of a belt measured at this speed."""
    deadline = now + t.STOP_WITHIN + t.STOP_WITHIN_PER_KMH * measured // 100
    return Effort(now, measured, now, deadline, deadline)


def taken_over(stopping: Effort, measured: int, now: int) -> Effort:
    """Another stop of a belt that was being stopped: written at once, and given no more time than the first (SR-15)."""
    deadline = min(stopping.deadline, effort(measured, now).deadline)
    return replace(stopping, attempt=0, rung=0, deadline=deadline, loud_by=deadline)


def outset(stopping: Effort, measured: int, now: int) -> Effort:
    """A speed heard in the moment a stop began was measured before: that is what must fall, in its time (SR-15)."""
    deadline = min(stopping.deadline, effort(measured, now).deadline)
    mark = measured if now == stopping.mark_at else stopping.mark
    return replace(stopping, mark=mark, deadline=deadline, loud_by=min(stopping.loud_by, deadline))


def brought_back(stopping: Effort, now: int) -> Effort:
    """The same stop on a new link: its first write is Stop, which has its time to work; loud it is no later (SR-21)."""
    loud_by = min(stopping.loud_by, stopping.deadline, stopping.mark_at + t.FALLING_WITHIN)
    return replace(effort(stopping.mark, now), loud_by=loud_by)


def hopeless(stopping: Effort, now: int) -> Effort:
    """A stop the treadmill has no word for: it fails from now on, and nobody waits to see whether it does (SR-7)."""
    return replace(stopping, deadline=min(stopping.deadline, now))


def progress(stopping: Effort, measured: int, now: int) -> Effort:
    """Mark the speed when it has fallen by enough to say that the stop works."""
    return replace(stopping, mark=measured, mark_at=now) if measured <= stopping.mark - t.FALLING else stopping


def failing(stopping: Effort, now: int) -> bool:
    """Whether the speed is not falling, or zero was not measured in time (SR-15)."""
    return now - stopping.mark_at >= t.FALLING_WITHIN or now >= stopping.deadline


def overdue(stopping: Effort, now: int) -> bool:
    """Whether people must be told that the stop does not work: never later than a stop before it would have told."""
    return failing(stopping, now) or now >= stopping.loud_by


def due(stopping: Effort, now: int) -> bool:
    """Whether it is time for the next write: at once, then as escalated or repeated."""
    if stopping.wrote_at is None:
        return True
    often = stopping.refused or climbing(stopping, now)
    return now - stopping.wrote_at >= (t.ESCALATE_APART if often else t.REPEAT_APART)


def climbing(stopping: Effort, now: int) -> bool:
    """Whether the stop fails and the ladder has rounds left."""
    return failing(stopping, now) and stopping.rung < len(LADDER) * t.ESCALATE_ROUNDS


def exhausted(stopping: Effort, now: int) -> bool:
    """Whether the stop fails and every round of the ladder has been tried."""
    return failing(stopping, now) and stopping.rung >= len(LADDER) * t.ESCALATE_ROUNDS


def wrote(stopping: Effort, now: int, frames: tuple[bytes, ...]) -> Effort:
    """After a write. The ladder begins with its first rung whenever it is that the stop begins to fail."""
    rung = stopping.rung + (stopping.attempt > 0 and climbing(stopping, now))
    return replace(insisted(stopping, frames, now), rung=rung)


def insisted(stopping: Effort, frames: tuple[bytes, ...], wrote_at: int | None) -> Effort:
    """After a write that is no rung; one beside the schedule leaves `wrote_at` as it was."""
    stops = sum(map(is_stop, frames))
    return replace(stopping, attempt=stopping.attempt + 1, unheard=stopping.unheard + stops, wrote_at=wrote_at)


def heard(stopping: Effort) -> Effort:
    """After the outcome of a stop, whatever it was."""
    return replace(stopping, unheard=max(0, stopping.unheard - 1))


def is_stop(request: bytes) -> bool:
    """Whether these bytes ask for Stop or Pause."""
    return request[:1] == STOP[:1]


# Stop → minimum speed → Pause, and round again (SR-15). Control is asked for anew with every Stop: asking costs
# nothing, and a treadmill that has taken control back obeys nothing else.
LADDER = ("stop", "minimum", "pause")
INSIST = (REQUEST_CONTROL, STOP)


def stop_frames(stopping: Effort, measured: int, minimum: int, *, granted: bool, climbs: bool) -> tuple[bytes, ...]:
    """What to write on the stop lane now; `climbs`: while it fails. The minimum goes to a faster belt, never upward."""
    if stopping.attempt == 0:
        return (STOP,) if granted else INSIST
    rung = LADDER[stopping.rung % len(LADDER)] if climbs else LADDER[0]
    if rung == "minimum" and measured > minimum + t.FALLING:
        return (encode_request(SetTargetSpeed(Speed(minimum))),)
    return (PAUSE,) if rung == "pause" else INSIST
