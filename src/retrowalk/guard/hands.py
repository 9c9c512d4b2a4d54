"""One belt on the list: keeps a grip on it from then on, and does what its effort says when there is one."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from retrowalk.guard.effort import Deed, Effort
from retrowalk.guard.grip import Grip, Hear, Lost, Radio


# Between two looks for a link that the service may have made by now (s).
PAUSE = 0.5
# Between two attempts while a belt must be stopped: with no pause after a disconnect 7 of 26 failed in BlueZ, with
# 0.1 s none did (s).
HURRY = 0.1
# Joining a link takes 0.2 s, making one 2 s (s).
LAST = 3.0
# The bluetoothd that made a link may have died, and bleak goes on listing the link (measured). A treadmill whose link
# cannot be joined this often is looked for as if there were none.
BELIEF = 2
# FTMS sends about once a second: after three missed records the link itself is asked (ms).
SILENT = 3_000

_log = logging.getLogger(__name__)


class Hand:
    """Keeps hold of one belt until closed. `now` in ms; everything belongs to one event loop."""

    def __init__(self, address: str, radio: Radio, now: Callable[[], int]) -> None:
        self.address = address
        self.why = ""
        self.effort: Effort | None = None
        self._radio = radio
        self._now = now
        self._hear = Hear(self._measured, self._indicated, self._stir)
        self._grip: Grip | None = None
        self._heard_at = now()
        self._failures = 0
        self._stirred = asyncio.Event()
        self._end = False
        self._task = asyncio.create_task(self._run())

    @property
    def ready(self) -> bool:
        """Whether the belt could be stopped now: its link is held and heard, or where only one can be, we stand by."""
        if not self._radio.shared:
            return True
        return self._grip is not None and self._grip.listening and not self._grip.lost

    @property
    def holds(self) -> bool:
        """Whether it has a link to the belt, to measure it by."""
        return self._grip is not None

    def begin(self, effort: Effort) -> None:
        """Stop the belt, at once and until told otherwise."""
        self.effort = effort
        if self._grip is not None:
            effort.attached(self._now(), fresh=False)
        self._stir()

    def finish(self) -> None:
        """The belt stands; only watch over it again."""
        self.effort = None
        self._stir()

    async def close(self, *, end: bool = False) -> None:
        """Let go; `end` also ends a link that the guard made."""
        self._end = end
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    # ── what is heard ───────────────────────────────────────────────────────────────────────────────

    def _measured(self, data: bytes) -> None:
        self._heard_at = self._now()
        if self.effort is not None:
            self.effort.measured(data, self._heard_at)
            self._stir()

    def _indicated(self, data: bytes) -> None:
        if self.effort is not None:
            self.effort.indicated(data, self._now())
            self._stir()

    def _stir(self) -> None:
        self._stirred.set()

    # ── what is done ────────────────────────────────────────────────────────────────────────────────

    async def _run(self) -> None:
        while True:
            try:
                await self._hold_once()
            except Lost as lost:
                self.why = str(lost)
            except asyncio.CancelledError:
                if _closing():
                    raise
            except Exception:  # noqa: BLE001 - whatever it was, the belt is still to be held
                _log.exception("the hand on %s slipped", self.address)
            await self._rest(HURRY if self.effort else PAUSE)

    async def _hold_once(self) -> None:
        """Get hold of the belt if that is possible now, and keep it as long as it lasts. Raises Lost."""
        if not self._wanted():
            return
        grip = await self._take()
        if grip is None:
            return
        self._grip, self._heard_at, self.why = grip, self._now(), ""
        try:
            await self._keep(grip)
        finally:
            self._grip = None
            if self.effort is not None:
                self.effort.detached()
            await (grip.end() if self._end and grip.fresh else grip.release())

    async def _take(self) -> Grip | None:
        """Take hold, whole: to break off joining a link would end it for the service as well. Raises Lost."""
        taking = asyncio.create_task(self._try())
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            with suppress(Lost, TimeoutError):
                async with asyncio.timeout(LAST):
                    grip = await taking
                if grip is not None:
                    await grip.release()
            raise

    async def _try(self) -> Grip | None:
        """Get hold of it; what the system says of its links is doubted when that failed too often. Raises Lost."""
        held = self._failures % (BELIEF + 1) < BELIEF
        try:
            grip = await self._radio.take(self.address, self._hear, urgent=self.effort is not None, held=held)
        except Lost:
            self._failures += 1
            raise
        self._failures = 0
        return grip

    async def _keep(self, grip: Grip) -> None:
        if self.effort is not None:
            self.effort.attached(self._now(), fresh=grip.fresh)
        while self._wanted() and not grip.lost:
            await self._turn(grip)

    def _wanted(self) -> bool:
        """A link that only one can have is the service's until the belt must be stopped."""
        return self._radio.shared or self.effort is not None

    async def _turn(self, grip: Grip) -> None:
        """One thing at a time: the stop first, then hearing, then whether silence means death. Raises Lost."""
        act = self.effort.due(self._now()) if self.effort else None
        if act is not None:
            await self._act(grip, act)
        elif not grip.listening:
            await grip.listen()
        elif self._now() - self._heard_at >= SILENT:
            await grip.probe()
            self._heard_at = self._now()
        else:
            await self._rest(self._until_due())

    async def _act(self, grip: Grip, act: bytes | Deed) -> None:
        effort = self.effort
        if effort is None:
            return
        if isinstance(act, bytes):
            code = await grip.write(act)
            effort.wrote(act, self._now(), code)
        elif act is Deed.SUBSCRIBE:
            effort.subscribed(self._now(), done=await grip.subscribe_again())
        else:
            await grip.end()
            raise Lost("ended to stop the belt")

    def _until_due(self) -> float:
        wake = self.effort.wake if self.effort else None
        due = self._heard_at + SILENT if wake is None else min(wake, self._heard_at + SILENT)
        return max(0, due - self._now()) / 1000

    async def _rest(self, seconds: float) -> None:
        """Wait, or until something happened."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        self._stirred.clear()


def _closing() -> bool:
    """Whether we are cancelled; some stacks cancel what was pending when a link is lost."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
