"""What a site decides about its face to the network."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from retrowalk.api.hosts import Allowed, is_loopback


# As in the settings: unassigned by IANA, and no other home program is known to use it.
PORT = 7382


class Exposed(ValueError):
    """An address that may not be listened on like that. The message is for people."""


@dataclass(frozen=True, slots=True)
class Options:
    """`certificate` and `key`: PEM files for TLS. `plain`: serve other computers without it, knowing what that means.

    `proxies`: networks whose forwarded headers are believed. `simulated`: no real belt moves here.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    plain: bool = False
    allowed: Allowed = field(default_factory=Allowed)
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    simulated: bool = False

    def check(self) -> None:
        """Refuse to serve other computers in the clear unless that was asked for (SR-43). Raises Exposed."""
        if is_loopback(self.host) or self.host == "localhost" or self.certificate is not None or self.plain:
            return
        raise Exposed(
            f"{self.host} can be reached from other computers, and without TLS everybody there reads tokens and PINs: "
            "give a certificate and its key, or allow it in words (plain = true)"
        )
