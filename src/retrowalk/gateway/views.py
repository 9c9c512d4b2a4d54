"""What is shown of a site: plain values with their unit in the name, ready to be JSON. None = not known now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from retrowalk.controller.snapshot import Snapshot
from retrowalk.gateway.eventlog import Event
from retrowalk.gateway.figures import SetpointView, kmh, percent, setpoint
from retrowalk.gateway.places import Place
from retrowalk.gateway.stops import Part, StopRecord
from retrowalk.gateway.under_way import Party
from retrowalk.gateway.walk_view import WalkView, walk


@dataclass(frozen=True, slots=True)
class LeaseView:
    """Who may start and raise; `fencing` is the number of the lease, which only goes up."""

    holder: str
    fencing: int
    left_ms: int | None


@dataclass(frozen=True, slots=True)
class CapView:
    """The limits in force, each with the layer it is from, and the person or file that set it ("" = it is built in)."""

    speed_kmh: float | None
    speed_source: str | None
    speed_set_by: str
    inclination_percent: float | None
    inclination_source: str | None
    inclination_set_by: str


@dataclass(frozen=True, slots=True)
class TreadmillView:
    """One treadmill. Link and belt are told apart; `speed_kmh` is measured, `commanded` is what it was asked for.

    `why`: why it is not linked. `strap`: the heart-rate strap that was worn there last; `strap_is`: how it stands with
    the one of this walk: searching, heard or given up.
    What anybody may see ends with `speed_age_ms`; the rest is for those who were let in.
    """

    id: str
    label: str
    link: str
    belt: str
    latched: str | None
    alarms: tuple[str, ...]
    speed_kmh: float | None
    speed_age_ms: int | None
    address: str | None = None
    name: str | None = None
    identity: str | None = None
    why: str | None = None
    latched_by: str | None = None
    guarded: bool | None = None
    inclination_percent: float | None = None
    commanded: SetpointView | None = None
    cap: CapView | None = None
    lease: LeaseView | None = None
    walk: WalkView | None = None
    strap: str | None = None
    strap_is: str | None = None


@dataclass(frozen=True, slots=True)
class PartView:
    """One treadmill's share of a stop; times in ms since the request."""

    state: str
    delivery: str
    written_ms: int | None
    acknowledged_ms: int | None
    confirmed_ms: int | None
    unconfirmed_ms: int | None


@dataclass(frozen=True, slots=True)
class StopView:
    """What became of a stop: `state` is that of the treadmill that is furthest behind."""

    id: str
    state: str
    scope: str
    reason: str
    sources: tuple[str, ...]
    presses: int
    requested_at: str
    treadmills: Mapping[str, PartView]


@dataclass(frozen=True, slots=True)
class EventView:
    """One event in a flat envelope with the attributes of CloudEvents."""

    specversion: str
    id: str
    source: str
    type: str
    time: str
    seq: int
    data: Mapping[str, object]


def rfc3339(at: int) -> str:
    """Seconds of the wall clock as '2026-11-21T12:00:00Z'."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_Anybody = tuple[str, str, str, str, str | None, tuple[str, ...], float | None, int | None]


def _anybody(place: Place, seen: Snapshot) -> _Anybody:
    """What anybody in the room can see as well, in the order of a view; made a hundred times a second."""
    return (
        place.id,
        place.label,
        place.link,
        seen.belt.value,
        seen.latched.value if seen.latched else None,
        tuple(alarm.value for alarm in seen.alarms),
        kmh(seen.measured.speed) if seen.measured else None,
        seen.age,
    )


def minimum(place: Place) -> TreadmillView:
    """What anybody in the room can see as well: no name, no walk, no cap."""
    return TreadmillView(*_anybody(place, place.snapshot))


def treadmill(place: Place, party: Party | None = None) -> TreadmillView:
    """Everything there is to see; `party`: the walk there and its people, as the desk knows them."""
    seen = place.snapshot
    return TreadmillView(
        *_anybody(place, seen),
        address=place.address,
        name=seen.treadmill,
        identity=place.identity,
        why=place.unreached or None,
        latched_by=seen.latched_by or None,
        guarded=seen.guarded,
        inclination_percent=percent(seen.measured.inclination) if seen.measured else None,
        commanded=setpoint(seen.commanded),
        cap=cap(seen),
        lease=LeaseView(seen.holder, seen.lease, seen.lease_left),
        walk=walk(place.walk, seen, party),
        strap=place.strap or None,
        strap_is=place.hearing or None,
    )


def cap(seen: Snapshot) -> CapView | None:
    """The limits in force, while there is a walk they belong to."""
    if seen.cap is None:
        return None
    return CapView(
        speed_kmh=kmh(seen.cap),
        speed_source=seen.cap_source,
        speed_set_by=seen.cap_by,
        inclination_percent=percent(seen.inclination_cap),
        inclination_source=seen.inclination_cap_source,
        inclination_set_by=seen.inclination_cap_by,
    )


def _since(start: int, time: int | None) -> int | None:
    """A share may have begun before this record was made: then it is at its beginning."""
    return None if time is None else max(0, time - start)


def part(share: Part, requested: int) -> PartView:
    """One treadmill's share of a stop that was requested then (ms)."""
    return PartView(
        state=share.state.value,
        delivery="pending" if share.written is None else "sent",
        written_ms=_since(requested, share.written),
        acknowledged_ms=_since(requested, share.acknowledged),
        confirmed_ms=_since(requested, share.confirmed),
        unconfirmed_ms=_since(requested, share.unconfirmed),
    )


def stop(record: StopRecord) -> StopView:
    """What became of a stop."""
    return StopView(
        id=record.id,
        state=record.state.value,
        scope=record.scope or "all",
        reason=record.reason.value,
        sources=tuple(record.sources),
        presses=record.presses,
        requested_at=rfc3339(record.at),
        treadmills={name: part(share, record.requested) for name, share in record.parts.items()},
    )


def event(happened: Event, run: str) -> EventView:
    """One event of this run."""
    source = f"/v1/treadmills/{happened.treadmill}" if happened.treadmill else "/v1"
    return EventView(
        specversion="1.0",
        id=f"{run}.{happened.seq}",
        source=source,
        type=happened.kind.value,
        time=rfc3339(happened.at),
        seq=happened.seq,
        data=happened.data,
    )
