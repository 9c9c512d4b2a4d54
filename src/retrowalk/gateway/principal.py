"""Who asks: what the gateway knows about the sender of a request, told by `access`, judged by `permits`."""

from dataclasses import dataclass, field
from enum import StrEnum

from retrowalk.safety.roles import Role


class Scope(StrEnum):
    """What a client may be used for, whoever holds it. A scope never adds to a role; it takes away."""

    STOP_ONLY = "stop-only"  # a button on the wall
    DISPLAY = "display"  # reads everything that is shown, changes nothing
    CONTROL = "control"  # walks and their commands, on one treadmill or on all
    AUTOMATION = "automation"  # a program: reads, holds, slows and ends; never starts, raises or resets
    ADMIN = "admin"  # people, devices, settings, caps, updates


@dataclass(frozen=True, slots=True)
class Principal:
    """One sender of requests.

    `client` is the same for all requests of one login of one device: leases and fresh words belong to it.
    `treadmill` is the only one its CONTROL reaches; None = every one.
    `confirmed_at` in ms of the monotonic clock: when a person last proved who they are; None = not yet.
    """

    client: str
    name: str
    role: Role
    person: str | None = None
    scopes: frozenset[Scope] = field(default=frozenset())
    treadmill: str | None = None
    confirmed_at: int | None = None

    def reaches(self, treadmill: str) -> bool:
        """Whether this client was made for a treadmill. A stop asks nobody."""
        return self.treadmill is None or self.treadmill == treadmill


# Any client that shows nothing: it may stop, and read the minimum.
ANONYMOUS = Principal(client="anonymous", name="somebody", role=Role.BYSTANDER)
