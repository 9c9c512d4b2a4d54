"""What the journal keeps of one step: the arguments the core was given and the answer it gave."""

from dataclasses import dataclass

from retrowalk.controller.effects import Effect
from retrowalk.controller.events import Event
from retrowalk.controller.rules import Rules


@dataclass(frozen=True, slots=True)
class Header:
    """What a journal begins with: everything step() needs besides the events.

    `speed_up` is 1 for a real treadmill; `started` is the wall clock's UTC time, for people only.
    """

    treadmill: str
    rules: Rules
    speed_up: float = 1.0
    started: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the core: at `now` (ms) it was told `event` and answered `effects`; `raised` says how it failed."""

    now: int
    event: Event
    effects: tuple[Effect, ...]
    raised: str = ""
