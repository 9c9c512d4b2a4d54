"""The scripted walker: a simulated person who does, visibly, what a real one would do on a simulated treadmill."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from retrowalk.cli.words import QUESTIONS
from retrowalk.controller.events import Confirm, Event, Proceed, Ready, Steady, Tap
from retrowalk.controller.snapshot import Snapshot
from retrowalk.protocol.plan import Kind, Plan
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.session.walk import STANDING
from retrowalk.simulator.machine import Button
from retrowalk.simulator.treadmill import Treadmill


SOURCE = "scripted walker"
# A person reads an item, does it and says so; fast enough that a demonstration does not drag (design value, ms).
PACE = 1500
# Standing still for this long (ms) on a belt at its minimum, a person says "steady" (design value).
FEELS_STEADY = 5000
# Beyond the least standing time a person still lets go of the rail, turns and looks (design value, ms).
TURNS_IN = 1000

# A good spotter does not wait to be asked (design value, ms before it is due).
TAPS_BEFORE = 10_000

Act = tuple[str, Event]


class ScriptedWalker:
    """Hears snapshots, and tells the core one thing at a time; a pause of `PACE` lies between two acts."""

    def __init__(
        self,
        plan: Plan,
        tell: Callable[[Event], object],
        say: Callable[[str], None],
        machine: Treadmill | None = None,
    ) -> None:
        self._plan = plan
        self._tell = tell
        self._say = say
        self._machine = machine
        self._pushed: int | None = None
        self._stage: Stage | None = None
        self._since = 0
        self._acted = 0

    def see(self, snapshot: Snapshot) -> None:
        """Look at how things stand, and act when it is time to."""
        if snapshot.stage is not self._stage:
            self._stage, self._since = snapshot.stage, snapshot.now
        if self._plan.monitor_only and snapshot.stage is Stage.WALKING:
            self._push(snapshot)
        if snapshot.now - self._acted < PACE:
            return
        act = self._choose(snapshot)
        if act is None:
            return
        self._acted = snapshot.now
        self._say(f"Scripted walker: {act[0]}")
        self._tell(act[1])

    def _push(self, snapshot: Snapshot) -> None:
        """A belt that nobody drives is moved by its walker: here by the simulated console, once a segment."""
        if self._machine is None or self._pushed == snapshot.segment:
            return
        self._pushed = snapshot.segment
        button = Button.STOP if snapshot.kind in STANDING else Button.START
        if self._machine.press(button, snapshot.now):
            self._say(f"Scripted walker: {'stands' if button is Button.STOP else 'moves the belt'}")

    def _choose(self, snapshot: Snapshot) -> Act | None:
        if snapshot.tap_due is not None and snapshot.tap_due < TAPS_BEFORE:
            return "the spotter says: still here", Tap(SOURCE)
        if snapshot.frozen:
            return "looks, and proceeds", Proceed()
        choose = CHOICES.get(snapshot.stage) if snapshot.stage else None
        return choose(self, snapshot, snapshot.now - self._since) if choose else None

    def confirm(self, snapshot: Snapshot, _: int) -> Act | None:
        """Confirm the first item that is missing."""
        if not snapshot.missing:
            return None
        item = snapshot.missing[0]
        return f"confirms: {QUESTIONS[item]}", Confirm(item)

    def ready(self, snapshot: Snapshot, waited: int) -> Act | None:
        """Press READY once the belt is ours and stands."""
        if waited < PACE or (snapshot.belt is not Belt.ARMED and not self._plan.monitor_only):
            return None
        return "READY", Ready(SOURCE)

    def steady(self, _: Snapshot, waited: int) -> Act | None:
        """Say "steady" after some steps."""
        return ("steady", Steady()) if FEELS_STEADY <= waited < FEELS_STEADY + PACE else None

    def again(self, snapshot: Snapshot, waited: int) -> Act | None:
        """Turn round or rest for the least time, then press READY."""
        segment = self._plan.segments[snapshot.segment]
        if waited < (segment.duration or 0) + TURNS_IN:
            return None
        did = f"faces {segment.facing}" if segment.kind is Kind.TURN else "has rested"
        return f"{did}, READY", Ready(SOURCE)


CHOICES: Mapping[Stage, Callable[[ScriptedWalker, Snapshot, int], Act | None]] = MappingProxyType(
    {
        Stage.CHECKLIST: ScriptedWalker.confirm,
        Stage.AWAITING_READY: ScriptedWalker.ready,
        Stage.SETTLING: ScriptedWalker.steady,
        Stage.STANDING: ScriptedWalker.again,
    }
)
