"""Where an air of its own process is: on this computer only, so that no simulation reaches a network (SR-44)."""

import ipaddress
from dataclasses import dataclass
from typing import Self


# Who is meant by it on every computer; looking it up could lead elsewhere.
_LOCALHOST = "localhost"
_HOST = "127.0.0.1"
_PORTS = range(1, 0x1_0000)


class NotHere(ValueError):
    """It is no place on this computer; the message is for people."""


class NoAir(OSError):
    """There is no air at that place, or it cannot be opened there; the message is for people."""


@dataclass(frozen=True, slots=True)
class Place:
    """A loopback address and a TCP port; port 0 is any free one, to be opened."""

    host: str = _HOST
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read HOST:PORT, such as 127.0.0.1:9001. Raises NotHere."""
        host, colon, port = text.rpartition(":")
        if not (colon and port.isascii() and port.isdecimal() and int(port) in _PORTS):
            raise NotHere(f"an air is at HOST:PORT, such as {_HOST}:9001, not at {text!r}")
        return cls(_loopback(host), int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _loopback(host: str) -> str:
    """The numbers of a loopback host. Raises NotHere."""
    numbers = _HOST if host.lower() == _LOCALHOST else host.removeprefix("[").removesuffix("]")
    try:
        here = ipaddress.ip_address(numbers).is_loopback
    except ValueError:
        here = False
    if not here:
        raise NotHere(f"an air is on this computer, at {_HOST} or {_LOCALHOST}, not at {host!r}")
    return numbers
