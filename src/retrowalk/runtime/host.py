"""What the computer can be asked about itself: its disk and its clock.

All of it may wait, so none of it is for the loop that stops belts.
"""

import ctypes
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


# A walk of half an hour leaves some 2 MB; below this a day in a gym does not fit (bytes).
LEAST_FREE = 200_000_000
# A journal more than this behind permits no start (journal.writer.LATE); SD cards that tire take this long (ms).
SLOW = 500
# Below this the computer does not know what day it is: nothing of Retrowalk is older (2026-01-01, s).
OLDEST = 1_767_225_600
# STA_UNSYNC of adjtimex(2): nobody has set this clock by another.
_UNSYNCHRONISED = 0x40
_TIMEX_BYTES = 512  # more than any struct timex


@dataclass(frozen=True, slots=True)
class Disk:
    """What a folder's disk can do: bytes that are free, and how long one small record took to be safe (ms)."""

    free: int
    sync: float


def disk(folder: Path) -> Disk:
    """Write a record there, make it safe, and take it away again. Raises OSError."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".probe-") as file:
        began = time.monotonic()
        file.write(b"probe\n" * 64)
        file.flush()
        os.fsync(file.fileno())
        took = (time.monotonic() - began) * 1000
    return Disk(shutil.disk_usage(folder).free, took)


def disk_trouble(folder: Path) -> str:
    """Why nothing should be begun on this disk; "" when it is well."""
    try:
        found = disk(folder)
    except OSError as error:
        return f"cannot be written to: {error.strerror}"
    if found.free < LEAST_FREE:
        return f"{found.free // 1_000_000} MB are free, of {LEAST_FREE // 1_000_000} MB that are needed"
    return f"one record took {found.sync:.0f} ms to be safe, more than {SLOW} ms" if found.sync > SLOW else ""


def synchronised() -> bool | None:
    """Whether the kernel says that the clock is set by another; None where it cannot be asked."""
    if sys.platform != "linux":
        return None
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: only ask
    try:
        if ctypes.CDLL(None, use_errno=True).adjtimex(timex) < 0:
            return None
    except (OSError, AttributeError):
        return None
    # struct timex: int modes; long offset, freq, maxerror, esterror; int status.
    long = ctypes.sizeof(ctypes.c_long)
    status = ctypes.c_int.from_buffer(timex, 5 * long).value
    return not status & _UNSYNCHRONISED


def clock_trouble(wall_seconds: int) -> str:
    """Why the time of day is not to be believed; "" when it is. Nothing is decided by it, but every record bears it."""
    if wall_seconds < OLDEST:
        return "the computer believes to be in the past: set its clock"
    return "nothing sets it by the network" if synchronised() is False else ""
