"""How a site meets its network: what its settings mean for the server, and what is announced of it."""

import socket
from ipaddress import ip_network
from pathlib import Path

from retrowalk.api.hosts import Allowed
from retrowalk.api.options import Options
from retrowalk.app.operations import notice
from retrowalk.gateway.announcement import Notice
from retrowalk.settings.checks import on_loopback
from retrowalk.settings.model import Http, Settings


def options(settings: Settings, *, simulated: bool = False) -> Options:
    """What the server goes by."""
    http = settings.http
    return Options(
        http.host,
        http.port,
        Path(http.certificate) if http.certificate else None,
        Path(http.key) if http.key else None,
        http.plain,
        Allowed(names(http)),
        tuple(ip_network(each) for each in http.proxies),
        simulated,
    )


def names(http: Http) -> frozenset[str]:
    """What the site is called by: what was listed, and this computer's name, bare and as multicast DNS has it."""
    own = socket.gethostname().partition(".")[0].lower()
    return frozenset({own, f"{own}.local", *(each.lower() for each in http.hosts)})


def announced(settings: Settings) -> Notice | None:
    """What the local network is told; None where nobody there could come in, or nothing shall be said."""
    if not settings.mdns.announce or on_loopback(settings):
        return None
    wildcard = settings.http.host in ANYWHERE
    return notice(settings.site.name, settings.http.port, settings.mode, () if wildcard else (settings.http.host,))


# Every address of this computer.
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to be recognised, not listened on
