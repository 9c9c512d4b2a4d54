"""How the walk on a treadmill is shown: where it stands, what comes next, and what it waits for."""

from dataclasses import dataclass

from retrowalk.controller.snapshot import Snapshot
from retrowalk.gateway.figures import SetpointView, kmh, percent, setpoint
from retrowalk.gateway.under_way import Party


@dataclass(frozen=True, slots=True)
class NextView:
    """Where the next change leads, after caps; a figure is None where it stays, and before a turn or a rest."""

    kind: str
    facing: str
    speed_kmh: float | None
    inclination_percent: float | None
    says: str


@dataclass(frozen=True, slots=True)
class WalkView:
    """The walk on a treadmill as it stands. `left_ms`: until its end as planned from here.

    person, supervisor: ids. next: None = the walk ends after this segment. countdown_ms: until the belt is started;
    ready_in_ms: until READY may be given at a turn or rest; not_ready: why it would be refused now; steady: whether
    that was said since the start. heart_rate_bpm: as a strap tells it and as it is believed now, None = no strap, or
    not believed.
    """

    session: str | None
    person: str | None
    supervisor: str | None
    level: str | None
    stage: str
    protocol: str
    segment: int
    segments: int
    kind: str | None
    facing: str | None
    missing: tuple[str, ...]
    belt_time_ms: int
    distance_m: float
    left_ms: int | None
    planned: SetpointView | None
    allowed: SetpointView | None
    frozen: tuple[str, ...]
    change: str | None
    change_in_ms: int | None
    next: NextView | None
    countdown_ms: int | None
    ready_in_ms: int | None
    not_ready: str | None
    steady: bool
    tap_due_ms: int | None
    present: bool | None
    heart_rate_bpm: int | None
    heart_rate_limit_bpm: int | None


def _next(seen: Snapshot) -> NextView | None:
    then = seen.next
    if then is None:
        return None
    return NextView(then.kind.value, then.facing.value, kmh(then.speed), percent(then.inclination), then.says)


def _people(party: Party | None) -> tuple[str | None, str | None, str | None, str | None]:
    """The walk, the walker, who is beside them, and the level."""
    if party is None:
        return None, None, None, None
    return party.walk.id, party.person.id, party.walk.supervisor or None, party.plan.level.value


def walk(session: str | None, seen: Snapshot, party: Party | None = None) -> WalkView | None:
    """The walk as it stands; None without one. Its people are remembered until the belt is let go of."""
    if seen.stage is None:
        return None
    known, person, supervisor, level = _people(party)
    return WalkView(
        session=session or known,
        person=person,
        supervisor=supervisor,
        level=level,
        stage=seen.stage.value,
        protocol=seen.protocol,
        segment=seen.segment,
        segments=seen.segments,
        kind=seen.kind.value if seen.kind else None,
        facing=seen.facing.value if seen.facing else None,
        missing=tuple(item.value for item in seen.missing),
        belt_time_ms=seen.belt_time,
        distance_m=round(seen.metres, 1),
        left_ms=seen.left,
        planned=setpoint(seen.planned),
        allowed=setpoint(seen.allowed),
        frozen=seen.frozen,
        change=seen.change.value if seen.change else None,
        change_in_ms=seen.change_in,
        next=_next(seen),
        countdown_ms=seen.countdown,
        ready_in_ms=seen.ready_in,
        not_ready=seen.not_ready or None,
        steady=seen.steady,
        tap_due_ms=seen.tap_due,
        present=seen.present,
        heart_rate_bpm=seen.heart_rate,
        heart_rate_limit_bpm=seen.heart_rate_limit,
    )
