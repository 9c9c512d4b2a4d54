"""All treadmills of the site: remembered, found, linked and kept apart, so that nothing one does holds up another."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Self, TypeVar

from retrowalk.ftms.advertisement import Verdict
from retrowalk.history.records import Machine
from retrowalk.journal.lock import Taken
from retrowalk.journal.open import held
from retrowalk.journal.record import Step
from retrowalk.runtime import recovery
from retrowalk.runtime.approach import Link
from retrowalk.runtime.bay import Bay, Heard, Shared
from retrowalk.runtime.discovery import Radio, Sighting, Use
from retrowalk.runtime.guarding import Guarding
from retrowalk.runtime.identity import bay_id
from retrowalk.runtime.recovery import Leftover
from retrowalk.safety.events import StopReason


_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A treadmill in reach, or what may be one. `bay` is its place in the site, None = it is not one of ours."""

    address: str
    name: str
    rssi: int
    radio: str
    verdict: Verdict
    why: str
    bay: str | None


class Unknown(Exception):
    """There is no such treadmill here. The message is for people."""


class NotNow(Exception):
    """What was asked would leave a belt to itself. The message is for people."""


class Fleet:
    """Entered on a running loop; left, every belt that is ours was stopped and measured, as far as that was possible.

    `known`: the treadmills of the site; `guard`: who watches the belts, None = nobody. `at_rest` says at the end
    whether every belt was let go of at standstill.
    """

    def __init__(self, shared: Shared, known: Iterable[Machine] = (), guard: Guarding | None = None) -> None:
        self.at_rest = True
        self._closed = False
        self.leftovers: tuple[Leftover, ...] = ()
        self._shared = shared
        self._known = tuple(known)
        self._guard = guard
        self._bays: dict[str, Bay] = {}
        self._held: dict[str, ExitStack] = {}
        self._subscribers: dict[object, Heard] = {}
        shared.discovery.use = self.use

    @property
    def bays(self) -> Mapping[str, Bay]:
        """Every treadmill of the site by its id."""
        return MappingProxyType(self._bays)

    @property
    def trouble(self) -> Mapping[str, str]:
        """Why a radio cannot be used, by its name; empty when every one can."""
        return MappingProxyType(self._shared.discovery.trouble)

    # ── from beginning to end ───────────────────────────────────────────────────────────────────────

    async def __aenter__(self) -> Self:
        """First what an earlier run left open, then the treadmills that are known. Raises OSError."""
        self.leftovers = await self._wait(partial(recovery.find, self._shared.state))
        known = {each.id: each for each in self._known}
        for leftover in sorted(self.leftovers, key=lambda each: not each.ours):
            machine = known.pop(bay_id(leftover.treadmill), None)
            await self._take(machine or _new(leftover.treadmill), leftover, adopted=machine is not None)
        for machine in known.values():
            await self.know(machine)
        return self

    async def know(self, machine: Machine) -> None:
        """A treadmill of the site, as it is remembered. One that another program has is left to it. Raises OSError."""
        if machine.id in self._bays:
            self._bays[machine.id].adopt(machine)
        else:
            await self._take(machine, None)

    async def _take(self, machine: Machine, leftover: Leftover | None, *, adopted: bool = True) -> None:
        try:
            await self._add(machine, leftover, adopted=adopted)
        except Taken as taken:
            _log.warning("%s", taken)

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop what is ours, all belts at once, and let go of every treadmill; once is enough."""
        if self._closed:
            return
        self._closed, bays = True, tuple(self._bays.values())
        ended = await asyncio.gather(*(bay.close() for bay in bays), return_exceptions=True)
        self.at_rest = all(each is True for each in ended)
        for bay, how in zip(bays, ended, strict=True):
            if how is not True:
                _log.error("%s was not measured at standstill: pull its safety key", bay.label)
        for stack in self._held.values():
            stack.close()

    # ── what anyone may do ──────────────────────────────────────────────────────────────────────────

    def stop_all(self, reason: StopReason = StopReason.USER_STOP, source: str = "") -> None:
        """Stop every belt, now."""
        for bay in self._bays.values():
            bay.stop(reason, source)

    def subscribe(self, callback: Heard) -> Callable[[], None]:
        """Hear of every step of every treadmill, those that come later as well; returns what ends it."""
        key = object()
        self._subscribers[key] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(key, None)

        return unsubscribe

    async def adopt(self, address: str, label: str = "") -> Bay:
        """Make a treadmill one of the site's: it is linked from now on, and bound once it answers.

        Raises Taken while another program has it, OSError.
        """
        bay = self._bays.get(bay_id(address))
        if bay is None:
            return await self._add(_new(address, label), None)
        if not bay.adopted:
            bay.adopt(replace(bay.machine, label=label))
        elif label:
            bay.rename(label)
        return bay

    async def forget(self, id: str) -> None:  # noqa: A002 - what it is called everywhere else
        """Let go of a treadmill. Raises Unknown, NotNow."""
        bay = self._bays.get(id)
        if bay is None:
            raise Unknown(f"there is no treadmill {id}")
        if not bay.at_rest or bay.walk is not None or bay.snapshot.latched is not None:
            raise NotNow(f"{bay.label} is in use or latched: it can be let go of at rest only")
        del self._bays[id]
        if self._guard is not None:
            self._guard.dismiss(bay.address)
        await bay.close()
        self._held.pop(id).close()
        self._shared.forgotten(id)

    def seen(self) -> list[Seen]:
        """What is in reach and may be a treadmill, the strongest signal first."""
        heard = self._shared.discovery.seen()
        return [self._seen(each) for each in heard if each.found.verdict is not Verdict.NO]

    def _seen(self, sighting: Sighting) -> Seen:
        found = sighting.found
        bay = bay_id(found.address) if bay_id(found.address) in self._bays else None
        return Seen(found.address, found.name, found.rssi, sighting.radio.name, found.verdict, found.why, bay)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    async def _add(self, machine: Machine, leftover: Leftover | None, *, adopted: bool = True) -> Bay:
        stack = await self._alone(machine.address, ours=leftover is not None and leftover.ours)
        bay = Bay(self._shared, machine, leftover, adopted=adopted)
        self._bays[bay.id], self._held[bay.id] = bay, stack
        bay.subscribe(self._publish)
        if self._guard is not None:
            self._guard.watch(bay.service)
        return bay

    async def _alone(self, address: str, *, ours: bool) -> ExitStack:
        """Nobody else has it from here on; a disk that can hold no lock is no reason to leave a belt of ours moving."""
        stack = ExitStack()
        try:
            await self._wait(lambda: stack.enter_context(held(self._shared.state / recovery.OPEN, address)))
        except OSError as error:
            if not ours:
                raise
            _log.error("%s is stopped without a lock of its own: %s", address, error)
        return stack

    def _publish(self, bay: Bay, step: Step) -> None:
        for callback in tuple(self._subscribers.values()):
            try:
                callback(bay, step)
            except Exception:  # noqa: BLE001 - whatever it was, the others are told
                _log.exception("a subscriber failed")

    async def _wait(self, work: Callable[[], _Answer]) -> _Answer:
        return await asyncio.get_running_loop().run_in_executor(self._shared.pool, work)

    def use(self, radio: Radio) -> Use:
        """What a radio is used for by all who are linked through it."""
        uses = {bay.use for bay in self._bays.values() if bay.radio in {radio.name, ""}}
        if Use.STARTING in uses:
            return Use.STARTING
        if Use.WALKED not in uses:
            return Use.QUIET
        return Use.MISSING if any(bay.link is not Link.LINKED for bay in self._bays.values()) else Use.WALKED


def _new(address: str, label: str = "") -> Machine:
    """A treadmill nobody has asked yet."""
    return Machine(bay_id(address), address, label)
