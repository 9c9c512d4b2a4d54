"""What the journal keeps of one step: the arguments the core was given and the answer it gave."""

from dataclasses import dataclass
from typing import Protocol

from retrowalk.controller.effects import Effect
from retrowalk.controller.events import Event
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State


@dataclass(frozen=True, slots=True)
class Header:
    """What a journal begins with: everything step() needs besides the events.

    `speed_up` is 1 for a real treadmill; `started` is the wall clock's UTC time, for people only. `state` is how
    the core stood before the first step, where a chapter of a longer run begins; None = it had just begun.
    """

    treadmill: str
    rules: Rules
    speed_up: float = 1.0
    started: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the core: at `now` (ms) it was told `event` and answered `effects`; `raised` says how it failed."""

    now: int
    event: Event
    effects: tuple[Effect, ...]
    raised: str = ""


class Recorder(Protocol):
    """What a service tells its steps to. Nothing here raises or waits."""

    @property
    def refusal(self) -> str:
        """Why nothing may be armed; "" when nothing here stands against it."""

    @property
    def failing(self) -> bool:
        """Whether a walk under way is to end, since nobody could tell of it later."""

    def write(self, step: Step) -> None:
        """Hand over one step."""

    def sync(self) -> None:
        """Ask that everything handed over so far be made safe from a power cut."""
