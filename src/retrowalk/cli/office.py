"""What the commands about devices and people ask of a site, whoever answers: its memory, or the service that has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from retrowalk.gateway.pairing import Leave
from retrowalk.history.records import Device, Person
from retrowalk.safety.roles import Role


@dataclass(frozen=True, slots=True)
class Opened:
    """How a device comes in: a `code` to type within two minutes, and where; or, with no service there, its token."""

    code: str = field(default="", repr=False)
    site: str = ""
    token: str = field(default="", repr=False)


class Office(Protocol):
    """A site, as far as these commands need it. Everything raises Refusal."""

    async def devices(self) -> Sequence[Device]:
        """Those that are let in."""

    async def revoke(self, device: str) -> None:
        """Let one in no more."""

    async def open(self, leave: Leave) -> Opened:
        """Let one in."""

    async def people(self) -> Sequence[Person]:
        """Everybody."""

    async def add(self, name: str, born: int | None, roles: tuple[Role, ...]) -> str:
        """Make somebody known: their id."""

    async def set_pin(self, person: str, pin: str) -> None:
        """Give somebody a PIN."""
