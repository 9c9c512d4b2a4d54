"""Who is logged in where: one person at a time on each device, until they go, are idle, or the day is over.

Times in ms of the monotonic clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retrowalk.gateway.principal import Scope
from retrowalk.history.records import Device, Person
from retrowalk.safety.roles import Role


# A tablet everybody passes: whoever did nothing for five minutes has walked away. A walk under way keeps its person
# logged in, for the page renews its lease.
IDLE = 300_000
# Nobody's shift is longer; a device that is one person's alone waits that long, too. A site that is more patient is so.
LONGEST = 12 * 3_600_000


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody on a device. `number` tells one login from the next; `seen`: when they last did something."""

    number: int
    person: str
    role: Role
    at: int
    seen: int


def lasts(login: Login, device: Device, idle: int, now: int) -> bool:
    """Whether somebody is still logged in."""
    longest = max(idle, LONGEST)
    patience = longest if device.person == login.person else idle
    return 0 <= now - login.seen < patience and 0 <= now - login.at < longest


def holds(login: Login, person: Person | None) -> bool:
    """Whether a person is still who they were when they logged in."""
    return person is not None and login.role in person.roles


# As whom a device acts with nobody logged in: the first scope it has decides. At home whoever was let in helps, and the
# owner's own device rules. In a gym a tablet alone may slow a belt, for whoever stands on it, and no more.
_NOBODY: Mapping[bool, tuple[tuple[Scope, Role], ...]] = MappingProxyType(
    {
        True: ((Scope.ADMIN, Role.ADMIN), (Scope.CONTROL, Role.SPOTTER), (Scope.AUTOMATION, Role.SPOTTER)),
        False: ((Scope.CONTROL, Role.WALKER), (Scope.ADMIN, Role.WALKER), (Scope.AUTOMATION, Role.SPOTTER)),
    }
)


def alone(device: Device, *, home: bool) -> Role:
    """As whom a device acts with nobody logged in. A button and a display are bystanders."""
    if device.role is not None:
        return device.role
    return next((role for scope, role in _NOBODY[home] if scope.value in device.scopes), Role.BYSTANDER)


def worn(device: Device, person: Person) -> Role:
    """As whom somebody acts on a device of their own, at home: as it was let in, or else their first role."""
    return device.role if device.role in person.roles else person.roles[0] if person.roles else Role.WALKER
