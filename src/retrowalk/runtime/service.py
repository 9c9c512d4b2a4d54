"""One treadmill and its walk: keeps its link and its clock going, feeds the core, and lets others watch."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from retrowalk.controller.effects import AlarmKind, Effect, Release, Request, WriteStop
from retrowalk.controller.events import End, Event, Guarded, LinkLost, LinkUp, Prepare, Ready, Tick, Unguarded
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.firmware.profile import Known
from retrowalk.journal.record import Recorder, Step
from retrowalk.link.lane import Lane
from retrowalk.link.port import Port
from retrowalk.link.reconnect import Reconnect
from retrowalk.runtime import clock
from retrowalk.runtime.core import Core
from retrowalk.runtime.inbox import Inbox
from retrowalk.runtime.stepper import Deeds, Stepper
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import ON_THE_MOVE, Stage


# Speed is decided anew at 4 Hz, the rate at which treadmills report (s).
TICK = 0.25
# SR-23: shutting down waits this long (s) for measured standstill. A belt that was asked to start a moment ago may yet
# begin for 10 s (thresholds.START_WITHIN), and zero counts only after that.
STANDSTILL_WAIT = 13.0
# A crashed piece begins again after this long (s): sooner than the next stop repeat is due, too late to spin.
RESTART = 0.1

# Belts that are not ours, or were measured at standstill, are left as they are.
AT_REST = frozenset({Belt.UNKNOWN, Belt.OBSERVED, Belt.IDLE, Belt.LATCHED})
# What leads to motion: refused while nobody could tell of it later.
_ARMING = (Prepare, Ready)
# The stages a walk that is not recorded any more is ended from; a belt that is being started is so at the next beat.
_WINDS_DOWN = ON_THE_MOVE - {Stage.WINDING_DOWN} | {Stage.COUNTDOWN, Stage.STANDING}

_log = logging.getLogger(__name__)


def _nothing() -> str:
    return ""


def _never() -> bool:
    return False


class Service:
    """Owns one treadmill's link, clock, core and journal; everything here belongs to the thread of its event loop."""

    def __init__(
        self,
        port: Port,
        rules: Rules,
        *,
        journal: Recorder | None = None,
        now: Callable[[], int] = clock.now,
        core: Core | None = None,
        forbids: Callable[[], str] = _nothing,
        heard: Callable[[], bool] = _never,
    ) -> None:
        """`forbids`: why nothing may be armed, as others know; `heard`: whether the treadmill was just heard of."""
        self._port = port
        self._journal = journal
        self._now = now
        self._forbids = forbids
        self._heard = heard
        self._inbox = Inbox(now)
        self._lane = Lane(port, now, self._inbox.put)
        self._inbox.indicated = self._lane.indicated
        self._reconnect = Reconnect(port, self._inbox, self._link, urgent=self._urgent)
        do: Deeds = {Request: self._lane.request, WriteStop: self._lane.stop, Release: self._release}
        self._releasing: set[asyncio.Task[None]] = set()
        self._stepper = Stepper(core or Core(), rules, do, journal)
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._closed = asyncio.Event()

    # ── what anyone may do ──────────────────────────────────────────────────────────────────────────

    @property
    def snapshot(self) -> Snapshot:
        """How it stands now."""
        return self._stepper.snapshot(self._now())

    def stop(self, reason: StopReason = StopReason.USER_STOP, source: str = "") -> tuple[Effect, ...]:
        """Stop the belt and latch: decided and handed to the stop lane when this returns (SR-14)."""
        return self._stepper.take(Stop(reason, source), self._now())

    def tell(self, event: Event) -> tuple[Effect, ...]:
        """Tell the core something, after all that arrived before it; what it asked for is under way on return."""
        if not isinstance(event, Stop):
            self._drain()
        if isinstance(event, _ARMING) and (why := self._refusal):
            return self.refuse(event, why)
        return self._stepper.take(event, self._now())

    def refuse(self, event: Event, why: str) -> tuple[Effect, ...]:
        """Say no for the core, which never hears of this."""
        return self._stepper.refuse(event, why)

    @property
    def _refusal(self) -> str:
        return self._forbids() or (self._journal.refusal if self._journal is not None else "")

    def subscribe(self, callback: Callable[[Step], None]) -> Callable[[], None]:
        """Hear of every step once its effects are done; returns what ends it."""
        return self._stepper.subscribe(callback)

    async def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        """Wait for a snapshot of which `holds` is true; looks at once and after every step."""
        stepped = asyncio.Event()
        unsubscribe = self.subscribe(lambda _: stepped.set())
        try:
            while not holds(seen := self.snapshot):
                await stepped.wait()
                stepped.clear()
            return seen
        finally:
            unsubscribe()

    # ── what it goes by, for whoever owns it ──────────────────────────────────────────────────────────

    @property
    def state(self) -> Any:  # noqa: ANN401 - the core's own
        """The core's state after the last step."""
        return self._stepper.state

    @property
    def rules(self) -> Rules:
        """What the core decides by."""
        return self._stepper.rules

    def go_by(self, rules: Rules) -> None:
        """Decide by other rules from the next step on: between two chapters of its journal, never in one."""
        self._stepper.rules = rules

    # ── what its guard is told and tells: guarding.Ward ─────────────────────────────────────────────────

    @property
    def address(self) -> str:
        """Where the belt is."""
        return self._port.address

    def charge(self) -> dict[str, object]:
        """What a beat says: whether the belt is ours, how far its core has come, whether its stop fails.

        From the state itself: ten beats a second for a whole site are no time to draw pictures of every treadmill.
        """
        state, release = self.state, self._stepper.rules.profile.stops_on_disconnect
        ours = state.supervision.belt not in AT_REST
        return {
            "ours": ours,
            "steps": self._stepper.steps,
            "stop": ours and AlarmKind.PULL_THE_KEY in state.alarms,
            "release": release is Known.YES,
        }

    def guard(self, news: Guarded | Unguarded) -> None:
        """Hear whether the guard watches."""
        self.tell(news)

    def stopped_by_guard(self) -> None:
        """Latch, too: the guard stops the belt, and has its reasons."""
        seen = self.snapshot
        if seen.belt not in AT_REST and seen.latched is None:
            self.stop(StopReason.ENGINE_FAULT, "guard")

    # ── its life ────────────────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Keep the link, the clock and the core going until closed or cancelled; ends as `close` says either way."""
        if self._task is not None:
            raise RuntimeError("a service runs once")
        self._task = asyncio.current_task()
        pieces = [asyncio.create_task(self._keep(piece)) for piece in self._pieces()]
        try:
            await self._closing.wait()
        finally:
            try:
                await self._bring_to_rest()
            finally:
                await _end(pieces)
                await self._port.disconnect()
                self._closed.set()

    async def close(self) -> None:
        """Stop a belt that is ours, wait up to 13 s until it is measured at standstill, then disconnect (SR-23)."""
        self._closing.set()
        if self._task is not None:
            await self._closed.wait()

    def _pieces(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        return self._listen, self._beat, self._lane.run, self._reconnect.run

    async def _keep(self, piece: Callable[[], Awaitable[None]]) -> None:
        """Run one piece for ever; when it crashes the belt is stopped, since nobody can say what was lost."""
        while True:
            try:
                await piece()
            except Exception:  # noqa: BLE001 - whatever it was, the belt has to stop
                self.stop(StopReason.ENGINE_FAULT, "runtime")  # before a line that could wait for its reader
                _log.exception("%s crashed", getattr(piece, "__qualname__", piece))
            await asyncio.sleep(RESTART)

    async def _listen(self) -> None:
        while True:
            await self._inbox.arrival()
            self._drain()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self.tell(Tick())
            if self._journal is not None and self._journal.failing and self.snapshot.stage in _WINDS_DOWN:
                self.tell(End(StopReason.ENGINE_FAULT))

    def _link(self, change: LinkUp | LinkLost) -> None:
        """Let the lane know at once: it may write, or must not, before the core hears of it in its turn."""
        self._inbox.put(change)
        if isinstance(change, LinkUp):
            self._lane.linked()
        else:
            self._lane.unlinked()

    def _release(self, _: Release) -> None:
        """End the link; the reconnection that watches it makes a new one."""
        task = asyncio.create_task(self._port.disconnect())
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)

    def _urgent(self) -> bool:
        return self.snapshot.belt not in AT_REST or self._heard()

    def _drain(self) -> None:
        for now, event in self._inbox.drain():
            self._stepper.take(event, now)

    async def _bring_to_rest(self) -> None:
        if self.snapshot.belt in AT_REST:
            return
        self.stop(StopReason.OPERATOR, "shutdown")
        try:
            async with asyncio.timeout(STANDSTILL_WAIT):
                await self.until(lambda seen: seen.belt in AT_REST)
        except TimeoutError:
            _log.error("standstill was not measured within %s s: pull the safety key", STANDSTILL_WAIT)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
