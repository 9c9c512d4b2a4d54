"""What the desk needs of a treadmill's place and of the site, and how the core's answers become the gateway's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from retrowalk.controller.effects import Effect, Refused
from retrowalk.controller.events import Event, Prepare
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.controller.state import State
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.journal.record import Step
from retrowalk.link.port import Description
from retrowalk.safety.events import StopReason


class Ruled(Protocol):
    """A treadmill's service, as far as its rules are looked at."""

    @property
    def rules(self) -> Rules:
        """What its core goes by."""


class Place(Protocol):
    """One treadmill's place in the site."""

    id: str
    address: str

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def snapshot(self) -> Snapshot:
        """How it stands now."""

    @property
    def state(self) -> State:
        """The core's own state."""

    @property
    def service(self) -> Ruled:
        """Whose core goes by which rules."""

    @property
    def link(self) -> str:
        """Whether it can be reached."""

    @property
    def unreached(self) -> str:
        """Why the last attempt to reach it failed; "" once it was reached."""

    @property
    def identity(self) -> str:
        """Whether it is the treadmill it was."""

    @property
    def found(self) -> Description | None:
        """What it says of itself; None before the first link."""

    @property
    def walk(self) -> str | None:
        """The walk that is being recorded, by its id."""

    @property
    def strap(self) -> str:
        """The heart-rate strap that was worn there last, by its address; "" = none yet."""

    @property
    def worn(self) -> str:
        """The one that is heard in this walk; "" = none."""

    @property
    def hearing(self) -> str:
        """How it stands with the strap of this walk: searching, heard or given up; "" = none was named."""

    def wear(self, strap: str) -> None:
        """Hear this strap from now on to the end of the walk."""

    def part(self) -> None:
        """End the link, and keep it ended until the core has stopped the belt for that."""

    def tell(self, event: Event) -> tuple[Effect, ...]:
        """Tell the core something."""

    def stop(self, reason: StopReason, source: str) -> tuple[Effect, ...]:
        """Stop and latch it, now."""

    async def begin(
        self, prepare: Prepare, walk: str, folder: Path, label: str = "", strap: str = ""
    ) -> tuple[Effect, ...]:
        """Begin a walk with a chapter of its own, and hear the walker's strap. Raises OSError."""


class Site(Protocol):
    """All treadmills."""

    @property
    def bays(self) -> Mapping[str, Place]:
        """Every treadmill by its id."""

    def subscribe(self, callback: Callable[[Place, Step], None]) -> Callable[[], None]:
        """Hear of every step of every treadmill; returns what ends it."""


def find(site: Site, treadmill: str) -> Place:
    """The treadmill of this id. Raises Refusal."""
    place = site.bays.get(treadmill)
    if place is None:
        raise Refusal(Code.NOT_FOUND, f"there is no treadmill {treadmill!r}", fields={"treadmill": "unknown"})
    return place


def _code(seen: Snapshot) -> Code:
    """What stands against most things: a latch, a link that is gone, or just the moment."""
    if seen.latched is not None:
        return Code.LATCHED
    return Code.CONFLICT if seen.linked else Code.LINK_LOST


def refused(place: Place, effects: tuple[Effect, ...], code: Code | None = None) -> Refusal | None:
    """What the core said no to, in the gateway's words; None when it did not."""
    why = next((effect.why for effect in effects if isinstance(effect, Refused)), None)
    return None if why is None else Refusal(code or _code(place.snapshot), why)


def told(place: Place, event: Event, code: Code | None = None) -> tuple[Effect, ...]:
    """Tell the core; what it says no to is raised. Raises Refusal."""
    effects = place.tell(event)
    no = refused(place, effects, code)
    if no is not None:
        raise no
    return effects
