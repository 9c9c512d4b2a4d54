"""Conducts one walk from the terminal: hears every step, shows it, passes keys on, and knows when it is over."""

import asyncio
from collections.abc import Callable
from typing import Any

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.keys import KEYS, SOURCE
from retrowalk.cli.screen import Screen
from retrowalk.cli.words import CANNOT_STOP
from retrowalk.controller.effects import Finished
from retrowalk.controller.events import Confirm, Event, LinkLost, Unguarded
from retrowalk.controller.snapshot import Snapshot
from retrowalk.export.trace import Trace
from retrowalk.history.tally import STANDING
from retrowalk.journal.record import Step
from retrowalk.runtime.service import AT_REST, Service
from retrowalk.safety.events import Stop, StopReason
from retrowalk.session.stage import Stage


# After this many interrupts the command leaves even a moving belt, having said so twice.
PATIENCE = 3
# After a stop, longer than any belt needs to stand and the core to say so (seconds); then that is said.
ENDING = 60.0


class Conductor:
    """One walk on the terminal. `done` becomes how it finished, or None when it was left unfinished."""

    def __init__(self, service: Service, screen: Screen) -> None:
        self.trace = Trace()
        self.interrupts = 0
        self.blind = False
        self.why: dict[type[Event], str] = {}
        self.done: asyncio.Future[Finished | None] = asyncio.get_running_loop().create_future()
        self.onlooker: Callable[[Snapshot], None] | None = None
        self._service = service
        self._screen = screen

    def hear(self, step: Step) -> None:
        """One step of the core."""
        snapshot, marks = self._service.snapshot, len(self.trace.marks)
        self.trace.add(step.event, step.effects, snapshot)
        if isinstance(step.event, LinkLost | Unguarded):
            self.why[type(step.event)] = f": {step.event.why}"
        for mark in self.trace.marks[marks:]:
            self._screen.say(mark.at, mark.text)
        self._screen.update(snapshot)
        if self.trace.finished is not None:
            self.finish(self.trace.finished)
        elif self.onlooker is not None:
            self.onlooker(snapshot)
        if (self.interrupts or self.blind) and self._nothing_is_ours:
            self._leave()

    async def sees(self, holds: Callable[[Snapshot], bool], seconds: float | None = None) -> bool:
        """Wait until it is so; False when time is up, or the walk is over or left before."""
        waiting = asyncio.ensure_future(self._service.until(holds))
        ends: set[asyncio.Future[Any]] = {waiting, self.done}
        await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        came = waiting.done() and not self.done.done()
        waiting.cancel()
        return came

    def say(self, text: str) -> None:
        """Show a line of our own."""
        self._screen.say(self._service.snapshot.now - (self.trace.first or 0), text)

    def press(self, letter: str) -> None:
        """A key of the terminal: tells the core what the table says; y and n answer the checklist while it lasts."""
        snapshot = self._service.snapshot
        key = KEYS.get(letter)
        if snapshot.stage is Stage.CHECKLIST and letter in "yn":
            self._answer(snapshot, yes=letter == "y")
        elif key is not None:
            self.say(f"Key {key.says}")
            self._tell(key.event)

    def _answer(self, snapshot: Snapshot, *, yes: bool) -> None:
        if yes and snapshot.missing:
            self._tell(Confirm(snapshot.missing[0]))
        elif not yes:
            self.say("Not confirmed: the walk does not begin")
            self._service.stop(StopReason.OPERATOR, SOURCE)

    def _tell(self, event: Event) -> None:
        if isinstance(event, Stop):
            under_way = self._service.snapshot.stage is not None
            self._service.stop(event.reason, event.source)
            if under_way:
                self._expect_the_end()
        else:
            self._service.tell(event)

    def interrupt(self) -> None:
        """Ctrl-C and its like: the first stops the belt, the second says who can, the third leaves."""
        self.interrupts += 1
        if self._nothing_is_ours:
            self._leave()
        elif self.interrupts == 1:
            self._service.stop(StopReason.USER_STOP, "Ctrl-C")
            self.say("Stopping the belt; waiting for measured standstill")
            self._expect_the_end()
        elif self._service.snapshot.belt not in STANDING:
            self._screen.alert(CANNOT_STOP)
            self.say("The belt was not measured at standstill yet: PULL THE KEY")
        if self.interrupts >= PATIENCE:
            self.finish(None)

    def unseen(self) -> None:
        """Stop the belt when screen or keyboard are gone: nobody is told what comes next, or could stop it."""
        self.blind = True
        if self._nothing_is_ours:
            self._leave()
            return
        self._service.stop(StopReason.OPERATOR, "the terminal was lost")
        self._expect_the_end()

    def warn(self, text: str) -> None:
        """Say something louder than the rest."""
        self._screen.alert(text)

    @property
    def _nothing_is_ours(self) -> bool:
        """Whether one may leave at once: no walk was begun, and no belt that an earlier run left is being stopped."""
        return self._service.snapshot.stage is None and self._service.snapshot.belt in AT_REST

    def _leave(self) -> None:
        """No walk has begun: the belt is not ours, and stays as it was found."""
        if not self.done.done():
            self.done.set_exception(Trouble("interrupted before the walk began; nothing was started", Exit.INTERRUPTED))

    def close(self) -> None:
        """The screen is the shell's again."""
        self._screen.close()

    def _expect_the_end(self) -> None:
        asyncio.get_running_loop().call_later(ENDING, self.finish, None)

    def finish(self, finished: Finished | None) -> None:
        """It is over, or it is left; the first word counts."""
        if finished is not None and finished.verified:
            self._screen.alert("")
        if not self.done.done():
            self.done.set_result(finished)
