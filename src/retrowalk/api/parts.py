"""What the face shows besides the gateway: figures and health, where somebody looks; and simulated faults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrowalk.gateway.health import Readiness
from retrowalk.simulator.faults import Fault


class Readers(StrEnum):
    """Who reads the figures without a login."""

    NOBODY = "nobody"
    LOOPBACK = "loopback"
    EVERYBODY = "everybody"


class Failing(Protocol):
    """A simulated treadmill that can be made to fail."""

    def fail(self, fault: Fault, amount: int | None, now: int) -> None:
        """Begin to fail."""

    def mend(self, fault: Fault, now: int) -> None:
        """End it."""


def _unready() -> Readiness:
    return Readiness(())


def _nothing() -> bytes:
    return b""


def _plain() -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Parts:
    """`metrics`: in Prometheus' text format. `diagnostics`: without names and secrets. `simulated`: by treadmill id."""

    ready: Callable[[], Readiness] = _unready
    metrics: Callable[[], bytes] = _nothing
    readers: Readers = Readers.LOOPBACK
    diagnostics: Callable[[], Mapping[str, object]] = _plain
    simulated: Callable[[], Mapping[str, Failing]] = dict
