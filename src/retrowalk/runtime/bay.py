"""One treadmill's place in the site: its service, the way to it, who it is, and what is kept of its walks."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrowalk.controller.effects import Effect, Refused
from retrowalk.controller.events import End, Event, Prepare
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.controller.state import State
from retrowalk.firmware.catalogue import AmbiguousProfile
from retrowalk.firmware.profile import Profile
from retrowalk.history.records import Machine
from retrowalk.journal.chapters import Chapters
from retrowalk.journal.record import Step
from retrowalk.link.port import Description
from retrowalk.runtime.afterwards import Afterwards
from retrowalk.runtime.approach import Approach, Link
from retrowalk.runtime.discovery import Discovery, Use
from retrowalk.runtime.identity import Identity, bind, changes, matches
from retrowalk.runtime.keeping import Keeping
from retrowalk.runtime.recovery import Leftover
from retrowalk.runtime.service import AT_REST, STANDSTILL_WAIT, Service
from retrowalk.runtime.strap import Worn
from retrowalk.safety.events import Stop, StopReason
from retrowalk.session.stage import Stage


Heard = Callable[["Bay", Step], None]

# A link that is being ended when the site closes has had long enough after this (s), and the disk, too.
PATIENCE = 5.0
# Before the walker has found a steady step, nothing may take air from the link.
_BEGINNING = frozenset({Stage.COUNTDOWN, Stage.STARTING, Stage.SETTLING})


@dataclass(frozen=True, slots=True)
class Shared:
    """What all bays of a fleet share.

    `state`: the state folder; `pool`: threads that wait for the disk; `recognise`: the profile of a treadmill by
    what it says (raises AmbiguousProfile); `rules`: those of the site as they are now, for a profile and an address;
    `remember`: is told of every treadmill that was bound; `forgotten`: of every one, by its id, that is no more of the
    site's.
    """

    state: Path
    discovery: Discovery
    pool: Executor
    recognise: Callable[[Description], Profile]
    rules: Callable[[Profile, str], Rules]
    remember: Callable[[Machine], None]
    forgotten: Callable[[str], None] = lambda _: None
    afterwards: Afterwards = field(default_factory=Afterwards)


class Bay:
    """Everything here belongs to the thread of the fleet's loop. `tell` and `stop` are plain calls."""

    def __init__(
        self, shared: Shared, machine: Machine, leftover: Leftover | None = None, *, adopted: bool = True
    ) -> None:
        """`adopted`: it is one of the site's; otherwise it is here to be brought to rest, and no more."""
        self.id = machine.id
        self.address = address = machine.address
        self.machine = machine
        self.adopted = adopted
        self.found: Description | None = None
        self._shared = shared
        self._changed = self._unclear = ""
        self._approach = Approach(address, shared.discovery, self._met, self._urgent)
        chapters = Chapters(lambda: self.state)
        known = leftover.rules if leftover and leftover.rules else None
        rules = known or shared.rules(shared.recognise(Description(address)), address)
        self.service = Service(
            self._approach, rules, journal=chapters, forbids=self._forbidden, heard=self._approach.heard
        )
        self._keeping = Keeping(shared.state, shared.pool, self.service, chapters, shared.afterwards, leftover)
        self._worn = Worn(shared.discovery, self.service.tell)
        self.service.subscribe(self._heard)
        if leftover is not None:
            self.service.tell(leftover.event)
        self._running = asyncio.create_task(self.service.run())

    # ── how it stands ───────────────────────────────────────────────────────────────────────────────

    @property
    def snapshot(self) -> Snapshot:
        """How belt and walk stand now."""
        return self.service.snapshot

    @property
    def state(self) -> State:
        """The core's own state."""
        state: State = self.service.state
        return state

    @property
    def link(self) -> Link:
        """How the way to it stands."""
        return self._approach.link

    @property
    def unreached(self) -> str:
        """Why the last attempt to reach it failed; "" once it was reached."""
        return self._approach.why

    @property
    def radio(self) -> str:
        """The radio it was reached by, "" before the first link."""
        return self._approach.radio.name if self._approach.radio else ""

    @property
    def label(self) -> str:
        """What people call it; its address, where nobody has given it a name."""
        return self.machine.label or self.address

    @property
    def walk(self) -> str | None:
        """The walk that is being recorded, by its id."""
        return self._keeping.walk

    @property
    def strap(self) -> str:
        """The heart-rate strap that was worn here last, by its address; "" = none yet."""
        return self.machine.strap

    @property
    def worn(self) -> str:
        """The heart-rate strap that is heard in this walk, by its address; "" = none."""
        return self._worn.address

    @property
    def hearing(self) -> str:
        """How it stands with the strap of this walk: searching, heard or given up; "" = none was named."""
        return self._worn.hearing.value

    @property
    def identity(self) -> Identity:
        """Whether it is the treadmill that a person has bound."""
        if self._changed or self._unclear:
            return Identity.CHANGED
        return Identity.BOUND if self.found is not None and self.machine.fingerprint else Identity.UNKNOWN

    @property
    def at_rest(self) -> bool:
        """Whether its belt is not ours, or was measured at standstill."""
        return self.state.supervision.belt in AT_REST

    @property
    def use(self) -> Use:
        """What it uses its radio for."""
        walk = self.state.walk
        if self.at_rest and (walk is None or walk.stage is Stage.FINISHED):
            return Use.QUIET
        return Use.STARTING if walk is not None and walk.stage in _BEGINNING else Use.WALKED

    # ── what anyone may do ──────────────────────────────────────────────────────────────────────────

    def stop(self, reason: StopReason = StopReason.USER_STOP, source: str = "") -> tuple[Effect, ...]:
        """Stop the belt and latch: decided and handed to the stop lane when this returns (SR-14)."""
        return self.service.stop(reason, source)

    def tell(self, event: Event) -> tuple[Effect, ...]:
        """Tell the core something; a walk is begun by `begin`, and refused here."""
        return self.service.stop(event.reason, event.source) if isinstance(event, Stop) else self.service.tell(event)

    async def begin(
        self, prepare: Prepare, walk: str, folder: Path, label: str = "", strap: str = ""
    ) -> tuple[Effect, ...]:
        """Begin a walk with a chapter of its own, `folder`/journal.jsonl, that the disk knows of before the core does.

        `label`: the code that was read from the sticker, if one was; another treadmill's refuses the walk. `strap`: the
        address of the walker's, heard to the end of the walk and remembered here; "" = none.
        """
        why = self._forbidden() or self._keeping.busy
        if not why and label and not matches(self.address, label):
            why = f"the label {label} is not the one of {self.label}"
        if why:
            return self.service.refuse(prepare, why)
        self._keeping.go_by(self._shared.rules(self.service.rules.profile, self.address))
        await self._keeping.begin(walk, folder)
        effects = self.service.tell(prepare)
        accepted = not any(isinstance(each, Refused) for each in effects)
        self._keeping.begun(accepted=accepted)
        if accepted:
            self.wear(strap)
        return effects

    def wear(self, strap: str) -> None:
        """Hear this strap from now on to the end of the walk; "" = none."""
        if strap:
            self._worn.wear(strap, self._approach.radio)
            self.expect(strap)

    def bind(self) -> Machine:
        """A person has looked: this is the treadmill. Raises NotLinked while nothing answers there."""
        if self.found is None:
            raise NotLinked(f"{self.label} has not answered yet: it is bound once it is linked")
        self._changed = ""
        self.remember(bind(self.machine, self.found, self.service.rules.profile.id))
        return self.machine

    def adopt(self, machine: Machine) -> None:
        """It is one of the site's, and known as this: what was measured of it is felt at once."""
        self.machine, self.adopted = machine, True
        if self.found is not None and not self._unclear:
            self._met(self.found)

    def rename(self, label: str) -> None:
        """Call it so from now on."""
        self.remember(replace(self.machine, label=label))

    def expect(self, strap: str) -> None:
        """Whoever walks here is likely to wear this strap: it is remembered."""
        if strap != self.machine.strap:
            self.remember(replace(self.machine, strap=strap))

    def remember(self, machine: Machine) -> None:
        """Keep what is known of it."""
        self.machine = machine
        self._shared.remember(machine)

    def part(self) -> None:
        """End the link, and keep it ended until the core has stopped the belt for that, to see what the belt does."""
        self._approach.part(lambda: self.state.supervision.latch is None)

    def subscribe(self, callback: Heard) -> Callable[[], None]:
        """Hear of every step once its effects are done; returns what ends it."""
        return self.service.subscribe(lambda step: callback(self, step))

    async def close(self) -> bool:
        """Stop a belt that is ours, measure it, end link and chapter; whether the belt was let go of at rest."""
        if self.at_rest and self.walk is not None:
            self.service.tell(End(StopReason.OPERATOR))
        self._worn.take_off()
        closing = asyncio.create_task(self.service.close())
        await asyncio.wait({closing}, timeout=STANDSTILL_WAIT + PATIENCE)
        closing.cancel()
        self._running.cancel()
        at_rest = self.at_rest
        await self._keeping.close(PATIENCE)
        await self._worn.close(PATIENCE)
        return at_rest

    # ── what it hears ───────────────────────────────────────────────────────────────────────────────

    def _heard(self, _: Step) -> None:
        self._keeping.look(self.state)
        self._worn.look(self.state)

    def _urgent(self) -> bool:
        return not self.at_rest

    def _forbidden(self) -> str:
        """Why no belt may be armed here, whoever asks."""
        return self._unclear or self._changed or ("" if self.adopted else _NOT_OURS)

    def _met(self, description: Description) -> None:
        """Someone answers, and the core has not heard of it yet: decide who it is, and by which rules."""
        self.found = description
        try:
            profile = self._shared.recognise(description)
        except AmbiguousProfile as error:
            self._unclear = str(error)
            return
        self._unclear = ""
        if self.walk is None:
            self._keeping.go_by(self._shared.rules(profile, self.address))
        self._judge(description, profile)

    def _judge(self, description: Description, profile: Profile) -> None:
        """Is it the one that was bound? One of the site's that never answered before is bound by doing so."""
        if not self.machine.fingerprint:
            if self.adopted:
                self.bind()
        elif why := changes(self.machine, description, profile.id):
            self._doubt(why)
        else:
            self._changed = ""

    def _doubt(self, why: str) -> None:
        """Nobody starts it until a person has looked; a belt that is ours is stopped."""
        self._changed = f"another treadmill than the one that was bound: {why}; a person has to look and bind it again"
        if not self.at_rest:
            self.service.stop(StopReason.CONTROL_LOST, self._changed)


_NOT_OURS = "this treadmill is not one of the site's: it was only brought to rest"


class NotLinked(Exception):
    """It has never answered. The message is for people."""
