"""The keys of a walk, and the terminal that gives them one by one."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from os import read
from types import MappingProxyType

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.controller.events import End, Event, Hold, Nudge, Proceed, Ready, Snooze, Steady, Tap
from retrowalk.safety.events import Reset, Stop, StopReason


# Who a key press came from, in journals and reports.
SOURCE = "terminal"


@dataclass(frozen=True, slots=True)
class Key:
    """What a key tells the core and how it is named on the screen."""

    says: str
    event: Event


_STOP = Key("STOP BELT (app)", Stop(StopReason.USER_STOP, SOURCE))

# A key that is not in the table does nothing. Every stop is one press, without a question.
KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "s": _STOP,
        " ": _STOP,
        "x": Key("stop: pain", Stop(StopReason.PAIN, SOURCE)),
        "d": Key("stop: dizzy", Stop(StopReason.DIZZY, SOURCE)),
        "c": Key("stop: chest or breath", Stop(StopReason.CHEST_BREATH, SOURCE)),
        "f": Key("stop: stumble or fall", Stop(StopReason.FALL_STUMBLE, SOURCE)),
        "h": Key("hold the speed", Hold()),
        "p": Key("proceed", Proceed()),
        "+": Key("a little faster", Nudge(up=True)),
        "-": Key("a little slower", Nudge(up=False)),
        "e": Key("end: wind down now", End(StopReason.USER_STOP)),
        "z": Key("put the wind-down off once", Snooze()),
        "g": Key("READY", Ready(SOURCE)),
        "y": Key("steady", Steady()),
        "t": Key("spotter: still here", Tap(SOURCE)),
        "r": Key("reset after a stop", Reset(SOURCE)),
    }
)


@contextmanager
def pressed(on_key: Callable[[str], None], gone: Callable[[], None]) -> Iterator[None]:
    """Give every key of the terminal to `on_key` at once, unechoed, on the running loop; put the terminal back.

    `gone` is called once if there is no terminal any more: nobody could press a key.
    """
    if not sys.stdin.isatty():
        raise Trouble("a walk on a treadmill needs a terminal: somebody must be able to press the keys", Exit.USAGE)
    import termios  # noqa: PLC0415 - not on Windows, where only scripted walks run
    import tty  # noqa: PLC0415 - likewise

    loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)

    def take() -> None:
        try:
            typed = read(descriptor, 32)
        except OSError:
            typed = b""
        for letter in typed.decode(errors="ignore"):
            on_key(letter.lower())
        if not typed:
            loop.remove_reader(descriptor)
            gone()

    tty.setcbreak(descriptor)
    unechoed = termios.tcgetattr(descriptor)
    unechoed[0] &= ~termios.IXON  # Ctrl-S would freeze the screen, and with it every warning
    termios.tcsetattr(descriptor, termios.TCSANOW, unechoed)
    loop.add_reader(descriptor, take)
    try:
        yield
    finally:
        loop.remove_reader(descriptor)
        with suppress(termios.error):  # the terminal is gone, and nobody types on it
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
