"""What changes on the treadmills, told as events: each change once, when it is seen. It only watches."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrowalk.controller.effects import Announce, Refused
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.places import Place, Site
from retrowalk.journal.record import Step
from retrowalk.safety import thresholds as t


@dataclass(frozen=True, slots=True)
class Look:
    """What is compared from one step to the next."""

    link: str
    belt: str
    session: str | None
    stage: str | None
    latched: str | None
    latched_by: str
    alarms: frozenset[str]
    heard: bool
    cap: tuple[int, str] | None
    strap: str

    @classmethod
    def at(cls, bay: Place) -> "Look":
        """How a treadmill stands now."""
        seen = bay.snapshot
        return cls(
            link=str(bay.link),
            belt=seen.belt.value,
            session=bay.walk,
            stage=seen.stage.value if seen.stage else None,
            latched=seen.latched.value if seen.latched else None,
            latched_by=seen.latched_by,
            alarms=frozenset(alarm.value for alarm in seen.alarms),
            heard=seen.age is not None and seen.age < t.STALE_FREEZE,  # it is frozen from then on (SR-16)
            cap=(seen.cap.wire, seen.cap_source.value) if seen.cap and seen.cap_source else None,
            strap=bay.hearing,
        )


# A treadmill nobody has looked at yet.
_NEW = Look("", "unknown", None, None, None, "", frozenset(), heard=False, cap=None, strap="")

Told = tuple[Kind, Mapping[str, object]]


def _latch(before: Look, after: Look) -> list[Told]:
    if before.latched == after.latched:
        return []
    if after.latched is None:
        return [(Kind.LATCH_CLEARED, {"reason": before.latched})]
    return [(Kind.LATCH_SET, {"reason": after.latched, "source": after.latched_by})]


def _faults(before: Look, after: Look) -> list[Told]:
    raised = [(Kind.FAULT_RAISED, {"fault": alarm}) for alarm in sorted(after.alarms - before.alarms)]
    return [*raised, *((Kind.FAULT_CLEARED, {"fault": alarm}) for alarm in sorted(before.alarms - after.alarms))]


def _session(before: Look, after: Look) -> list[Told]:
    if (before.session, before.stage) == (after.session, after.stage):
        return []
    return [(Kind.SESSION_CHANGED, {"session": after.session or before.session, "stage": after.stage})]


def _input(before: Look, after: Look) -> list[Told]:
    if before.heard == after.heard:
        return []
    return [(Kind.INPUT_RESTORED if after.heard else Kind.INPUT_LOST, {"input": "telemetry"})]


# What becomes of the search for a strap is told once: that it is heard, or that it was given up.
_STRAP = {"heard": Kind.INPUT_RESTORED, "given up": Kind.INPUT_LOST}


def _strap(before: Look, after: Look) -> list[Told]:
    kind = None if before.strap == after.strap else _STRAP.get(after.strap)
    return [(kind, {"input": "strap", "is": after.strap})] if kind else []


def _limit(before: Look, after: Look) -> list[Told]:
    """The cap in force, during a walk: another facing, another layer."""
    if before.cap == after.cap or after.cap is None:
        return []
    wire, source = after.cap
    return [(Kind.LIMIT_CHANGED, {"speed_kmh": wire / 100, "source": source})]


def changes(before: Look, after: Look) -> list[Told]:
    """What is to be told of a change."""
    told: list[Told] = []
    if before.link != after.link:
        told.append((Kind.LINK_CHANGED, {"link": after.link}))
    if before.belt != after.belt:
        told.append((Kind.BELT_CHANGED, {"belt": after.belt}))
    for look in (_latch, _session, _faults, _input, _strap, _limit):
        told += look(before, after)
    return told


class Observer:
    """Watches every treadmill of a site."""

    def __init__(self, site: Site, events: EventLog) -> None:
        self._events = events
        self._before = {bay.id: Look.at(bay) for bay in site.bays.values()}
        site.subscribe(self._hear)

    def _hear(self, bay: Place, step: Step) -> None:
        after = Look.at(bay)
        before = self._before.get(bay.id, _NEW)
        if before != after:
            self._before[bay.id] = after
            for kind, data in changes(before, after):
                self._events.publish(kind, data, bay.id)
        for effect in step.effects:
            if isinstance(effect, Announce):
                self._events.publish(Kind.CUE, _cue(effect), bay.id)
            elif isinstance(effect, Refused):
                self._events.publish(Kind.REFUSED, {"asked": effect.asked, "why": effect.why}, bay.id)


def _cue(effect: Announce) -> dict[str, object]:
    return {
        "cue": effect.cue.value,
        "in_ms": effect.lead,
        "speed_kmh": None if effect.speed is None else effect.speed / 100,
        "inclination_percent": None if effect.inclination is None else effect.inclination / 10,
        "text": effect.text,
    }
