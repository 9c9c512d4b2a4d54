"""The lease: who alone may start a belt and raise it, and until when. Anybody may stop (SR-29, SR-31).

Rule 1: one holder at a time; staff may take over at once, others when it has ended.
Rule 2: the number only goes up, so that whoever held it before can be told from whoever holds it now.
"""

from dataclasses import dataclass, replace

from retrowalk.safety import thresholds as t


@dataclass(frozen=True, slots=True)
class Lease:
    """`until` in ms; it has ended from then on. `number` goes up whenever it is taken."""

    holder: str = ""
    until: int = 0
    number: int = 0


class Held(Exception):
    """The lease is another's, or nobody's any more; nothing has changed."""


def held(lease: Lease, now: int) -> bool:
    """Whether somebody holds it."""
    return now < lease.until


def holds(lease: Lease, client: str, now: int, number: int | None = None) -> bool:
    """Whether it is this client's; with `number`, whether it still is the lease that was taken then."""
    return held(lease, now) and client == lease.holder and number in (None, lease.number)


def take(lease: Lease, client: str, now: int, *, staff: bool = False, above: int = 0) -> Lease:
    """Take it for `client`; its number is above that of every lease before, and above `above`. Raises Held."""
    if not client:
        raise Held("a lease needs a name")
    if held(lease, now) and client != lease.holder and not staff:
        raise Held(f"{lease.holder} holds the lease")
    return Lease(client, now + t.LEASE_FOR, max(lease.number, above) + 1)


def renew(lease: Lease, client: str, now: int) -> Lease:
    """Keep it for another while; one that has ended is taken anew, not renewed. Raises Held."""
    if not holds(lease, client, now):
        raise Held(f"{lease.holder} holds the lease" if held(lease, now) else "the lease has ended")
    return replace(lease, until=now + t.LEASE_FOR)


def release(lease: Lease, client: str, now: int) -> Lease:
    """Give it back. Raises Held."""
    if not holds(lease, client, now):
        raise Held("only its holder gives a lease back")
    return replace(lease, until=now)
