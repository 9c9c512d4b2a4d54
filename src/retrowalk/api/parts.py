"""What the face shows besides the gateway: figures and health, where somebody looks; and simulated faults."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrowalk.gateway.health import Readiness
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button


class Readers(StrEnum):
    """Who reads the figures without a login."""

    NOBODY = "nobody"
    LOOPBACK = "loopback"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class About:
    """What the site is. `here`: its address on this computer, `address`: where phones reach it, "" = they do not.

    presence: a key is pressed at a treadmill's console before its first control; pin_digits: the fewest; idle_s: who
    does nothing for so long is logged out.
    """

    name: str = "Retrowalk"
    mode: str = "home"
    here: str = ""
    address: str = ""
    simulated: bool = False
    presence: bool = False
    pin_digits: int = 4
    idle_s: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `value`, `default`: as people write them; `origin`: file and line, variable, option or "default".

    hidden: it may carry a secret, and is not shown. choices: what else it may be, where that is a closed list.
    """

    key: str
    why: str
    value: object
    default: object
    origin: str
    choices: tuple[str, ...] = ()
    hidden: bool = False


class Failing(Protocol):
    """A simulated treadmill that can be made to fail, and whose console somebody can press a key at."""

    def fail(self, fault: Fault, amount: int | None, now: int) -> None:
        """Begin to fail."""

    def mend(self, fault: Fault, now: int) -> None:
        """End it."""

    def press(self, button: Button, now: int) -> object:
        """Press a key at its console."""

    def pull_key(self, now: int) -> None:
        """Pull its safety key."""

    def replace_key(self, now: int) -> None:
        """Put its safety key back."""


def _unready() -> Readiness:
    return Readiness(())


def _nothing() -> bytes:
    return b""


def _plain() -> Mapping[str, object]:
    return {}


def _none() -> Sequence[Setting]:
    return ()


@dataclass(frozen=True, slots=True)
class Parts:
    """`metrics`: in Prometheus' text format. `diagnostics`: without names and secrets. `simulated`: by treadmill id."""

    ready: Callable[[], Readiness] = _unready
    metrics: Callable[[], bytes] = _nothing
    readers: Readers = Readers.LOOPBACK
    diagnostics: Callable[[], Mapping[str, object]] = _plain
    simulated: Callable[[], Mapping[str, Failing]] = dict
    about: Callable[[], About] = About
    settings: Callable[[], Sequence[Setting]] = _none
