"""The service's log, on standard error: written by a thread of its own, so that no line ever holds up a belt.

The program logs with `logging.getLogger(__name__)`; figures go into `extra`. What belongs to one request carries its
`trace_id`, from wherever it is logged.
"""

import logging
import os
import queue
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from typing import Self, TextIO

from structlog.typing import EventDict

from retrowalk.runtime.loglines import fields, for_the_journal, json_line, line_for_people
from retrowalk.runtime.repeats import Repeats


# Lines that wait for a reader who does not read; beyond, they are counted and dropped.
WAITING = 10_000
# How often the thread looks whether sentences have ended that it kept back (s).
LOOK = 1.0
# The last lines are kept for whoever looks for a fault: some minutes of a site that is not well, 100 kB.
LATEST = 300
# At the end, a reader who does not read is waited for no longer (s).
PATIENCE = 2.0

_trace: ContextVar[str] = ContextVar("trace", default="")


@contextmanager
def traced(trace_id: str) -> Iterator[None]:
    """Whatever is logged meanwhile, here and in tasks begun here, carries this id."""
    token = _trace.set(trace_id)
    try:
        yield
    finally:
        _trace.reset(token)


def trace_id() -> str:
    """The id of the request that is being answered, "" outside of any."""
    return _trace.get()


class _Queued(logging.Handler):
    """Takes a record from whoever logs: what may change is made text here, the rest is done by the thread."""

    def __init__(self, waiting: queue.Queue[logging.LogRecord | None]) -> None:
        super().__init__()
        self.dropped = 0
        self._waiting = waiting

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._waiting.put_nowait(_settled(record))
        except queue.Full:
            self.dropped += 1
        except Exception:  # noqa: BLE001 - a line that cannot be made must not end what was being done
            self.handleError(record)


def _settled(record: logging.LogRecord) -> logging.LogRecord:
    """A record of its own that changes no more; `sentence` is what it was before its figures were put in."""
    settled = copy(record)
    settled.msg, settled.args, settled.exc_info = record.getMessage(), None, None
    if record.exc_info and record.exc_info[1] is not None:
        settled.exc_text = "".join(traceback.format_exception(record.exc_info[1])).rstrip()
    vars(settled).update(sentence=record.msg, trace_id=_trace.get() or None)
    return settled


@dataclass(frozen=True, slots=True)
class Style:
    """How to log: levels by name; `rooms` have their own. `json`: None decides by whether a person looks."""

    level: str = "info"
    rooms: Mapping[str, str] = field(default_factory=dict)
    json: bool | None = None


def read_by_journald(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether what is written there goes into the system's journal (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        there = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return environment.get("JOURNAL_STREAM") == f"{there.st_dev}:{there.st_ino}"


class Log:
    """Entered, what the program logs is written to `stream`; left, everything that was said has been written."""

    def __init__(self, style: Style, stream: TextIO | None = None) -> None:
        self._style, self._stream = style, stream or sys.stderr
        self._waiting: queue.Queue[logging.LogRecord | None] = queue.Queue(WAITING)
        self._queued = _Queued(self._waiting)
        self._repeats = Repeats()
        self._render = self._renderer()
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._before: list[tuple[logging.Logger, int]] = []
        self._latest: deque[EventDict] = deque(maxlen=LATEST)

    @property
    def latest(self) -> list[EventDict]:
        """The last lines, oldest first, field by field and without secrets."""
        return list(self._latest)

    def __enter__(self) -> Self:
        self._levels()
        logging.getLogger().addHandler(self._queued)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        logging.getLogger().removeHandler(self._queued)
        for logger, level in self._before:
            logger.setLevel(level)
        self._end()

    def _end(self) -> None:
        try:
            self._waiting.put(None, timeout=PATIENCE)
        except queue.Full:
            return
        self._thread.join(PATIENCE)

    def _levels(self) -> None:
        """Libraries speak up when something is wrong; rooms as they were told."""
        levels = {"": "warning", "retrowalk": self._style.level}
        levels |= {f"retrowalk.{room}": level for room, level in self._style.rooms.items()}
        for name, level in levels.items():
            logger = logging.getLogger(name)
            self._before.append((logger, logger.level))
            logger.setLevel(level.upper())

    def _renderer(self) -> Callable[[EventDict, int], str]:
        looked_at = self._stream.isatty()
        as_json = not looked_at if self._style.json is None else self._style.json
        render = json_line if as_json else line_for_people(colours=looked_at)
        if read_by_journald(self._stream):
            return lambda said, level: for_the_journal(render, said, level)
        return lambda said, _: render(said)

    # ── on the thread ───────────────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        while True:
            try:
                record = self._waiting.get(timeout=LOOK)
            except queue.Empty:
                self._look()
                continue
            if record is None:
                self._look(at_the_end=True)
                return
            self._take(record)
            if self._waiting.empty():
                self._look()

    def _take(self, record: logging.LogRecord) -> None:
        kind = (record.name, record.levelno, getattr(record, "sentence", record.msg), getattr(record, "treadmill", ""))
        kept_back = self._repeats.admit(kind, _now())
        if kept_back is None:
            return
        self._put({**fields(record), **({"repeated": kept_back} if kept_back else {})}, record.levelno)

    def _look(self, *, at_the_end: bool = False) -> None:
        """Tell of what was kept back or dropped and is not under way any more."""
        for kind, count in self._repeats.due(sys.maxsize if at_the_end else _now()):
            self._say(f"{count} more of: {kind[2]}", logging.getLevelName(kind[1]), kind[1])  # type: ignore[index]
        dropped, self._queued.dropped = self._queued.dropped, 0
        if dropped:
            self._say(f"{dropped} lines were dropped: nobody read the log", "WARNING", logging.WARNING)

    def _say(self, sentence: str, level: str, number: int) -> None:
        record = logging.makeLogRecord({"name": __name__, "msg": sentence, "levelno": number, "levelname": level})
        self._put(fields(record), number)

    def _put(self, said: EventDict, level: int) -> None:
        """A stream that cannot be written to is no reason to end: nobody reads it."""
        self._latest.append(said)
        try:
            self._stream.write(f"{self._render(said, level)}\n")
            self._stream.flush()
        except (OSError, ValueError):
            return


def _now() -> int:
    return time.monotonic_ns() // 1_000_000
