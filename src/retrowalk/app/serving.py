"""Which pieces make a served site: its desk and doors, its face to the network, and what watches over it."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from retrowalk.api.app import build
from retrowalk.api.face import Face
from retrowalk.api.feed import Feed
from retrowalk.api.idempotency import Ledger
from retrowalk.api.live import Live
from retrowalk.api.options import Options
from retrowalk.api.parts import Failing, Parts, Readers
from retrowalk.api.server import serving
from retrowalk.api.stop_socket import stop_socket
from retrowalk.api.wire import App
from retrowalk.app.chosen import about, listed
from retrowalk.app.diagnostics import Looked
from retrowalk.app.entry import entry, places, reachable
from retrowalk.app.face import announced, options
from retrowalk.app.operations import Operations, Watched, operating, running
from retrowalk.firmware.profile import Profile
from retrowalk.gateway.eventlog import EventLog
from retrowalk.gateway.gateway import Doors, Gateway, Kept, assembled
from retrowalk.gateway.metrics import Gauge
from retrowalk.gateway.observer import Observer
from retrowalk.gateway.proof import proven
from retrowalk.gateway.runs import begin
from retrowalk.gateway.stops import Stops
from retrowalk.gateway.words import Words
from retrowalk.history.store import History
from retrowalk.runtime.clock import at, now
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.identity import bay_id
from retrowalk.safety.caps import Layer
from retrowalk.settings import load_protocols
from retrowalk.settings.forms import Mode
from retrowalk.settings.read import Choice


# Tells this run of the gateway from the one before (bytes).
RUN_BYTES = 4


class NotServed(Exception):
    """The network cannot reach the site as its settings want it. The message is for people."""


class SiteCaps:
    """The site's caps on one treadmill, by its address: those of the settings, until the desk knows more of them."""

    def __init__(self, settings: tuple[Layer, ...]) -> None:
        self.settings = settings
        self.gateway: Gateway | None = None

    def __call__(self, address: str) -> tuple[Layer, ...]:
        """What holds now."""
        return self.settings if self.gateway is None else self.gateway.limits.of_site(bay_id(address))

    def proven(self, profile: Profile, address: str) -> Profile:
        """Its profile with what was measured of this machine, as far as that still holds."""
        bay = self.gateway.fleet.bays.get(bay_id(address)) if self.gateway else None
        return proven(profile, bay.machine, bay.found, at()) if bay else profile


@dataclass(frozen=True, slots=True)
class Given:
    """What a site is served from. `machines`: its simulated treadmills, by their ids; `log`: its last lines."""

    choice: Choice
    state: Path
    fleet: Fleet
    history: History
    caps: SiteCaps
    simulated: bool = False
    machines: Mapping[str, Failing] = field(default_factory=dict)
    log: Callable[[], Sequence[Mapping[str, object]]] = list


@asynccontextmanager
async def served(given: Given) -> AsyncIterator[Face]:
    """The site as its network meets it, until left; belts come to rest while it still answers.

    Raises OSError, SiteError, NotServed: a port that somebody has, a certificate that is none.
    """
    face = await _face(given)
    Observer(given.fleet, face.events)
    feed = Feed(given.fleet, now, face.events, face.desk.under_way.of)
    live = Live(face, feed)
    opts = options(given.choice.settings, simulated=given.simulated)
    watched = Watched(given.fleet, face.events, face.stops, given.state, given.history, (_viewers(live),))
    async with AsyncExitStack() as stack:
        stack.callback(face.access.pins.close)
        stack.push_async_callback(face.access.tries.settled)
        stack.push_async_callback(face.admission.codes.settled)
        stack.push_async_callback(face.desk.close)
        watching = await stack.enter_async_context(operating(watched, announced(given.choice.settings)))
        await stack.enter_async_context(stop_socket(given.state, face.stops))
        ledger = Ledger(given.state, face.access.at)
        ledger.load()
        await stack.enter_async_context(running([feed.run(), ledger.run()]))
        reached = Reached()
        app = build(face, opts, _parts(given, watching, reached, face.events), live, ledger)
        port = await stack.enter_async_context(_listening(app, opts))
        url, site = reached.at = places(given.choice.settings, port)
        certificate = given.choice.settings.http.certificate
        stack.enter_context(reachable(face.access, given.state, url, certificate=certificate, site=site))
        yield face


@asynccontextmanager
async def _listening(served_app: App, opts: Options) -> AsyncIterator[int]:
    """The server, and the port it has. Raises NotServed."""
    async with AsyncExitStack() as stack:
        try:
            server = await stack.enter_async_context(serving(served_app, opts))
        except OSError as error:
            why = getattr(error, "reason", "") or error.strerror or str(error)
            why += f" ({opts.certificate}, {opts.key})" if opts.certificate and not _taken(error) else ""
            mend = "retrowalk doctor says more; see http in docs/settings.md"
            raise NotServed(f"cannot serve at {opts.host} port {opts.port}: {why}; {mend}") from None
        yield server.port


def _taken(error: OSError) -> bool:
    """Whether it is the port that cannot be had, and not a certificate."""
    return error.errno in {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES}


async def _face(given: Given) -> Face:
    """The desk and its doors, with what is remembered. Raises SiteError, OSError."""
    events = EventLog(token_hex(RUN_BYTES), now, at)
    access, admission = await entry(given.choice.settings, given.history, given.state)
    stops, home = Stops(given.fleet, events, now, at), given.choice.settings.mode is Mode.HOME
    doors = Doors(given.fleet, events, stops, access, admission, Words(), home)
    run = await asyncio.to_thread(begin, given.state, at())
    kept = Kept(given.history, load_protocols(), given.caps.settings, given.state, simulated=given.simulated, run=run)
    desk = assembled(doors, kept)
    await desk.load()
    given.caps.gateway = desk
    return Face(
        given.fleet, given.history, events, stops, access, admission, desk.words, desk.leases, desk.commands,
        desk.limits, desk,
    )  # fmt: skip


class Reached:
    """Where the site is reached: on this computer, and by phones; known once it listens."""

    at = ("", "")


def _parts(given: Given, watching: Operations, reached: Reached, events: EventLog) -> Parts:
    looked = Looked(given.fleet, events, watching, given.choice, given.log, now())
    return Parts(
        watching.health.ready,
        watching.metrics.render,
        Readers(given.choice.settings.metrics.readers),
        looked.at,
        simulated=lambda: given.machines,
        about=lambda: about(given.choice.settings, *reached.at, simulated=given.simulated),
        settings=lambda: listed(given.choice),
    )


def _viewers(live: Live) -> Gauge:
    return Gauge("viewers", "Pages and programs that look on by the live channel.", lambda: len(live.viewers))
