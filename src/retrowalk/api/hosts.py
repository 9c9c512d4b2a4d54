"""Under which names this gateway answers, and which pages may ask it for something. Pure: text in, yes or no out.

A hostile page reaches a gateway by its address (cross-site) or by a name of its own that points to it (DNS rebinding).
The first gives itself away by Origin and Sec-Fetch-Site, the second by Host.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass


_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(?::(?P<port>[0-9]{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>\S+)")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Names that mean this computer on every computer.
LOOPBACK_NAMES = frozenset({"localhost"})
# What a browser says of where a request came from.
_FROM_HERE = frozenset({"same-origin", "none"})


def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IP address without its zone, an IPv4 one mapped into IPv6 as itself; None for anything else."""
    try:
        found = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def within(text: str, networks: Iterable[Network]) -> bool:
    """Whether this is an address of one of these networks."""
    found = address(text)
    return found is not None and any(found in each for each in networks)


def is_loopback(text: str) -> bool:
    """Whether this is an address of this computer only."""
    found = address(text)
    return found is not None and found.is_loopback


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request says of itself: its Host, Origin and Sec-Fetch-Site, and the local address it came to."""

    host: str
    origin: str
    site: str
    server: str
    browser: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """`names`: host names of this gateway; `origins`: pages of other origins that may use it ("https://a.example")."""

    names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    def host(self, caller: Caller) -> bool:
        """Whether the request was sent to us: a known name, or the very address it came to."""
        match = _HOST.fullmatch(caller.host)
        if match is None:
            return False
        name = match["name"].lower().rstrip(".")
        literal = address(name)
        if literal is None:
            return name in LOOPBACK_NAMES or name in self.names
        return literal.is_loopback or literal == address(caller.server) or str(literal) in self.names

    def origin(self, caller: Caller) -> bool:
        """Whether the page that asks is ours, or no page asks at all."""
        if caller.origin and caller.origin in self.origins:
            return True
        if caller.site and caller.site not in _FROM_HERE:
            return False
        return not caller.origin or self._same(caller)

    def _same(self, caller: Caller) -> bool:
        match = _ORIGIN.fullmatch(caller.origin)
        return match is not None and match["host"].lower() == caller.host.lower()
