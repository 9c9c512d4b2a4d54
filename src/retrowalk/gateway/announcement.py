"""The site on the local network: _retrowalk._tcp by multicast DNS, for pages and phones that look for it.

A convenience: nothing waits for it, and nothing is missing where there is no network.
"""

import asyncio
import logging
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from zeroconf import Error as ZeroconfError
from zeroconf import InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf


KIND = "_retrowalk._tcp.local."
# Without a network now there may be one later (s).
RETRY = 30.0
# At the end, saying goodbye may not hold up whoever ends (s).
FAREWELL = 2.0
# A label of DNS (RFC 1035 §2.3.4), in bytes; a name and " (2)" after it must fit.
LONGEST = 58

# An address that is nowhere (RFC 5737): the way to it is the way to others.
ELSEWHERE = "192.0.2.1"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is announced: where the site listens (no address = this computer's), and what may be known before."""

    name: str
    port: int
    addresses: Sequence[str] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    def info(self) -> AsyncServiceInfo:
        """As zeroconf wants it. Raises OSError without a network."""
        label = self.name.replace(".", " ").encode()[:LONGEST].decode(errors="ignore").strip() or "Retrowalk"
        host = socket.gethostname().partition(".")[0] or "retrowalk"
        return AsyncServiceInfo(
            KIND,
            f"{label}.{KIND}",
            port=self.port,
            parsed_addresses=list(self.addresses) or [own_address()],
            properties=dict(self.properties),
            server=f"{host}.local.",
        )


def own_address() -> str:
    """The address by which others would hear this computer; nothing is sent. Raises OSError without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((ELSEWHERE, 9))
        address: str = probe.getsockname()[0]
    return address


async def announce(notice: Notice, interfaces: Sequence[str] | None = None) -> None:
    """Announce for as long as this task lives; a network that is not there is tried again."""
    told = False
    while True:
        try:
            await _announced(notice, interfaces)
        except (OSError, ZeroconfError, RuntimeError) as error:
            if not told:
                _log.warning("the local network is not told of this site: %s", str(error) or type(error).__name__)
            told = True
        await asyncio.sleep(RETRY)


async def _announced(notice: Notice, interfaces: Sequence[str] | None) -> None:
    """Announce until cancelled. Raises OSError, zeroconf's Error."""
    zeroconf = AsyncZeroconf(interfaces=interfaces or InterfaceChoice.All, ip_version=IPVersion.V4Only)
    try:
        await zeroconf.zeroconf.async_wait_for_start()
        await (await zeroconf.async_register_service(notice.info(), allow_name_change=True))
        _log.info("announced on the local network as %s", notice.name)
        await asyncio.Event().wait()
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await zeroconf.async_close()
