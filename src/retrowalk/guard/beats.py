"""The lines on the guard's socket: what a service says, taken apart with suspicion, and what it is answered. Pure."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from retrowalk.guard.watch import Charge


# A beat of 128 belts takes 12,000 bytes, of as many named as macOS does 14,500; what is longer is no beat.
LONGEST = 16_384
# A site has tens of treadmills; a Bluetooth address has 17 characters, the identifier macOS gives instead 36.
MOST_BELTS = 128
LONGEST_ADDRESS = 64


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life: its number, and every belt by its address."""

    number: int
    belts: Mapping[str, Charge]


@dataclass(frozen=True, slots=True)
class Bye:
    """An orderly end."""


def parse(line: bytes) -> Beat | Bye | None:
    """Read one line; fields nobody knows are passed over. None when it is neither a beat nor a farewell."""
    if len(line) > LONGEST:
        return None
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return Bye() if said.get("bye") is True else _beat(said)


def _beat(said: Mapping[str, object]) -> Beat | None:
    number, belts = said.get("beat"), said.get("belts")
    if type(number) is not int or not isinstance(belts, dict) or len(belts) > MOST_BELTS:
        return None
    charges = {address: _charge(each) for address, each in belts.items() if 0 < len(address) <= LONGEST_ADDRESS}
    whole = {address: charge for address, charge in charges.items() if charge is not None}
    return Beat(number, whole) if len(whole) == len(belts) else None


def _charge(said: object) -> Charge | None:
    if not isinstance(said, dict):
        return None
    ours, steps = said.get("ours"), said.get("steps")
    if type(ours) is not bool or type(steps) is not int:
        return None
    return Charge(ours, steps, stop=said.get("stop") is True, release=said.get("release") is True)


def answer(number: int, watches: Collection[str], stopping: Collection[str], standing: Collection[str]) -> bytes:
    """Answer one beat: the belts that could be stopped now, those being stopped, and those that were and stand."""
    return _line({
        "beat": number, "watches": sorted(watches), "stopping": sorted(stopping), "standing": sorted(standing)
    })  # fmt: skip


def refusal(why: str) -> bytes:
    """Tell a service that it is not served."""
    return _line({"refused": why})


def _line(said: Mapping[str, object]) -> bytes:
    return json.dumps(said).encode() + b"\n"
