"""The state of one treadmill and its walk: what step() takes and gives back. Frozen, comparable, no clock inside."""

from dataclasses import dataclass, field

from retrowalk.controller.effects import AlarmKind
from retrowalk.controller.machine import Machine
from retrowalk.ftms.treadmill_data import Assembly
from retrowalk.safety.caps import Caps
from retrowalk.safety.governor import Governed
from retrowalk.safety.heart_rate import Pulse
from retrowalk.safety.interlocks import Freeze, Watch
from retrowalk.safety.lease import Lease
from retrowalk.safety.supervisor import Effort, Supervision
from retrowalk.session.walk import Walk


@dataclass(frozen=True)  # without slots: see changed()
class State:
    """Times in ms; None = has not happened or does not apply.

    linked_at, lost_at: the last change of the link; started_at: the last start written; stopped_at: the last stop;
    control_at: control was last asked for; unsure: the last motion request was not acknowledged; slower: it asked
    for less than before; stalled: when the program was found to have stood still, and no later sample has come.
    asked_at: when the belt was last asked for something else than before (asking again does not count).
    guarded, guard_lost_at: whether the guard watches, and when it last ceased to; lease: who may start and raise;
    absent: who of them is missing now, and people have been told. active_at: a person's last act; let_go: the link was
    given up to stop a belt that nothing else stops; stopless: the treadmill's last word was that it knows no Stop;
    pulse: of the walker's heart.
    """

    now: int = 0
    supervision: Supervision = field(default_factory=Supervision)
    machine: Machine | None = None
    watch: Watch = field(default_factory=Watch)
    partial: Assembly = field(default_factory=Assembly)
    walk: Walk | None = None
    caps: Caps | None = None
    governed: Governed | None = None
    effort: Effort | None = None
    freezes: frozenset[Freeze] = frozenset()
    alarms: frozenset[AlarmKind] = frozenset()
    linked_at: int = 0
    lost_at: int | None = None
    status_heard: bool = False
    started_at: int | None = None
    stopped_at: int | None = None
    control_at: int | None = None
    asked_at: int = 0
    unsure: bool = False
    slower: bool = False
    stalled: int | None = None
    guarded: bool = False
    guard_lost_at: int = 0
    lease: Lease = field(default_factory=Lease)
    absent: frozenset[Freeze] = frozenset()
    active_at: int = 0
    let_go: bool = False
    stopless: bool = False
    pulse: Pulse = field(default_factory=Pulse)
