"""Where a walk is shown: a live frame on a terminal, plain lines anywhere else, drawn by a thread of its own.

A terminal that stalls (Ctrl-S, a slow connection) blocks who writes to it. Never may that be the loop that stops belts.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Protocol

from rich.console import Console
from rich.live import Live

from retrowalk.cli.live import LINES, View, frame, line, prompt
from retrowalk.controller.snapshot import Snapshot
from retrowalk.export.report import clock
from retrowalk.protocol.plan import Plan


# The frame is drawn again at most this often (ms of wall time): a person reads no faster.
FRAME = 200
# Without a terminal a line at least this often (ms of the walk's time), and one at every change.
HEARTBEAT = 10_000
# A terminal this far behind has stalled; what it would be told by then is dropped, save what was said and alerted.
BEHIND = 100
# At the end a stalled terminal gets this long to take the last picture (s).
LAST_PICTURE = 3.0

_log = logging.getLogger(__name__)


class Output(Console):
    """Where all output goes; a reader that has gone is an error like any other, not the end of the program."""

    def on_broken_pipe(self) -> None:
        """Let the BrokenPipeError through."""
        raise  # noqa: PLE0704 - Rich calls this while it handles the error


class Screen(Protocol):
    """What shows a walk."""

    def say(self, at: int, text: str) -> None:
        """Something happened, `at` ms since the beginning."""

    def update(self, snapshot: Snapshot) -> None:
        """How things stand now."""

    def alert(self, text: str) -> None:
        """Say this louder than anything else, from now on; nothing ends it."""

    def close(self) -> None:
        """The last picture stays; the terminal is the shell's again."""


class Frames:
    """A frame that is drawn over itself."""

    def __init__(self, console: Console, plan: Plan, *, simulated: bool, speed_up: float) -> None:
        self._plan = plan
        self._simulated = simulated
        self._lines: list[str] = []
        self._alerts: tuple[str, ...] = ()
        self._period = FRAME * speed_up
        self._drawn: int | None = None
        self._last: Snapshot | None = None
        self._live = Live(console=console, auto_refresh=False, transient=False, vertical_overflow="crop")
        self._live.start()

    def say(self, at: int, text: str) -> None:
        """Keep the last lines; they are drawn with the next frame."""
        self._lines = [*self._lines, f"{clock(at):>6}  {text}"][-LINES:]

    def update(self, snapshot: Snapshot) -> None:
        """Draw again when it is time, and at once when an alarm comes or goes."""
        alarmed = self._last is not None and self._last.alarms != snapshot.alarms
        self._last = snapshot
        if alarmed or self._drawn is None or snapshot.now - self._drawn >= self._period:
            self._drawn = snapshot.now
            self._draw()

    def alert(self, text: str) -> None:
        """Put it above everything, at once."""
        self._alerts = (text,) if text else ()
        self._draw()

    def close(self) -> None:
        """Draw how it ended."""
        self._draw()
        self._live.stop()

    def _draw(self) -> None:
        if self._last is not None:
            view = View(self._last, self._plan, self._simulated, self._lines, self._alerts)
            self._live.update(frame(view), refresh=True)


class Lines:
    """One line at every change, and one at least every ten seconds."""

    def __init__(self, write: Callable[[str], None], plan: Plan) -> None:
        self._write = write
        self._plan = plan
        self._shown: tuple[object, ...] | None = None
        self._at = 0
        self._asked = ""
        self._first: int | None = None

    def say(self, at: int, text: str) -> None:
        """Write it at once."""
        self._write(f"{clock(at):>6}  {text}")

    def update(self, snapshot: Snapshot) -> None:
        """Write a line when something changed or enough time has passed."""
        self._first = snapshot.now if self._first is None else self._first
        self._ask(snapshot.now - self._first, prompt(snapshot))
        shown = (snapshot.linked, snapshot.belt, snapshot.stage, snapshot.segment, snapshot.alarms, snapshot.latched)
        if shown == self._shown and snapshot.now - self._at < HEARTBEAT:
            return
        self._shown, self._at = shown, snapshot.now
        self.say(snapshot.now - self._first, line(snapshot, self._plan))

    def _ask(self, at: int, asked: str) -> None:
        if asked and asked != self._asked:
            self.say(at, asked)
        self._asked = asked

    def alert(self, text: str) -> None:
        """Write it between two lines of stars."""
        if text:
            self._write(f"{'*' * len(text)}\n{text}\n{'*' * len(text)}")

    def close(self) -> None:
        """Nothing to put back."""


class Apart:
    """Another screen, drawn by a thread of its own; never raises and never waits, except in `close`.

    When the screen cannot be drawn any more, `lost` is called once, on the loop it was made on.
    """

    def __init__(self, screen: Screen) -> None:
        self.lost: Callable[[], None] = lambda: None
        self._screen = screen
        self._loop = asyncio.get_running_loop()
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="screen", daemon=True)
        self._thread.start()

    def say(self, at: int, text: str) -> None:
        """Hand it over."""
        self._orders.put(lambda: self._screen.say(at, text))

    def update(self, snapshot: Snapshot) -> None:
        """Hand it over, unless the screen is behind: a newer one will follow."""
        if self._orders.qsize() < BEHIND:
            self._orders.put(lambda: self._screen.update(snapshot))

    def alert(self, text: str) -> None:
        """Hand it over."""
        self._orders.put(lambda: self._screen.alert(text))

    def close(self) -> None:
        """Draw what waits; a terminal that stalls is left."""
        self._orders.put(self._screen.close)
        self._orders.put(None)
        self._thread.join(LAST_PICTURE)

    def _work(self) -> None:
        """The thread: draws in order, until it is told to end or cannot draw."""
        try:
            while (draw := self._orders.get()) is not None:
                draw()
        except OSError:
            self._tell()
        except Exception:  # noqa: BLE001 - whatever it was, nobody sees the walk any more
            _log.exception("the screen failed")
            self._tell()

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self.lost)
