"""The guard at work: beats in, belts stopped, as long as it takes."""

import asyncio
import logging
from pathlib import Path

from retrowalk.guard import beats
from retrowalk.guard.alarm import Alarm
from retrowalk.guard.beats import Beat
from retrowalk.guard.ears import Ears
from retrowalk.guard.effort import Effort
from retrowalk.guard.grip import Radio
from retrowalk.guard.hands import Hand
from retrowalk.guard.papers import Papers
from retrowalk.guard.voice import say
from retrowalk.guard.watch import SILENCE, TICK, Cause, Charge, Watch


# A guard for one service that nobody has spoken to by now was forgotten (ms).
LONELY = 60_000
# A service that is found in one of these is alive, and so is its link.
_HANGS = frozenset({Cause.SILENT, Cause.STALLED})

_log = logging.getLogger(__name__)


def now() -> int:
    """Milliseconds on the loop's monotonic clock."""
    return round(asyncio.get_running_loop().time() * 1000)


class Duty:
    """One guard in one state folder. `once`: it ends by itself when its service has ended and its belts are at rest."""

    def __init__(self, state: Path, radio: Radio, alarm: Alarm, *, once: bool = False) -> None:
        self._ears = Ears(state, self)
        self._papers = Papers(state / "guard")
        self._radio = radio
        self._alarm = alarm
        self._once = once
        self._watch = Watch(now())
        self._hands: dict[str, Hand] = {}
        self._efforts: dict[str, Effort] = {}
        self._causes: dict[str, Cause] = {}
        self._stood: set[str] = set()
        self._gone, self._served = True, False
        self._began = self._saw = now()
        self.looks = 0  # that were taken to their end
        self.looked = asyncio.Event()
        self._asked_to_end = 0
        self._letting_go: set[asyncio.Task[None]] = set()

    # ── what it hears ───────────────────────────────────────────────────────────────────────────────

    def heard(self, beat: Beat) -> bytes:
        """See ears.Listener."""
        self._gone, self._served = False, True
        self._watch.beat(beat.belts, now())
        self._stood &= beat.belts.keys()
        for address in beat.belts.keys() - self._hands.keys():
            self._hands[address] = Hand(address, self._radio, now)
        for address in self._hands.keys() - beat.belts.keys() - self._efforts.keys():
            self._let_go(address)
        return beats.answer(beat.number, self._watched(), self._efforts, self._stood)

    def _watched(self) -> list[str]:
        """The belts it could stop: those whose link it holds, and none while its looks fail."""
        if now() - self._saw > SILENCE:
            return []
        return [address for address, hand in self._hands.items() if hand.ready]

    def ended(self) -> None:
        """See ears.Listener."""
        self._gone = True
        self._watch.ended()
        self.look()

    def leave(self) -> None:
        """Asked to end: once the belts it stops are at rest; asked twice, at once."""
        self._asked_to_end += 1
        if self.moving:
            say("a belt is still being stopped; asked once more, it is left to itself: PULL THE SAFETY KEY")

    # ── what it does ────────────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Keep watch until it may end. Raises AlreadyThere, OSError."""
        try:
            async with self._ears:
                if not self._once:  # else it shares the terminal of its service
                    say(f"listening at {self._ears.path}")
                while not self._may_end:
                    await asyncio.sleep(TICK / 1000)
                    self._look_safely()
        finally:
            await self._close()

    def look(self) -> None:
        """Judge: begin to stop what must be stopped, end what is done, be loud about the rest."""
        due = self._watch.look(now())
        for address, cause in due.items():
            if address not in self._efforts:
                self._begin(address, cause)
        for address, effort in list(self._efforts.items()):
            self._judge(address, effort, demanded=address in due)
        if self._gone:
            for address in self._hands.keys() - self._efforts.keys():
                self._let_go(address)
        self._alarm.sound(self.moving, now())

    def _look_safely(self) -> None:
        try:
            self.look()
        except Exception:  # noqa: BLE001 - whatever it was, the next look may stop a belt
            _log.exception("one look failed")
        else:
            self.looks, self._saw = self.looks + 1, now()
            self.looked.set()

    def _begin(self, address: str, cause: Cause) -> None:
        """The stop first, then what is written about it."""
        charge = self._watch.belts.get(address, Charge(ours=True, steps=0))
        effort = Effort(now(), release=charge.release)
        self._efforts[address], self._causes[address] = effort, cause
        self._stood.discard(address)
        if cause in _HANGS and not self._radio.shared and self._ears.fence():
            say("the service hangs and holds the only link there can be: it is ended")
        self._hands[address].begin(effort)
        self._papers.latch(address, cause)
        say(f"stopping {address}: {cause}")

    def _judge(self, address: str, effort: Effort, *, demanded: bool) -> None:
        """A belt that stands is done with when nobody demands its stop any more, or no countdown can be left."""
        if not effort.standing:
            self._stood.discard(address)
            if self._was_helped(address):
                self._papers.stood(address)
                self._finish(address)
            return
        if address not in self._stood:
            self._stood.add(address)
            self._papers.stood(address)
            say(f"{address} was measured at standstill")
        if effort.over(now()) or not demanded:
            self._finish(address)
            self._watch.settled(address)

    def _was_helped(self, address: str) -> bool:
        """Whether the service that asked measured rest itself, by the only link there can be: ours was never made."""
        asked = self._causes[address] is Cause.ASKED and not self._hands[address].holds
        return asked and self._watch.rests(address)

    def _finish(self, address: str) -> None:
        del self._efforts[address]
        self._hands[address].finish()

    @property
    def moving(self) -> dict[str, str]:
        """The belts that are being stopped and not measured at standstill."""
        return {address: self._causes[address] for address, effort in self._efforts.items() if not effort.standing}

    @property
    def _may_end(self) -> bool:
        if self._asked_to_end:
            return self._asked_to_end > 1 or not self.moving
        done = self._served or now() - self._began >= LONELY
        return self._once and done and self._gone and not self._efforts

    def _let_go(self, address: str) -> None:
        task = asyncio.create_task(self._hands.pop(address).close(end=self._gone))
        self._letting_go.add(task)
        task.add_done_callback(self._letting_go.discard)

    async def _close(self) -> None:
        """Leave links to the service; one of our own has nobody left when it has gone."""
        await asyncio.gather(*self._letting_go, *(hand.close(end=self._gone) for hand in self._hands.values()))
        self._papers.close()
